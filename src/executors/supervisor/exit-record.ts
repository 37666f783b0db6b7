import fs from "node:fs";
import type { ProcessExit } from "../../core/process.ts";
import type { AttemptFiles } from "./attempt-files.ts";
import { readTextFile } from "./regular-file.ts";

const CODE = /^(\d{1,3})\n$/;
const SIGNAL = /^(SIG[A-Z0-9]+)\n$/;

/** `null` for anything but one whole line: a record cut by a power cut is no record. */
function parseExitRecord(text: string): ProcessExit | null {
  const code = CODE.exec(text)?.[1];
  if (code !== undefined) return { type: "exited", code: Number(code) };
  const signal = SIGNAL.exec(text)?.[1];
  return signal === undefined ? null : { type: "signaled", signal };
}

export function readExitRecord(files: AttemptFiles): ProcessExit | null {
  const text = readTextFile(files.exit);
  return text === null ? null : parseExitRecord(text);
}

/** What the parent saw, kept for the next engine where the child could not record it (a signal, `exec`). */
export function keepExit(files: AttemptFiles, exit: ProcessExit): void {
  if (readExitRecord(files) !== null) return;
  try {
    if (exit.type === "exited") fs.writeFileSync(files.exit, `${exit.code}\n`);
    if (exit.type === "signaled") fs.writeFileSync(files.exit, `${exit.signal}\n`);
  } catch {
    // The disk is full, or the folder was removed. This engine knows it all the same; to another it was interrupted.
  }
}
