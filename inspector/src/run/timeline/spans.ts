import type { EngineEvent } from "../../../../src/core/events.ts";
import type { JournalEntry } from "../../../../src/client/index.ts";
import { eventsOf } from "../journal/words.ts";

/** One bar of the timeline: an attempt, a wait for somebody, or the time before the next attempt. */
export interface Span {
  readonly step: string;
  readonly kind: "attempt" | "wait" | "backoff";
  /** Milliseconds since 1970; `to` is null while it goes on. */
  readonly from: number;
  readonly to: number | null;
  /** How it ended; `running` or `waiting` until then. */
  readonly status: string;
  readonly attempt: number;
  readonly visit: number;
  /** Of the attempt; null for what is none. */
  readonly gen: string | null;
  /** The entry of the journal that it began with. */
  readonly seq: number;
}

type Open = Omit<Span, "to" | "status">;

/** What no event tells the end of: only `step.ended` says that something has succeeded. A pause is over when the next attempt begins. */
const UNTOLD: Readonly<Record<Span["kind"], string>> = { attempt: "canceled", wait: "canceled", backoff: "waited" };

/** Folds a journal into bars, in the order in which they began. */
export function spansOf(entries: readonly JournalEntry[]): readonly Span[] {
  const done: Span[] = [];
  const open = new Map<string, Open>();
  const close = (step: string, at: number, status: string | null): void => {
    const one = open.get(step);
    if (one === undefined) return;
    open.delete(step);
    done.push({ ...one, to: at, status: status ?? UNTOLD[one.kind] });
  };
  for (const entry of entries)
    for (const event of eventsOf(entry)) take({ ...event, at: entry.at, seq: entry.seq }, open, close);
  const still = Array.from(open.values(), (one) =>
    Object.assign({ to: null, status: one.kind === "attempt" ? "running" : "waiting" }, one),
  );
  return [...done, ...still].toSorted((a, b) => a.from - b.from || a.seq - b.seq);
}

function take(
  event: EngineEvent,
  open: Map<string, Open>,
  close: (step: string, at: number, status: string | null) => void,
): void {
  const { at, seq } = event;
  if (event.type === "step.started") {
    close(event.step, at, null);
    const { step, attempt, visit, gen } = event;
    open.set(step, { step, kind: "attempt", from: at, attempt, visit, gen, seq });
  } else if (event.type === "step.waiting") {
    close(event.step, at, null);
    open.set(event.step, { step: event.step, kind: "wait", from: at, attempt: 1, visit: 1, gen: null, seq });
  } else if (event.type === "step.ended") close(event.step, at, event.status);
  else if (event.type === "step.retrying") {
    close(event.step, at, "failed");
    const { step, attempt } = event;
    open.set(step, { step, kind: "backoff", from: at, attempt, visit: 1, gen: null, seq });
  } else if (event.type === "run.ended") for (const step of open.keys()) close(step, at, null);
}

/** Rows of the picture: steps by their first bar. */
export function rowsOf(spans: readonly Span[]): ReadonlyMap<string, readonly Span[]> {
  const rows = new Map<string, Span[]>();
  for (const span of spans) {
    const row = rows.get(span.step);
    if (row === undefined) rows.set(span.step, [span]);
    else row.push(span);
  }
  return rows;
}
