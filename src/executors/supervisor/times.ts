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

interface Mark {
  readonly end: number;
  readonly at: number;
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
  const marks: Mark[] = [];
  return {
    refresh() {
      const known = marks.at(-1)?.end ?? 0;
      const more = text.lines().map((line) => markIn(line));
      marks.push(...more);
      // Two engines after each other write on where they read, and appends may pass each other.
      if (more.some(({ end }, index) => end < (more[index - 1]?.end ?? known))) marks.sort((a, b) => a.end - b.end);
    },
    of(end) {
      // The first mark that is not before it.
      let [low, high] = [0, marks.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((marks[middle]?.end ?? 0) < end) low = middle + 1;
        else high = middle;
      }
      return marks[low]?.at ?? null;
    },
  };
}

function markIn(line: string): Mark {
  const [end = 0, at = 0] = line.split(" ").map(Number);
  return { end, at };
}
