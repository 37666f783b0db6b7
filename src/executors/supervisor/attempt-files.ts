import fs from "node:fs";
import { DroverError } from "../../core/errors.ts";
import type { Gen } from "../../core/ids.ts";
import type { ProcessFiles, ProcessSpec } from "../../core/process.ts";

/** Everything in an attempt's directory; `claim` and `exit` decide what happened, the rest is what was said. */
export interface AttemptFiles extends ProcessFiles {
  readonly script: string;
  readonly stdin: string;
  readonly claim: string;
  readonly exit: string;
  /** What was said to a process that talks: each line, and a mark when it was said. */
  readonly said: string;
  /** When how much of standard output had been heard. */
  readonly times: string;
  /** Names a process that is on loan to this attempt, or that is free, in its own folder: see `Loan`. */
  readonly loan: string;
}

const GEN = /^\w[\w.-]*$/;

/** The directory of a generation below the attempts folder. */
export function attemptFiles(attempts: string, gen: Gen): AttemptFiles {
  if (!GEN.test(gen)) throw new DroverError("internal", `Cannot name a folder after generation "${gen}".`);
  // For each start, and half of it would be the joining of paths.
  const folder = `${attempts}/${gen}`;
  const file = (name: string): string => `${folder}/${name}`;
  return {
    folder,
    script: file("script"),
    stdin: file("stdin"),
    stdout: file("stdout"),
    stderr: file("stderr"),
    claim: file("claim"),
    exit: file("exit"),
    said: file("said"),
    times: file("times"),
    loan: file("loan"),
    output: file("output"),
    about: file("about"),
  };
}

/** Makes the directory; false when it was there before. Only the user may read it: logs and prompts are private. */
export function makeAttemptFolder(files: AttemptFiles): boolean {
  try {
    fs.mkdirSync(files.folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if (isSystemError(error, "EEXIST")) return false;
    throw error;
  }
}

export interface Inputs {
  readonly files: AttemptFiles;
  readonly spec: ProcessSpec;
  /** False where somebody may be reading the same files this moment: a late child of a dead engine, say. */
  readonly isFresh: boolean;
}

/** Writes what the child reads, save its script: whole files that are never seen half written. */
export function writeChildInputs({ files, spec, isFresh }: Inputs): void {
  const write = isFresh ? fs.writeFileSync : replaceFile;
  if (spec.stdin !== null) write(files.stdin, spec.stdin);
  if (spec.about !== undefined) write(files.about, JSON.stringify(spec.about));
}

/** For a shell that was not told its script. */
export function writeScript({ files, spec: { command }, isFresh }: Inputs): void {
  const write = isFresh ? fs.writeFileSync : replaceFile;
  if ("script" in command) write(files.script, command.script);
}

function replaceFile(file: string, text: string): void {
  const aside = `${file}.${process.pid}`;
  fs.writeFileSync(aside, text);
  fs.renameSync(aside, file);
}

/** Writes a file that must not exist yet; false when somebody was earlier, or has put something else in the place of its folder. */
export function writeNewFile(file: string, text: string): boolean {
  try {
    fs.writeFileSync(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (isSystemError(error, "EEXIST") || isSystemError(error, "ENOTDIR")) return false;
    throw error;
  }
}

export const isSystemError = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
