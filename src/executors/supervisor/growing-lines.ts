import fs from "node:fs";
import { isSystemError } from "./attempt-files.ts";
import { type Line, lineCutter } from "./line-cutter.ts";

/** Whole lines of a file that grows, from its beginning. */
export interface GrowingLines {
  /** `null` when no more will come, or it was closed. */
  readonly next: () => Promise<string | null>;
  /** Where the line that comes next begins. Bytes. */
  readonly offset: () => number;
  /** Closed, or nobody writes any more. */
  readonly isOver: () => boolean;
  readonly close: () => void;
  /** As `close`, but whoever waits for a line is told nothing: others will hear it. */
  readonly leave: () => void;
}

const POLL_MS = 50;
const PIECE = 64 * 1024;

/** `ended`: what was written until then is all. `noted`: called after every look that found something, with all bytes found so far. */
export function followLines(
  file: string,
  ended: Promise<unknown>,
  noted: (offset: number) => void = () => undefined,
): GrowingLines {
  const state = { isClosed: false, isLeft: false, hasEnded: false };
  const buffer = Buffer.allocUnsafe(PIECE);
  const cutter = lineCutter();
  const bell = fileBell(file);
  const lines: Line[] = [];
  let offset = 0;
  let given = 0;
  void ended.then(() => {
    state.hasEnded = true;
    bell.ring();
  });
  const readMore = (): boolean => {
    const count = readAt(file, buffer, offset);
    offset += count;
    lines.push(...cutter.take(buffer.subarray(0, count)));
    if (count > 0) noted(offset);
    return count > 0;
  };
  return {
    offset: () => given,
    isOver: () => state.isClosed || state.isLeft || state.hasEnded,
    close: () => {
      state.isClosed = true;
      bell.ring();
    },
    leave: () => {
      state.isLeft = true;
    },
    async next() {
      for (;;) {
        if (state.isLeft) return new Promise(() => undefined);
        if (state.isClosed) return null;
        const line = lines.shift();
        if (line !== undefined) {
          given = line.end;
          return line.text;
        }
        // Asked before the look: what was written before the end is then read after it.
        const { hasEnded } = state;
        if (readMore()) continue;
        if (hasEnded) return null;
        await bell.wait();
      }
    },
  };
}

/** Rings when the file has changed, after a little while where the system tells of no change, or when it is told to. */
function fileBell(file: string): { readonly wait: () => Promise<void>; readonly ring: () => void } {
  let wake = (): void => undefined;
  return {
    ring: () => wake(),
    wait: () =>
      new Promise((resolve) => {
        const watcher = watchFile(file, () => wake());
        const timer = setTimeout(() => wake(), POLL_MS);
        timer.unref();
        wake = () => {
          wake = () => undefined;
          clearTimeout(timer);
          watcher?.close();
          resolve();
        };
      }),
  };
}

/** `null` where the system has no more watches to give, or there is no such file yet: then only the clock wakes. */
function watchFile(file: string, tell: () => void): fs.FSWatcher | null {
  try {
    const watcher = fs.watch(file, { persistent: false }, tell);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
}

/** Fills the buffer from a place in a file; gives the number of bytes, 0 where there is no file (yet). */
export function readAt(file: string, buffer: Buffer, offset: number): number {
  let fd: number | null = null;
  try {
    fd = fs.openSync(file, "r");
    return fs.readSync(fd, buffer, 0, buffer.length, offset);
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return 0;
    throw error;
  } finally {
    if (fd !== null) fs.closeSync(fd);
  }
}
