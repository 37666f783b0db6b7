import { client } from "../../../data/client.ts";
import { createTurns } from "./turns.ts";

export interface LogRow {
  /** Where it begins in the log. Bytes. */
  readonly offset: number;
  readonly text: string;
  readonly isWhole: boolean;
}

/** What is held of a log: the rows of one window of it. */
export interface LogState {
  readonly rows: readonly LogRow[];
  /** Where the window begins and ends. Bytes. */
  readonly from: number;
  readonly next: number;
  /** Of the whole log. Bytes. */
  readonly size: number;
  readonly isEnded: boolean;
  readonly isLoaded: boolean;
  readonly error: Error | null;
  /** Counts the jumps: where the window was before says nothing of where to scroll to. */
  readonly jumps: number;
  /** The place that was jumped to; `null` for the end. */
  readonly target: number | null;
}

/** A log of any size of which a window is held: it goes on at both ends, and forgets what is far away. */
export interface LogWindow {
  readonly state: () => LogState;
  readonly onChange: (listener: () => void) => () => void;
  /** To the line that a place lies in, or to the end. */
  readonly jump: (to: number | "end") => Promise<void>;
  readonly extend: (where: "before" | "behind") => Promise<void>;
  /** Looks for what was added. `isFollowing`: the end is to be in the window, whatever is skipped for it. */
  readonly look: (isFollowing: boolean) => Promise<void>;
  /** Waits for no answer any more; a jump begins anew. */
  readonly close: () => void;
}

/** Bytes in one piece; so many pieces are held. */
const PIECE = 128 * 1024;
const MOST_PIECES = 8;
const MOST_ROWS = 24_000;
/** What grows faster than this between two looks is not read line by line. Bytes. */
const SKIPPED = 512 * 1024;

interface Piece {
  readonly from: number;
  readonly next: number;
  readonly rows: readonly LogRow[];
}

interface Where {
  readonly from?: number;
  readonly before?: number;
  readonly align?: boolean;
  readonly limit?: number;
}

interface Answer {
  readonly lines: readonly LogRow[];
  readonly from: number;
  readonly next: number;
  readonly size: number;
  readonly isEnded: boolean;
}

const NOTHING: LogState = {
  rows: [],
  from: 0,
  next: 0,
  size: 0,
  isEnded: false,
  isLoaded: false,
  error: null,
  jumps: 0,
  target: null,
};

export function openLogWindow(gen: string, stream: "stdout" | "stderr"): LogWindow {
  const listeners = new Set<() => void>();
  const turns = createTurns((error) => tell({ error }));
  const { alone } = turns;
  let pieces: readonly Piece[] = [];
  let state = NOTHING;
  function tell(change: Partial<LogState>): void {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  }

  function show(now: readonly Piece[], { size, isEnded }: Answer, change: Partial<LogState> = {}): void {
    pieces = now;
    const [from, next] = [now[0]?.from ?? 0, now.at(-1)?.next ?? 0];
    tell({ rows: now.flatMap(({ rows }) => rows), from, next, size, isEnded, isLoaded: true, error: null, ...change });
  }

  const read = (where: Where): Promise<Answer> =>
    client.readLogLines({ gen, stream, limit: PIECE, ...where }, { signal: turns.signal() });

  const jump = (to: number | "end"): Promise<void> =>
    alone(async (isCurrent) => {
      const place = to === "end" ? null : await read({ from: to, align: true });
      // Behind the last line there is none.
      const answer =
        place === null || place.lines.length === 0 ? await read({ before: Number.MAX_SAFE_INTEGER }) : place;
      if (!isCurrent()) return;
      show([pieceOf(answer)], answer, { jumps: state.jumps + 1, target: answer === place && to !== "end" ? to : null });
    }, "jump");

  async function behind(isCurrent: () => boolean): Promise<void> {
    // A last line that has no end may have grown.
    const last = state.rows.at(-1);
    const from = last !== undefined && !last.isWhole ? last.offset : state.next;
    const answer = await read({ from });
    if (!isCurrent()) return;
    const isSame = answer.next === state.next;
    show(isSame ? pieces : kept([...cutAt(pieces, from), pieceOf(answer)], "behind"), answer);
  }

  async function measure(isCurrent: () => boolean): Promise<void> {
    const { size, isEnded } = await read({ from: state.size, limit: 8192 });
    if (isCurrent() && (size !== state.size || isEnded !== state.isEnded)) tell({ size, isEnded });
  }

  return {
    state: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    jump,
    extend: (where) =>
      alone(async (isCurrent) => {
        if (where === "behind") return behind(isCurrent);
        if (state.from === 0) return;
        const answer = await read({ before: state.from });
        if (isCurrent()) show(kept([pieceOf(answer), ...pieces], "before"), answer);
      }),
    async look(isFollowing) {
      if (!isFollowing) return alone(measure);
      await alone(behind);
      if (state.size - state.next > SKIPPED) await jump("end");
    },
    close: () => turns.stop(),
  };
}

const pieceOf = ({ lines, from, next }: Answer): Piece => ({ from, next, rows: lines });

/** Without what begins at a place or behind it. */
const cutAt = (pieces: readonly Piece[], at: number): readonly Piece[] =>
  pieces.flatMap((piece) => {
    if (piece.next <= at) return [piece];
    const rows = piece.rows.filter(({ offset }) => offset < at);
    return rows.length === 0 ? [] : [{ from: piece.from, next: at, rows }];
  });

/** Forgets pieces at the other end than the one that was added to. */
function kept(pieces: readonly Piece[], added: "before" | "behind"): readonly Piece[] {
  let now = pieces.filter(({ rows }) => rows.length > 0);
  const count = (): number => now.reduce((sum, { rows }) => sum + rows.length, 0);
  while (now.length > 1 && (now.length > MOST_PIECES || count() > MOST_ROWS))
    now = added === "behind" ? now.slice(1) : now.slice(0, -1);
  return now;
}
