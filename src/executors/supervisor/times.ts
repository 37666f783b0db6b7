import fs from "node:fs";
import { readTextFile } from "./attempt-files.ts";

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

/** When what ends at an offset had been heard, by a file of marks; `null` where nobody noted it. */
export function timesOf(file: string): (end: number) => number | null {
  const marks = (readTextFile(file) ?? "")
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split(" ").map(Number))
    .toSorted(([a = 0], [b = 0]) => a - b);
  return (end) => {
    // The first mark that is not before it.
    let [low, high] = [0, marks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((marks[middle]?.[0] ?? 0) < end) low = middle + 1;
      else high = middle;
    }
    return marks[low]?.[1] ?? null;
  };
}
