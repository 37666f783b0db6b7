import type { StepAttempt } from "../../../control/attempts.ts";
import type { Entry } from "../../../core/entry.ts";
import type { Gen, RunId } from "../../../core/ids.ts";
import type { LogPiece } from "../../../core/process.ts";
import type { Told } from "../../../daemon/hear.ts";
import type { Action } from "../model/actions.ts";
import { genShown, logExtent } from "../model/log.ts";
import { beginOf, PIECE_BYTES, type RawLog } from "../model/raw-log.ts";
import { firstRow } from "../model/scroll.ts";
import type { LogPage, State } from "../model/state.ts";
import { fetched, type Fetched, type Heard, type Resource } from "./resource.ts";

/** What a log's page needs: which attempts there are, and of the one that is shown what is near to where somebody reads. */
export function logResources(state: State, page: LogPage): readonly Resource[] {
  const attempts = attemptsOf(page.run);
  const gen = genShown(page);
  if (gen === null) return [attempts];
  if (page.form === "entries") return page.isEnded ? [attempts] : [attempts, entriesOf(gen)];
  return [attempts, ...rawResources(state, page, gen)];
}

/** The attempts of a step, and whether another has begun or ended. */
const attemptsOf = (run: RunId): Fetched =>
  fetched(
    `attempts ${run}`,
    `/runs/${run}/attempts`,
    ({ items }: { items: readonly StepAttempt[] }) => ({ type: "attempts", run, items }),
    (event) => event.run === run && (event.type === "step.started" || event.type === "step.ended"),
  );

const entriesOf = (gen: Gen): Heard => ({
  kind: "heard",
  key: `entries ${gen}`,
  path: `/attempts/${gen}/entries/stream`,
  begin: { type: "entries.begin", gen },
  toActions(told) {
    const items = told.flatMap(({ type, data }) => (type === "entry" ? [JSON.parse(data) as Entry] : []));
    return [...(items.length === 0 ? [] : [{ type: "entries", gen, items } as const]), ...endIn(told, gen)];
  },
});

const endIn = (told: readonly Told[], gen: Gen): readonly Action[] =>
  told.some(({ type }) => type === "end") ? [{ type: "log.ended", gen }] : [];

/** A process that has only just been started has no log yet. */
const NO_LOG_YET_MS = 500;

function rawResources(state: State, page: LogPage, gen: Gen): readonly Resource[] {
  const { raw, stream } = page;
  const at = `/attempts/${gen}/log?stream=${stream}`;
  if (raw === null) {
    const size = fetched(`size ${at}`, `${at}&offset=0&limit=4`, (piece: LogPiece) => ({
      type: "raw.size",
      gen,
      stream,
      size: piece.size,
    }));
    return [{ ...size, againMs: NO_LOG_YET_MS }];
  }
  const { total, height } = logExtent(state, page);
  const first = firstRow(page.scroll, { total, height });
  const before =
    first < height && beginOf(raw) > 0 && raw.chunks.length > 0 ? [pieceBefore(raw, at, { gen, stream })] : [];
  if (page.scroll.rows === 0) return page.isEnded ? before : [...before, followed(raw, { gen, stream })];
  const isNearEnd = first + 2 * height >= total && raw.next < raw.size;
  return isNearEnd ? [...before, pieceBehind(raw, at, { gen, stream })] : before;
}

type Of = Pick<LogPage, "stream"> & { readonly gen: Gen };

function pieceBefore(raw: RawLog, at: string, of: Of): Fetched {
  const end = beginOf(raw);
  const offset = Math.max(0, end - PIECE_BYTES);
  const path = `${at}&offset=${offset}&limit=${Math.max(4, end - offset)}`;
  return fetched(path, path, (piece: LogPiece) => ({ type: "raw.piece", at: "begin", piece, ...of }));
}

function pieceBehind(raw: RawLog, at: string, of: Of): Fetched {
  const path = `${at}&offset=${raw.next}&limit=${PIECE_BYTES}`;
  return fetched(path, path, (piece: LogPiece) => ({ type: "raw.piece", at: "end", piece, ...of }));
}

/** Once it is listened to, where it began does not matter: what comes is behind what is there. */
const followed = ({ next }: RawLog, { gen, stream }: Of): Heard => ({
  kind: "heard",
  key: `follow ${gen} ${stream}`,
  path: `/attempts/${gen}/log/stream?stream=${stream}&offset=${next}`,
  begin: null,
  toActions: (told) => [
    ...told.flatMap(({ type, data }) =>
      type === "log"
        ? [{ type: "raw.piece", at: "end", gen, stream, piece: JSON.parse(data) as LogPiece } as const]
        : [],
    ),
    ...endIn(told, gen),
  ],
});
