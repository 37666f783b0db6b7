import fs from "node:fs";
import { Gen, type RunId, runOfGen } from "../../core/ids.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { type AttemptFiles, attemptFiles, isSystemError } from "./attempt-files.ts";
import { readTextFile } from "./regular-file.ts";

/**
 * A process that works for one attempt after another (a server) has a generation of its own, and one file that names it: the
 * loan. It lies in the folder of whoever has the process now, its own or that of an attempt, and wanders by renaming, so that only one can
 * take it. Whoever ends an attempt ends what it has on loan.
 */
export interface Loan extends JsonObject {
  readonly gen: Gen;
}

/** The generation of the `n`th server of a run that was started in one way. */
export const serverGen = (run: RunId, fingerprint: string, n: number): Gen =>
  Gen(`${run}.opencode-${fingerprint}.${n}`);

const SERVER = /^[^.]+\.opencode-[0-9a-f]+\.\d+$/;
/** Far more than one ever has. Bytes. */
const LIMIT = 4096;

/** `null` when nothing is on loan, or nothing that can be read. */
export function readLoan({ loan }: AttemptFiles): Loan | null {
  const text = readTextFile(loan, LIMIT);
  try {
    const value: Json = text === null ? null : JSON.parse(text);
    return isJsonObject(value) && typeof value["gen"] === "string" ? (value as Loan) : null;
  } catch {
    return null;
  }
}

/** Whole or not at all; only the user may read it. Replaces what is there. */
export function writeLoan({ loan }: AttemptFiles, value: Loan): void {
  const aside = `${loan}.${process.pid}`;
  fs.writeFileSync(aside, JSON.stringify(value), { mode: 0o600 });
  fs.renameSync(aside, loan);
}

/** False when somebody else has it, or it was never there. */
export function moveLoan(from: AttemptFiles, to: AttemptFiles): boolean {
  try {
    fs.renameSync(from.loan, to.loan);
    return true;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return false;
    throw error;
  }
}

/** What ends together with an attempt: a server of its run, whatever its processes may have written there. */
export function lentTo(attempts: string, gen: Gen): Gen | null {
  const lent = readLoan(attemptFiles(attempts, gen))?.gen ?? null;
  return lent !== null && SERVER.test(lent) && runOfGen(lent) === runOfGen(gen) ? lent : null;
}
