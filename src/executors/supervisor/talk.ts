import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessTalk } from "../../core/process.ts";
import { type AttemptFiles, isSystemError } from "./attempt-files.ts";
import { followLines } from "./growing-lines.ts";
import { createGrowingText } from "./growing-text.ts";
import { readTextFile } from "./regular-file.ts";
import { heardTimes } from "./times.ts";

/** Follows a line in the record once it was said. No line of JSON looks like it. */
const SAID = ".";
/** Begins what precedes a line: `@<bytes heard before> <milliseconds since 1970>`. */
const AT = "@";
const RETRY_MS = 5;

interface Talk extends ProcessTalk {
  /** The process goes on, and so does the conversation, with another engine: nobody here is told that it was over. */
  readonly leave: () => void;
}

/** See `ProcessTalk`. `ended`: the process is gone, and what it wrote is complete. */
export function openTalk(files: AttemptFiles, ended: Promise<unknown>): Talk {
  const record = readRecord(files);
  const said = [...record.said];
  const times = heardTimes(files.times);
  const ear = followLines(files.stdout, ended, times.note);
  return {
    said,
    unsure: record.unsure,
    async say(line) {
      if (ear.isOver()) return false;
      fs.appendFileSync(files.said, `${AT}${ear.offset()} ${Date.now()}\n${line}\n`, { mode: 0o600 });
      said.push(line);
      const isSaid = await write(files.stdin, `${line}\n`, ear.isOver);
      if (isSaid) fs.appendFileSync(files.said, `${SAID}\n`);
      return isSaid;
    },
    hear: ear.next,
    close() {
      times.close();
      ear.close();
    },
    leave() {
      times.close();
      ear.leave();
    },
  };
}

function readRecord(files: AttemptFiles): { readonly said: readonly string[]; readonly unsure: ReadonlySet<number> } {
  const said: string[] = [];
  const unsure = new Set<number>();
  for (const line of (readTextFile(files.said) ?? "").split("\n").slice(0, -1)) {
    if (line === SAID) unsure.delete(said.length - 1);
    else if (!line.startsWith(AT)) unsure.add(said.push(line) - 1);
  }
  return { said, unsure };
}

/** One line that was said: when, and what had been heard before. */
export interface SaidLine {
  readonly text: string;
  /** Bytes of standard output. */
  readonly after: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The record of a conversation, oldest line first: at each call what came since. */
export function readSaid(file: string): () => readonly SaidLine[] {
  const text = createGrowingText(file);
  let place = { after: 0, at: 0 };
  return () =>
    text.lines().flatMap((line) => {
      if (line === SAID) return [];
      if (!line.startsWith(AT)) return [{ text: line, ...place }];
      const [after = 0, at = 0] = line.slice(1).split(" ").map(Number);
      place = { after, at };
      return [];
    });
}

/** False when it was given up: a full pipe that nobody reads, or a process that never opened it. */
async function write(pipe: string, text: string, isGivenUp: () => boolean): Promise<boolean> {
  let rest = Buffer.from(text);
  let fd: number | null = null;
  try {
    while (!isGivenUp()) {
      fd ??= openPipe(pipe);
      rest = fd === null ? rest : rest.subarray(writeSome(fd, rest));
      if (rest.length === 0) return true;
      await sleep(RETRY_MS);
    }
    return false;
  } finally {
    if (fd !== null) fs.closeSync(fd);
  }
}

/** `null` until the process has it open: what is written into a pipe that nobody has open is lost with our closing it. */
function openPipe(pipe: string): number | null {
  try {
    return fs.openSync(pipe, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
  } catch (error) {
    if (isSystemError(error, "ENOENT") || isSystemError(error, "ENXIO")) return null;
    throw error;
  }
}

/** Nothing while the pipe is full, or when its reader has just gone: its end is told elsewhere. */
function writeSome(fd: number, bytes: Buffer): number {
  try {
    return fs.writeSync(fd, bytes);
  } catch (error) {
    if (isSystemError(error, "EAGAIN") || isSystemError(error, "EPIPE")) return 0;
    throw error;
  }
}
