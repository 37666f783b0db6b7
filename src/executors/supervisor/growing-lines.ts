import fs from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { isSystemError } from "./attempt-files.ts";

/** Whole lines of a file that grows, from its beginning. */
export interface GrowingLines {
  /** `null` when no more will come, or it was closed. */
  readonly next: () => Promise<string | null>;
  /** Closed, or nobody writes any more. */
  readonly isOver: () => boolean;
  readonly close: () => void;
}

const POLL_MS = 50;
const PIECE = 64 * 1024;
/** Longer lines are passed over: nobody means them. Characters. */
const LONGEST_LINE = 32 * 1024 * 1024;

/** `ended`: what was written until then is all. */
export function followLines(file: string, ended: Promise<unknown>): GrowingLines {
  const state = { isClosed: false, hasEnded: false };
  const buffer = Buffer.allocUnsafe(PIECE);
  const cutter = lineCutter();
  const bell = fileBell(file);
  let offset = 0;
  void ended.then(() => {
    state.hasEnded = true;
    bell.ring();
  });
  const readMore = (): boolean => {
    const count = readAt(file, buffer, offset);
    offset += count;
    cutter.take(buffer.subarray(0, count));
    return count > 0;
  };
  return {
    isOver: () => state.isClosed || state.hasEnded,
    close: () => {
      state.isClosed = true;
      bell.ring();
    },
    async next() {
      for (;;) {
        if (state.isClosed) return null;
        const line = cutter.lines.shift();
        if (line !== undefined) return line;
        // Asked before the look: what was written before the end is then read after it.
        const { hasEnded } = state;
        if (readMore()) continue;
        if (hasEnded) return null;
        await bell.wait();
      }
    },
  };
}

function lineCutter(): { readonly lines: string[]; readonly take: (bytes: Buffer) => void } {
  const decoder = new StringDecoder("utf8");
  const lines: string[] = [];
  let rest = "";
  let isTooLong = false;
  return {
    lines,
    take(bytes) {
      const parts = decoder.write(bytes).split("\n");
      for (const part of parts.slice(0, -1)) {
        if (!isTooLong) lines.push(rest + part);
        [rest, isTooLong] = ["", false];
      }
      rest += parts.at(-1) ?? "";
      if (rest.length > LONGEST_LINE) [rest, isTooLong] = ["", true];
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

function readAt(file: string, buffer: Buffer, offset: number): number {
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
