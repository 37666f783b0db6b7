import { setTimeout as sleep } from "node:timers/promises";
import { DroverError } from "../../core/errors.ts";
import { isSystemError } from "./attempt-files.ts";

/** After SIGKILL a process may still sit in the kernel (a dead network disk). */
const GIVE_UP_MS = 10_000;
const FIRST_WAIT_MS = 5;
/** By then a process that was becoming another program has become it, and shows its environment. */
const SECOND_LOOK_MS = 10;
const LONGEST_WAIT_MS = 50;

export interface Look {
  /** What still carries the mark. */
  readonly pids: readonly number[];
  /** There is nothing else; else a process may have been hidden. */
  readonly isSure: boolean;
}

export interface Ending {
  readonly look: () => Promise<Look>;
  /** The leader's process group, known to be ours: reaches what has cleared its environment. `null` when the leader is gone. */
  readonly group: { readonly pid: number; readonly isAlive: () => boolean } | null;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs: number;
}

/**
 * SIGTERM to everything, SIGKILL after the grace time, and again until a sure look, or one and another one after it, finds nothing: tools
 * start sessions of their own, and new processes while we look. Throws when something outlives SIGKILL by ten seconds.
 */
export async function endProcesses({ look, group, graceMs }: Ending): Promise<void> {
  const begun = performance.now();
  const asked = new Set<number>();
  let isCleanOnce = false;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const { pids, isSure } = await look();
    const targets = group?.isAlive() ? [-group.pid, ...pids] : pids;
    if (targets.length === 0 && (isSure || isCleanOnce)) return;
    isCleanOnce = targets.length === 0;
    if (isCleanOnce) {
      await sleep(SECOND_LOOK_MS);
      continue;
    }
    const waited = performance.now() - begun;
    if (waited > graceMs + GIVE_UP_MS) throw stuck(targets);
    if (waited < graceMs) terminate(targets, asked);
    else for (const target of targets) send(target, "SIGKILL");
    await sleep(wait);
  }
}

/** Each one is asked once: a second SIGTERM makes some agents skip their own clean-up. */
function terminate(targets: readonly number[], asked: Set<number>): void {
  for (const target of targets) {
    if (!asked.has(target)) send(target, "SIGTERM");
    asked.add(target);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // Gone meanwhile, or a program that runs as another user: the next search tells.
    if (!isSystemError(error, "ESRCH") && !isSystemError(error, "EPERM")) throw error;
  }
}

const stuck = (pids: readonly number[]): DroverError =>
  new DroverError(
    "internal",
    `Cannot end process ${pids.join(", ")}: still there ${GIVE_UP_MS / 1000} s after SIGKILL. It may hang on a disk or a network folder; end it by hand.`,
  );
