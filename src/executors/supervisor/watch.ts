import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessExit, ProcessSpec } from "../../core/process.ts";
import type { AttemptFiles } from "./attempt-files.ts";
import type { ChildEnd, StartedChild } from "./child.ts";
import { type Claim, readSettledClaim } from "./claim.ts";
import { keepExit, readExitRecord } from "./exit-record.ts";
import { notStarted } from "./launch.ts";
import type { Marks } from "./marks.ts";
import { isAlive, type PidAndStart, type ProcessTable } from "./process-table.ts";
import { CLAIM_LOST } from "./wrapper.ts";

const LOST_POLL_MS = 5;

/** Lets go of what is watched; the processes go on. */
export type Releases = Set<() => void>;

export interface Watched {
  readonly spec: ProcessSpec;
  readonly files: AttemptFiles;
  readonly table: ProcessTable;
  readonly marks: Marks;
  readonly releases: Releases;
}

/** The end of our own child. Its parent knows more than any record: the code and the signal. */
export async function childExit(child: StartedChild, watched: Watched): Promise<ProcessExit> {
  const end = await childEnd(child, watched);
  if (end.type === "refused") return notStarted(watched.spec, end.error);
  if (end.type === "lost") return lostExit(child, watched);
  if (end.type === "exited" && isUnclaimed(end.code, watched)) return lostClaimExit(child, watched);
  // The child records its own exit, save after a signal, `exec` or a trap of its own; the next engine needs it too.
  if (!fs.existsSync(watched.files.exit)) keepExit(watched.files, end);
  return end;
}

function childEnd(child: StartedChild, { releases }: Watched): Promise<ChildEnd> {
  releases.add(child.unref);
  return child.ended.finally(() => releases.delete(child.unref));
}

/** Whoever had forked it is gone: watched like one that another engine has started. */
async function lostExit(child: StartedChild, watched: Watched): Promise<ProcessExit> {
  await claimedOrGone(child, watched);
  const claim = await readSettledClaim(watched.files, watched.table);
  return claim === null ? unclaimed(watched) : ownerExit(claim, watched);
}

/** Waits until a child that nobody watches has come to its claim, or has ended before it. */
export async function claimedOrGone({ pid }: StartedChild, { files, table }: Watched): Promise<void> {
  const start = pid === null ? null : table.startOf(pid);
  const mayClaim = (): boolean => pid !== null && start !== null && isAlive(table, { pid, start });
  while (mayClaim() && !fs.existsSync(files.claim)) await sleep(LOST_POLL_MS);
}

/** A shell that cannot even open its output ends before its claim, with a code of its own choice. */
const isUnclaimed = (code: number, { files }: Watched): boolean =>
  code === CLAIM_LOST || (code !== 0 && !fs.existsSync(files.claim));

/** Exit code 97: the script's own, or a lost race, or a claim that could not be written. */
async function lostClaimExit(child: StartedChild, watched: Watched): Promise<ProcessExit> {
  const claim = await readSettledClaim(watched.files, watched.table);
  if (claim === null || claim.type === "unreadable") return unclaimed(watched);
  if (claim.type === "process" && claim.identity.pid === child.pid) return { type: "exited", code: CLAIM_LOST };
  return ownerExit(claim, watched);
}

/** With its whole folder gone nobody knows whether it had claimed it, and how far it came. */
const unclaimed = ({ spec, files }: Watched): ProcessExit =>
  fs.existsSync(files.folder)
    ? notStarted(spec, new Error(`its claim could not be written in ${files.folder} (is the disk full?)`))
    : { type: "interrupted" };

/** The end of a process that another engine started, or that won the claim over ours. */
export function ownerExit(claim: Claim, watched: Watched): Promise<ProcessExit> {
  const living = livingOwner(claim, watched);
  return living === null ? Promise.resolve(endedExit(watched)) : adoptedExit(living, watched);
}

/** What an ended process has left: its record, or nothing. */
export const endedExit = ({ files }: Watched): ProcessExit => readExitRecord(files) ?? { type: "interrupted" };

/** The leader of a claimed attempt, if it is alive. */
export function livingOwner(claim: Claim, { spec, table, files, marks }: Watched): PidAndStart | null {
  if (claim.type === "nobody") return null;
  if (claim.type === "process")
    return claim.boot === table.boot && isAlive(table, claim.identity) ? claim.identity : null;
  return readExitRecord(files) === null ? markedOwner(spec, marks, table) : null;
}

/** An unreadable claim: the oldest process that carries the mark is the leader. */
function markedOwner(spec: ProcessSpec, marks: Marks, table: ProcessTable): PidAndStart | null {
  const pids = [...(marks.now().byGen.get(spec.gen) ?? [])].toSorted((a, b) => a - b);
  for (const pid of pids) {
    const start = table.startOf(pid);
    if (start !== null) return { pid, start };
  }
  return null;
}

/** The leader records its exit before it ends, so one look after its end is enough. */
function adoptedExit(owner: PidAndStart, watched: Watched): Promise<ProcessExit> {
  const { table, releases } = watched;
  return new Promise((resolve) => {
    const release = (): void => clearInterval(timer);
    const timer = setInterval(() => {
      if (isAlive(table, owner)) return;
      release();
      releases.delete(release);
      resolve(endedExit(watched));
    }, table.pollMs);
    releases.add(release);
  });
}
