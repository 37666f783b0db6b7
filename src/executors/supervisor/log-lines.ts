import fs from "node:fs";
import { cutBytes, isContinuation, openLog, readMasked, type ByteMasking } from "./logs.ts";

/** A line of a log, or a piece of one that is too long to be shown whole. */
interface LogLine {
  /** Where it begins. Bytes. */
  readonly offset: number;
  /** Without its line feed; bytes that are no UTF-8 are U+FFFD. */
  readonly text: string;
  /** A line feed ends it. False for a piece of a longer line, and for a last line that may still grow. */
  readonly isWhole: boolean;
}

export interface LogLines {
  readonly lines: readonly LogLine[];
  /** Where the first of them begins. Bytes. */
  readonly from: number;
  /** Where the line behind the last one begins. Bytes. */
  readonly next: number;
  readonly size: number;
}

export interface LinesWanted {
  /** Those from this offset on; with `isBefore` those that end there. Bytes. */
  readonly at: number;
  readonly isBefore?: boolean;
  /** `at` may be anywhere: from the beginning of the line that it lies in, unless that is far away. */
  readonly isAligned?: boolean;
  /** How many bytes to look at, at most. */
  readonly limit: number;
  /** Nothing is added any more. */
  readonly isEnded: boolean;
  /** Takes out what nobody may see, and keeps every length. */
  readonly mask?: ByteMasking;
}

const LINE_FEED = 0x0a;
/** Longer lines come in pieces. Bytes. */
const LONGEST = 4096;
/** However short they are. */
const MOST_LINES = 4000;
/** How far back the beginning of a line is looked for. Bytes. */
const LOOK_BACK = 64 * 1024;

/**
 * Lines of a log of any size, around a place in it: never more than `limit` bytes are looked at (and a little for masking). Throws
 * DroverError `process.log` where there is no such file.
 */
export function readLogLines(file: string, wanted: LinesWanted): LogLines {
  const fd = openLog(file);
  try {
    const size = fs.fstatSync(fd).size;
    const log: OpenLog = { size, read: (from, to) => readMasked(fd, from, to, wanted.mask) };
    return wanted.isBefore === true ? linesBefore(log, wanted) : linesFrom(log, wanted);
  } finally {
    fs.closeSync(fd);
  }
}

interface OpenLog {
  readonly size: number;
  readonly read: (from: number, to: number) => Buffer;
}

function linesFrom(log: OpenLog, { at, limit, isAligned = false, isEnded }: LinesWanted): LogLines {
  const { size } = log;
  const from = isAligned ? beginningOf(log, Math.min(at, size)) : at;
  const bytes = log.read(from, Math.min(size, from + limit));
  const isLast = from + bytes.length >= size;
  const feed = bytes.lastIndexOf(LINE_FEED);
  const whole = isLast && isEnded ? bytes.length : bytes.length - cutBytes(bytes);
  const lines = cutLines(bytes.subarray(0, isLast || feed < 0 ? whole : feed + 1), from);
  const given = lines.slice(0, MOST_LINES);
  return { lines: given.map(({ line }) => line), from, next: given.at(-1)?.end ?? from, size };
}

function linesBefore(log: OpenLog, { at, limit }: LinesWanted): LogLines {
  const { size } = log;
  const end = Math.min(at, size);
  const lowest = Math.max(0, end - limit);
  const bytes = log.read(lowest, end);
  const skipped = lowest === 0 ? 0 : firstBeginning(bytes);
  const lines = cutLines(bytes.subarray(skipped), lowest + skipped)
    .slice(-MOST_LINES)
    .map(({ line }) => line);
  return { lines, from: lines[0]?.offset ?? end, next: end, size };
}

/** Behind the first line feed; where there is none, the first character that is whole. */
function firstBeginning(bytes: Buffer): number {
  const feed = bytes.subarray(0, -1).indexOf(LINE_FEED);
  return feed >= 0 ? feed + 1 : wholeFrom(bytes);
}

function wholeFrom(bytes: Buffer): number {
  let skipped = 0;
  while (skipped < 3 && isContinuation(bytes[skipped] ?? 0)) skipped++;
  return skipped;
}

function beginningOf({ read }: OpenLog, at: number): number {
  const lowest = Math.max(0, at - LOOK_BACK);
  const before = read(lowest, at);
  const feed = before.lastIndexOf(LINE_FEED);
  if (feed >= 0) return lowest + feed + 1;
  return lowest === 0 ? 0 : at + wholeFrom(read(at, at + 4));
}

interface Cut {
  readonly line: LogLine;
  readonly end: number;
}

function cutLines(bytes: Buffer, at: number): readonly Cut[] {
  const lines: Cut[] = [];
  const add = (from: number, to: number, isWhole: boolean): void => {
    const line = { offset: at + from, text: bytes.toString("utf8", from, to), isWhole };
    lines.push({ line, end: at + to + (isWhole ? 1 : 0) });
  };
  for (let from = 0; from < bytes.length;) {
    const feed = bytes.indexOf(LINE_FEED, from);
    const end = feed < 0 ? bytes.length : feed;
    while (end - from > LONGEST) {
      const to = from + LONGEST - cutBytes(bytes.subarray(from, from + LONGEST));
      add(from, to, false);
      from = to;
    }
    add(from, end, feed >= 0);
    from = end + 1;
  }
  return lines;
}
