import fs from "node:fs";
import { DroverError } from "../../core/errors.ts";
import type { LogPiece, ProcessLogs } from "../../core/process.ts";
import { isSystemError } from "./attempt-files.ts";
import { openRegularFile, withRegularFile } from "./regular-file.ts";

/** The longest UTF-8 character. */
const LONGEST = 4;

/** `margin`: so many bytes around a piece have to be known to mask it. */
export interface ByteMasking {
  readonly margin: number;
  /** `at`: where in the bytes the piece begins. */
  readonly apply: (bytes: Buffer, at: number) => Buffer;
}

export interface ReadLog {
  /** In bytes, at least 4; 64 KiB unless told. */
  readonly maxBytes?: number;
  /** The writer is gone: a character cut at the end of the file will never be completed, so it is given as U+FFFD. */
  readonly isEnded?: boolean;
  /** Takes out what nobody may see, and keeps every length. */
  readonly mask?: ByteMasking;
}

/**
 * A piece of a log from a byte offset on, never ending inside a character: what is cut comes with the next piece. Bytes
 * that are no UTF-8 become U+FFFD. An offset beyond the end gives an empty piece. Throws DroverError `process.log`
 * where there is no such file.
 */
export function readLogPiece(file: string, offset: number, options: ReadLog = {}): LogPiece {
  const { maxBytes = 64 * 1024, isEnded = false } = options;
  const fd = openLog(file);
  try {
    const size = fs.fstatSync(fd).size;
    const bytes = readMasked(fd, offset, offset + Math.max(LONGEST, maxBytes), options.mask);
    const isLast = isEnded && offset + bytes.length >= size;
    const whole = isLast ? bytes : bytes.subarray(0, bytes.length - cutBytes(bytes));
    return { text: whole.toString("utf8"), offset, next: offset + whole.length, size };
  } finally {
    fs.closeSync(fd);
  }
}

/** What to take out of a piece that begins at a place of a file. */
export type MaskFrom = (offset: number) => ByteMasking | undefined;

/** The end of a file; empty where there is none. What is no UTF-8, and NUL, which no environment can carry on, is U+FFFD. */
export const tail = (file: string, maxBytes = 4096, maskFrom?: MaskFrom): string =>
  // Most scripts say little, and to ask is a fifth of opening and reading.
  sizeOf(file) === 0
    ? ""
    : withRegularFile(
        file,
        (fd) => {
          const offset = Math.max(0, fs.fstatSync(fd).size - maxBytes);
          const bytes = readMasked(fd, offset, offset + maxBytes, maskFrom?.(offset));
          const whole = bytes.subarray(offset === 0 ? 0 : continuationBytes(bytes)).toString("utf8");
          return whole.replaceAll("\0", "\uFFFD");
        },
        { absent: "", odd: "" },
      );

export const processLogs: ProcessLogs = {
  tail,
  whole: wholeFile,
  written: (files) => sizeOf(files.stdout) + sizeOf(files.stderr),
};

function wholeFile(file: string, maxBytes: number): string | null {
  if (fs.lstatSync(file, { throwIfNoEntry: false }) === undefined) return null;
  const fd = openRegularFile(file);
  try {
    const { size } = fs.fstatSync(fd);
    if (size <= maxBytes) return fs.readFileSync(fd, "utf8");
    throw new DroverError("process.log", `Cannot read "${file}": it has ${size} bytes, and ${maxBytes} are allowed.`);
  } finally {
    fs.closeSync(fd);
  }
}

const sizeOf = (file: string): number => {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  return stat?.isFile() === true ? stat.size : 0;
};

export function openLog(file: string): number {
  try {
    return openRegularFile(file);
  } catch (error) {
    throw noLog(file, error);
  }
}

/** What to throw for a log that could not be opened. */
export const noLog = (file: string, cause: unknown): unknown =>
  isSystemError(cause, "ENOENT")
    ? new DroverError("process.log", `Cannot read the log "${file}": that attempt has written none.`, { cause })
    : cause;

/** Bytes of a file from one place to another, or its end. */
export function readMasked(fd: number, from: number, to: number, mask: ByteMasking | undefined): Buffer {
  const margin = mask?.margin ?? 0;
  const lowest = Math.max(0, from - margin);
  const buffer = Buffer.allocUnsafe(Math.max(0, to + margin - lowest));
  const bytes = buffer.subarray(0, fs.readSync(fd, buffer, 0, buffer.length, lowest));
  const masked = mask === undefined ? bytes : mask.apply(bytes, from - lowest);
  return masked.subarray(Math.min(from - lowest, masked.length), Math.min(to - lowest, masked.length));
}

/** How many bytes at the end begin a character that is not complete. */
export function cutBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(LONGEST - 1, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (!isContinuation(byte)) return characterLength(byte) > back ? back : 0;
  }
  return 0;
}

function continuationBytes(bytes: Buffer): number {
  let count = 0;
  while (count < LONGEST - 1 && count < bytes.length && isContinuation(bytes[count] ?? 0)) count++;
  return count;
}

export const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

function characterLength(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}
