import fs from "node:fs";
import { createGrowingText } from "./growing-text.ts";

/** Marks are at least this far apart; what was heard between two counts as heard at the second. */
const APART_MS = 50;

/** Notes when how much of a log had been heard. */
export interface HeardTimes {
  readonly note: (offset: number) => void;
  /** Nobody listens any more: what is not written yet is written now. */
  readonly close: () => void;
}

/**
 * Lines of `<bytes> <milliseconds since 1970>`. Agents seldom say when they said something. Nothing depends on it, so it is not synced.
 */
export function heardTimes(file: string): HeardTimes {
  let last = 0;
  let waiting: { readonly offset: number; readonly at: number } | null = null;
  let timer: NodeJS.Timeout | null = null;
  const write = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (waiting === null) return;
    last = waiting.at;
    const mark = `${waiting.offset} ${waiting.at}\n`;
    waiting = null;
    appendMark(file, mark);
  };
  return {
    note(offset) {
      waiting = { offset, at: Date.now() };
      if (waiting.at - last >= APART_MS) write();
      else timer ??= setTimeout(write, APART_MS).unref();
    },
    close: write,
  };
}

/** On a full disk, or in a folder that was removed, the time stays unknown. */
function appendMark(file: string, mark: string): void {
  try {
    fs.appendFileSync(file, mark, { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
  }
}

/** The marks of a file that grows. */
export interface Times {
  /** Reads what has come. */
  refresh(): void;
  /** When what ends at an offset had been heard; `null` where nobody noted it. */
  of(end: number): number | null;
}

export function readTimes(file: string): Times {
  const text = createGrowingText(file);
  // Two lists of numbers weigh a fifth of one list of pairs.
  const ends: number[] = [];
  const times: number[] = [];

  /** The first mark that is not before it. */
  function placeOf(end: number): number {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < end) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    refresh() {
      for (const line of text.lines()) {
        const [end = 0, at = 0] = line.split(" ").map(Number);
        // Mostly the last one; but appends may pass each other, and the next engine reads from the beginning: what was heard before stays so.
        const place = end > (ends.at(-1) ?? -1) ? ends.length : placeOf(end);
        if (at >= (times[place] ?? Number.POSITIVE_INFINITY)) continue;
        ends.splice(place, 0, end);
        times.splice(place, 0, at);
      }
    },
    of: (end) => times[placeOf(end)] ?? null,
  };
}
