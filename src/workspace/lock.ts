import { stat, unlink } from "node:fs/promises";
import type { Stats } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { bootedAt, gitProcesses, isOpen } from "./processes.ts";

const LONGEST_WAIT = 10_000;
const POLL = 50;
/** A lock younger than this is never called stale: whoever made it may not have shown up yet. */
const YOUNGEST_STALE = 2_000;
/** File times and process times are not taken from the same clock tick. */
const CLOCK_SLACK = 1_000;

/**
 * Waits until a lock file of git is free; `true` means that it is worth trying again. A lock is removed only when it
 * is older than the last boot, or when no git process that could have made it lives and nobody has it open. Where
 * processes cannot be seen (no /proc) a lock of this boot stays, and git's own message tells the user what to do.
 */
export async function awaitLock(lock: string): Promise<boolean> {
  const until = Date.now() + LONGEST_WAIT;
  while (Date.now() < until) {
    const seen = await statOrNull(lock);
    if (seen === null) return true;
    if (await isStale(lock, seen)) {
      await removeSame(lock, seen);
      return true;
    }
    await sleep(POLL);
  }
  return false;
}

async function isStale(lock: string, seen: Stats): Promise<boolean> {
  if (seen.mtimeMs < bootedAt() - CLOCK_SLACK) return true;
  if (Date.now() - seen.mtimeMs < YOUNGEST_STALE) return false;
  const processes = await gitProcesses();
  if (processes === null) return false;
  if (processes.some((process) => process.startedAt <= seen.mtimeMs + CLOCK_SLACK)) return false;
  return !(await isOpen(lock));
}

// Somebody else may have removed it and made a new one since it was judged.
async function removeSame(lock: string, judged: Stats): Promise<void> {
  const now = await statOrNull(lock);
  if (now === null || now.ino !== judged.ino || now.mtimeMs !== judged.mtimeMs) return;
  await unlink(lock).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}

const statOrNull = (file: string): Promise<Stats | null> => stat(file).catch(() => null);
