import { setImmediate as nextTurn } from "node:timers/promises";
import type { Cursor } from "./cursor.ts";
import type { EventLog, Filter, Frame, Piece } from "./event-log.ts";

export interface AskedPage {
  readonly after: Cursor;
  readonly filter: Filter;
  readonly limit: number;
  /** How long to wait for a first event. */
  readonly waitMs: number;
  /** Nobody waits any more. */
  readonly signal: AbortSignal;
}

/** At most `limit` events behind a cursor; waits for a first one. */
export async function pageOfEvents(events: EventLog, asked: AskedPage): Promise<Piece> {
  const until = performance.now() + asked.waitMs;
  for (let after = asked.after; ;) {
    const page = await readPage(events, { ...asked, after });
    const left = until - performance.now();
    if (page.frames.length > 0 || left <= 0 || asked.signal.aborted) return page;
    after = page.next;
    await moreWithin(events, left, asked.signal);
  }
}

/** A long log with little that is wanted takes many turns, and others have theirs in between. */
async function readPage(events: EventLog, { after, filter, limit }: AskedPage): Promise<Piece> {
  const frames: Frame[] = [];
  for (let from = after; ;) {
    const piece = events.read(from, filter);
    frames.push(...piece.frames);
    from = piece.next;
    const last = frames[limit - 1];
    if (frames.length > limit && last !== undefined)
      return { frames: frames.slice(0, limit), next: last.cursor, isEnd: false };
    if (piece.isEnd || frames.length === limit) return { frames, next: from, isEnd: piece.isEnd };
    await nextTurn();
  }
}

/** Resolves when there may be more, when the time is over, or when nobody waits any more. */
function moreWithin(events: EventLog, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stopHearing();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    const stopHearing = events.onMore(end);
    signal.addEventListener("abort", end, { once: true });
  });
}
