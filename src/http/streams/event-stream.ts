import type { EngineEvent } from "../../core/events.ts";
import { cursorText, type Cursor } from "./cursor.ts";
import type { EventLog, Filter, Frame } from "./event-log.ts";
import type { Sink } from "./sink.ts";

/** How a stream is written down: as server-sent events, or as the messages of a web socket. */
export interface Notation {
  readonly frame: (frame: Frame) => string;
  /** An event without a place in the log. */
  readonly passing: (event: EngineEvent) => string;
  /** What a state was at a place of the log; deltas follow. */
  readonly snapshot: (cursor: Cursor, data: unknown) => string;
  readonly heartbeat: (cursor: Cursor) => string;
  /** Whether several texts may go out as one. */
  readonly joins: boolean;
}

export const SERVER_SENT: Notation = {
  frame: ({ cursor, event, text }) => `id: ${cursorText(cursor)}\nevent: ${event.type}\ndata: ${text}\n\n`,
  passing: (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
  snapshot: (cursor, data) => `id: ${cursorText(cursor)}\nevent: snapshot\ndata: ${JSON.stringify(data)}\n\n`,
  heartbeat: (cursor) => `id: ${cursorText(cursor)}\nevent: heartbeat\ndata: {}\n\n`,
  joins: true,
};

export const MESSAGES: Notation = {
  frame: ({ cursor, event, text }) => `{"type":"${event.type}","cursor":"${cursorText(cursor)}","event":${text}}`,
  passing: (event) => JSON.stringify({ type: event.type, cursor: null, event }),
  snapshot: (cursor, data) => JSON.stringify({ type: "snapshot", cursor: cursorText(cursor), data }),
  heartbeat: (cursor) => JSON.stringify({ type: "heartbeat", cursor: cursorText(cursor) }),
  joins: false,
};

export interface StreamOptions {
  readonly after: Cursor;
  readonly filter: Filter;
  readonly notation: Notation;
  /** Given first, with the place that it belongs to. */
  readonly snapshot: unknown;
  /** Ends the stream; whoever listens comes back with the cursor. */
  readonly stopping: AbortSignal;
  readonly heartbeatMs: number;
}

/** Writes the events behind a cursor, then those that come, until the reader or the daemon goes. Never throws. */
export async function streamEvents(log: EventLog, sink: Sink, options: StreamOptions): Promise<void> {
  const { filter, notation, snapshot, stopping, heartbeatMs } = options;
  let cursor = options.after;
  const bell = createBell(log, [sink.closed, stopping], heartbeatMs);
  const unpass = log.onPassing((event) => {
    const isWanted = (filter.run === null || event.run === filter.run) && (filter.types?.has(event.type) ?? true);
    if (isWanted) void sink.write(notation.passing(event));
  });
  try {
    // The first words tell where to go on from, whatever comes.
    const first = snapshot === undefined ? notation.heartbeat(cursor) : notation.snapshot(cursor, snapshot);
    if (!(await sink.write(first))) return;
    while (!stopping.aborted && !sink.closed.aborted) {
      const { frames, next, isEnd } = log.read(cursor, filter);
      if (!(await writeAll(sink, frames.map(notation.frame), notation.joins))) return;
      cursor = next;
      if (!isEnd) continue;
      const isRung = await bell.next();
      if (!isRung && !(await sink.write(notation.heartbeat(cursor)))) return;
    }
  } finally {
    unpass();
    bell.close();
    sink.end();
  }
}

async function writeAll(sink: Sink, texts: readonly string[], joins: boolean): Promise<boolean> {
  if (texts.length === 0) return true;
  if (joins) return sink.write(texts.join(""));
  for (const text of texts) if (!(await sink.write(text))) return false;
  return true;
}

interface Bell {
  /** Resolves with true when there may be more, also since the last call; with false after the time of a heartbeat. */
  next(): Promise<boolean>;
  close(): void;
}

export function createBell(log: EventLog, ends: readonly AbortSignal[], heartbeatMs: number): Bell {
  let isRung = true;
  let wake: ((isRung: boolean) => void) | null = null;
  const ring = (): void => {
    isRung = true;
    wake?.(true);
  };
  const stop = log.onMore(ring);
  for (const end of ends) end.addEventListener("abort", ring);
  return {
    next: () =>
      new Promise((resolve) => {
        if (isRung) {
          isRung = false;
          return resolve(true);
        }
        const timer = setTimeout(() => wake?.(false), heartbeatMs);
        wake = (rung) => {
          clearTimeout(timer);
          wake = null;
          isRung = false;
          resolve(rung);
        };
      }),
    close() {
      stop();
      for (const end of ends) end.removeEventListener("abort", ring);
    },
  };
}
