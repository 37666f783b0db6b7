import type { EngineEvent } from "../../core/events.ts";
import type { RunId } from "../../core/ids.ts";
import type { LoggedEntry, Store } from "../../core/store.ts";
import type { Engine } from "../../engine/index.ts";
import { afterFrame, type Cursor } from "./cursor.ts";

/** One event, made into text once for all who hear it. */
export interface Frame {
  readonly cursor: Cursor;
  readonly event: EngineEvent;
  /** JSON, one line. */
  readonly text: string;
}

export interface Filter {
  readonly run: RunId | null;
  /** `null`: all. */
  readonly types: ReadonlySet<string> | null;
}

export interface Piece {
  readonly frames: readonly Frame[];
  /** Where to go on: behind everything that was looked at, wanted or not. */
  readonly next: Cursor;
  /** Nothing more is there for now. */
  readonly isEnd: boolean;
}

/**
 * The durable events of all runs, read from the store by whoever hears them and at their own pace: a subscriber is a cursor, and
 * costs no memory for being slow. What was lately said is kept in memory, so that the hundredth reader costs no read.
 */
export interface EventLog {
  /** Behind everything that is durable now. */
  end(): Cursor;
  /** False for a place behind everything that was ever told. Whoever comes back to what was lately said costs no read of the store. */
  reaches(cursor: Cursor): boolean;
  read(after: Cursor, filter: Filter): Piece;
  /** Called when there may be more. Give it back to end it. */
  onMore(listener: () => void): () => void;
  /** Events that tell of this engine's work and stand in no journal: heard only while they happen. */
  onPassing(listener: (event: EngineEvent) => void): () => void;
  close(): void;
}

const PASSING: ReadonlySet<EngineEvent["type"]> = new Set(["activity.adopted", "activity.harvested", "activity.held"]);
const PIECE = 256;
const RECENT = 4096;

export function createEventLog(store: Store, engine: Pick<Engine, "watch">): EventLog {
  const more = createBell();
  const passing = new Set<(event: EngineEvent) => void>();
  const recent = createRecent(store);
  const unwatch = engine.watch((event) => {
    if (PASSING.has(event.type)) for (const listener of passing) listener(event);
    else {
      recent.grown();
      more.ring();
    }
  });
  return {
    end: () => ({ position: store.lastPosition(), index: Infinity }),
    reaches: ({ position }) => position <= recent.head() || position <= store.lastPosition(),
    read: (after, filter) => recent.read(after, filter) ?? readStored(store, after, filter),
    onMore: more.listen,
    onPassing(listener) {
      passing.add(listener);
      return () => void passing.delete(listener);
    },
    close: unwatch,
  };
}

interface Bell {
  readonly ring: () => void;
  readonly listen: (listener: () => void) => () => void;
}

/** All commits of one turn wake their readers once. */
function createBell(): Bell {
  const listeners = new Set<() => void>();
  let isRinging = false;
  return {
    ring() {
      if (isRinging) return;
      isRinging = true;
      setImmediate(() => {
        isRinging = false;
        for (const listener of listeners) listener();
      });
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

interface Recent {
  /** There is more in the store than was read. */
  readonly grown: () => void;
  /** The position of what was read last. */
  readonly head: () => number;
  /** `null` where the cursor lies before everything that is kept. */
  readonly read: (after: Cursor, filter: Filter) => Piece | null;
}

/** The last some thousand frames, read from the store once. */
function createRecent(store: Store): Recent {
  let floor = store.lastPosition();
  let head = floor;
  /** In order; all frames of the positions behind `floor`, up to `head`. */
  let frames: Frame[] = [];
  let isBehind = false;

  function refresh(): void {
    for (;;) {
      const entries = store.log(head, PIECE);
      for (const entry of entries) frames.push(...framesOf(entry));
      head = entries.at(-1)?.position ?? head;
      if (frames.length > RECENT) shorten();
      if (entries.length < PIECE) return;
    }
  }

  function shorten(): void {
    const cut = frames.length - RECENT / 2;
    floor = frames[cut - 1]?.cursor.position ?? floor;
    frames = frames.slice(cut).filter(({ cursor }) => cursor.position > floor);
  }

  return {
    grown: () => void (isBehind = true),
    head: () => head,
    read(after, filter) {
      // Hundreds of readers are woken by one event.
      if (isBehind) refresh();
      isBehind = false;
      // What stands in the commit at the floor itself is not kept.
      if (after.position < floor || (after.position === floor && after.index !== Infinity)) return null;
      const from = firstBehind(frames, after);
      const looked = frames.slice(from, from + PIECE);
      const isEnd = from + PIECE >= frames.length;
      return {
        frames: looked.filter((frame) => isWanted(frame, filter)),
        next: isEnd ? later(after, { position: head, index: Infinity }) : (looked.at(-1)?.cursor ?? after),
        isEnd,
      };
    },
  };
}

function readStored(store: Store, after: Cursor, filter: Filter): Piece {
  // The entry that the cursor stands in may have more.
  const from = after.position - 1;
  const entries = filter.run === null ? store.log(from, PIECE) : store.logOf(filter.run, from);
  const found = entries.flatMap(framesOf).filter((frame) => afterFrame(frame.cursor, after) && isWanted(frame, filter));
  const last = entries.at(-1);
  const reached = last === undefined ? after : { position: last.position, index: Infinity };
  return { frames: found, next: later(after, reached), isEnd: filter.run !== null || entries.length < PIECE };
}

function framesOf({ run, position, entry }: LoggedEntry): readonly Frame[] {
  return (entry.events ?? []).map((body, index) => {
    const event = { ...body, run, seq: entry.seq, at: entry.at } as EngineEvent;
    return { cursor: { position, index }, event, text: JSON.stringify(event) };
  });
}

const isWanted = ({ event }: Frame, { run, types }: Filter): boolean =>
  (run === null || event.run === run) && (types === null || types.has(event.type));

const later = (a: Cursor, b: Cursor): Cursor => (afterFrame(b, a) ? b : a);

/** The index of the first frame behind a cursor. */
function firstBehind(frames: readonly Frame[], after: Cursor): number {
  let [low, high] = [0, frames.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const frame = frames[middle];
    if (frame !== undefined && afterFrame(frame.cursor, after)) high = middle;
    else low = middle + 1;
  }
  return low;
}
