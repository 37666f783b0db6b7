import fs from "node:fs";
import { DroverError } from "../../core/errors.ts";
import { isSystemError } from "./attempt-files.ts";

/**
 * For every read of an attempt's files: its own processes can put anything in their place, and the engine must neither wait for a pipe
 * that nobody writes nor follow a link to what they may not read.
 */
export const READ_FLAGS = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK | fs.constants.O_NOFOLLOW;

/** A link, a socket, a part of the path that is no folder, no right to read. */
const REFUSED = ["ELOOP", "ENXIO", "ENOTDIR", "EACCES", "EPERM"];

/** Opens a file to read. Throws ENOENT where there is none, and DroverError `process.log` for all that is no regular file, or is forbidden. */
export function openRegularFile(file: string): number {
  const fd = opened(file);
  if (fs.fstatSync(fd).isFile()) return fd;
  fs.closeSync(fd);
  throw notRegular(file);
}

function opened(file: string): number {
  try {
    return fs.openSync(file, READ_FLAGS);
  } catch (error) {
    throw readFault(file, error);
  }
}

/** What to throw for a file that could not be opened with `READ_FLAGS`. */
export const readFault = (file: string, cause: unknown): unknown =>
  REFUSED.some((code) => isSystemError(cause, code)) ? notRegular(file, { cause }) : cause;

export const notRegular = (file: string, options?: ErrorOptions): DroverError =>
  new DroverError("process.log", `Cannot read "${file}": it is not a regular file that may be read.`, options);

/** `absent` where there is no file, `odd` where something else lies in its place. */
export function withRegularFile<T, Else>(
  file: string,
  read: (fd: number) => T,
  { absent, odd }: { readonly absent: Else; readonly odd: Else },
): T | Else {
  let fd: number | null = null;
  try {
    fd = openRegularFile(file);
    return read(fd);
  } catch (error) {
    if (fd === null && isSystemError(error, "ENOENT")) return absent;
    if (fd === null && error instanceof DroverError) return odd;
    throw error;
  } finally {
    if (fd !== null) fs.closeSync(fd);
  }
}

/** A file's text; `null` when there is none. What is no regular file, or is larger than `maxBytes`, reads as empty: nothing was said there. */
export const readTextFile = (file: string, maxBytes = Infinity): string | null =>
  withRegularFile(file, (fd) => (fs.fstatSync(fd).size > maxBytes ? "" : fs.readFileSync(fd, "utf8")), {
    absent: null,
    odd: "",
  });
