import { setTimeout as sleep } from "node:timers/promises";
import { type AttemptFiles, writeNewFile } from "./attempt-files.ts";
import type { PidAndStart, ProcessTable } from "./process-table.ts";
import { quote } from "./quote.ts";
import { readTextFile } from "./regular-file.ts";

/** Who holds an attempt. `nobody`: a kill took it, so that nothing can start any more. `unreadable`: cut off by a crash or a full disk. */
export type Claim =
  | {
      readonly type: "process";
      readonly boot: string;
      readonly identity: PidAndStart;
      /** The name by which it is marked where it is a shell that was forked before anybody knew what for. */
      readonly shell: string | null;
    }
  | { readonly type: "nobody" }
  | { readonly type: "unreadable" };

const NOBODY = "killed before it was claimed\n";
const SETTLE_MS = 500;
const POLL_MS = 5;

/** `null`: not claimed yet. One line, whole only with its newline. */
export function readClaim(files: AttemptFiles, table: ProcessTable): Claim | null {
  const text = readTextFile(files.claim);
  return text === null ? null : parseClaim(text, table);
}

const LINE = /^(\S+) (.+?)(?: shell:(\S+))?\n$/;

export function parseClaim(text: string, table: ProcessTable): Claim {
  if (text === NOBODY) return { type: "nobody" };
  const [, boot = "", process = "", shell = null] = LINE.exec(text) ?? [];
  const identity = process === "" ? null : table.parseIdentity(process);
  return identity === null ? { type: "unreadable" } : { type: "process", boot, identity, shell };
}

/** What a process writes into its claim, as words of a shell: who it is stands in `$drover_id`. */
export const claimWords = (table: ProcessTable, shell: string | null): string =>
  [quote(table.boot), '"$drover_id"', ...(shell === null ? [] : [`shell:${shell}`])].join(" ");

/** A claim is empty for an instant between its creation and its one write: waits that out. */
export async function readSettledClaim(files: AttemptFiles, table: ProcessTable): Promise<Claim | null> {
  const until = performance.now() + SETTLE_MS;
  for (;;) {
    const claim = readClaim(files, table);
    if (claim?.type !== "unreadable" || performance.now() > until) return claim;
    await sleep(POLL_MS);
  }
}

/** Takes the claim so that no late child can; does nothing when somebody holds it. */
export const claimForNobody = (files: AttemptFiles): boolean => writeNewFile(files.claim, NOBODY);
