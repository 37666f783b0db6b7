import fs from "node:fs";
import { setImmediate as breath } from "node:timers/promises";
import { type Line, lineCutter } from "./line-cutter.ts";
import { withRegularFile } from "./regular-file.ts";

/** Whole lines of a file that grows, from its beginning. */
export interface GrowingLines {
  /** `null` when no more will come, it was closed, or all was told that stood there once `enough` was aborted. */
  readonly next: (enough?: AbortSignal) => Promise<string | null>;
  /** Where the line that comes next begins. Bytes. */
  readonly offset: () => number;
  /** Closed, or nobody writes any more. */
  readonly isOver: () => boolean;
  readonly close: () => void;
  /** As `close`, but whoever waits for a line is told nothing: others will hear it. */
  readonly leave: () => void;
}

interface LastLook {
  readonly enough: AbortSignal;
  /** Bytes. */
  readonly until: number;
}

const POLL_MS = 50;
const PIECE = 64 * 1024;
const { O_WRONLY, O_CREAT, O_APPEND, O_NONBLOCK, O_NOFOLLOW } = fs.constants;
const APPEND_FLAGS = O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_NOFOLLOW;

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
  const waiting = lineQueue();
  let offset = 0;
  let given = 0;
  let last: LastLook | null = null;
  void ended.then(() => {
    state.hasEnded = true;
    bell.ring();
  });
  const readMore = (): boolean => {
    const count = readAt(file, buffer, offset);
    offset += count;
    waiting.add(cutter.take(buffer.subarray(0, count)));
    if (count > 0) noted(offset);
    return count > 0;
  };
  // Somebody who never stops writing cannot keep us either.
  const isAllTold = (enough: AbortSignal): boolean => {
    if (last?.enough !== enough) last = { enough, until: sizeOf(file) };
    return offset >= last.until;
  };
  return {
    offset: () => given,
    isOver: () => state.isClosed || state.isLeft || state.hasEnded,
    close() {
      state.isClosed = true;
      bell.close();
    },
    leave: () => {
      state.isLeft = true;
    },
    async next(enough) {
      enough?.addEventListener("abort", bell.ring, { once: true });
      for (;;) {
        if (state.isLeft) return new Promise(() => undefined);
        if (state.isClosed) return null;
        const line = waiting.take();
        if (line !== undefined) {
          given = line.end;
          return line.text;
        }
        // Asked before the look: what was written before the end is then read after it.
        const { hasEnded } = state;
        if (enough?.aborted === true && isAllTold(enough)) return null;
        // Somebody who writes faster than we read must not keep everything else from being done.
        if (readMore()) await breath();
        else if (hasEnded) return closed(bell);
        else await bell.wait();
      }
    },
  };
}

function closed(bell: FileBell): null {
  bell.close();
  return null;
}

function lineQueue() {
  let lines: readonly Line[] = [];
  let next = 0;
  return {
    add(more: readonly Line[]): void {
      lines = more;
      next = 0;
    },
    take: (): Line | undefined => lines[next++],
  };
}

interface FileBell {
  /** Until it rings; at once when it has rung since the last wait. */
  readonly wait: () => Promise<void>;
  readonly ring: () => void;
  readonly close: () => void;
}

/** Rings when the file has changed, after a little while where the system tells of no change, or when it is told to. */
function fileBell(file: string): FileBell {
  let hasRung = false;
  let wake = (): void => undefined;
  let watcher: fs.FSWatcher | null = null;
  const ring = (): void => {
    hasRung = true;
    wake();
  };
  return {
    ring,
    close() {
      watcher?.close();
      ring();
    },
    async wait() {
      if (watcher === null) {
        watcher = watchFile(file, ring);
        // What came before the watch rings nothing.
        if (watcher !== null) return;
      }
      if (!hasRung) await rung((woken) => (wake = woken));
      wake = () => undefined;
      hasRung = false;
    },
  };
}

const rung = (listen: (woken: () => void) => void): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, POLL_MS).unref();
    listen(() => {
      clearTimeout(timer);
      resolve();
    });
  });

/** `null` where the system has no more watches to give: then only the clock wakes. */
function watchFile(file: string, tell: () => void): fs.FSWatcher | null {
  try {
    // Its writer may not have come to open it.
    fs.closeSync(fs.openSync(file, APPEND_FLAGS, 0o600));
    const watcher = fs.watch(file, { persistent: false }, tell);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
}

/** Fills the buffer from a place in a file; gives the number of bytes, 0 where there is no file (yet). */
export const readAt = (file: string, buffer: Buffer, offset: number): number =>
  withRegularFile(file, (fd) => fs.readSync(fd, buffer, 0, buffer.length, offset), { absent: 0, odd: 0 });

const sizeOf = (file: string): number => withRegularFile(file, (fd) => fs.fstatSync(fd).size, { absent: 0, odd: 0 });
