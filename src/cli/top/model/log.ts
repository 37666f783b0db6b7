import type { Entry } from "../../../core/entry.ts";
import type { LogPiece } from "../../../core/process.ts";
import { PLAIN } from "../../style.ts";
import { logRows } from "../views/rows.ts";
import { appended, NO_LOG, trimmed } from "./raw-log.ts";
import { AT_END, staying } from "./scroll.ts";
import { bodyRows, type LogPage, type State } from "./state.ts";

const MOST_ENTRIES = 1_000;

/** A log page before anything of it has come. */
export const NOTHING_READ = { entries: [], forgotten: 0, raw: null, isEnded: false, scroll: AT_END } as const;

/** The attempt that is shown; `null` while none is known. */
export const genShown = ({ gen, attempts }: LogPage): LogPage["gen"] => gen ?? attempts?.at(-1)?.gen ?? null;

/** Whether the attempt that is shown is an agent's, so that it has entries. */
export const isOfAgent = (page: LogPage): boolean =>
  page.attempts?.find(({ gen }) => gen === genShown(page))?.isAgent ?? false;

/** With entries that are new or replace those of their id; the oldest go. */
export function withEntries(page: LogPage, items: readonly Entry[], columns: number): LogPage {
  const byId = new Map(page.entries.map((entry) => [entry.id, entry]));
  for (const entry of items) byId.set(entry.id, entry);
  const all = [...byId.values()];
  const whole = keptInPlace(page, { ...page, entries: all }, columns);
  const entries = all.slice(-MOST_ENTRIES);
  return { ...whole, entries, forgotten: page.forgotten + all.length - entries.length };
}

/** With what was read behind the part that is there. */
export function withPiece(page: LogPage, piece: LogPiece, columns: number): LogPage {
  const raw = appended(page.raw ?? NO_LOG, piece);
  return { ...keptInPlace(page, { ...page, raw }, columns), raw: trimmed(raw) };
}

/** The last one is for the mark that tells where one is. */
export const logColumns = (columns: number): number => Math.max(1, columns - 1);

/** Whoever reads further up is not moved by what is added behind. */
function keptInPlace(before: LogPage, after: LogPage, columns: number): LogPage {
  if (before.scroll.rows === 0) return after;
  const look = { width: logColumns(columns), style: PLAIN };
  const added = logRows(after, look).total - logRows(before, look).total;
  return { ...after, scroll: staying(after.scroll, added) };
}

export const logExtent = ({ size }: State, page: LogPage): { readonly total: number; readonly height: number } => ({
  total: logRows(page, { width: logColumns(size.columns), style: PLAIN }).total,
  height: bodyRows(size),
});
