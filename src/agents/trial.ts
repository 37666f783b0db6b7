import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Gen } from "../core/ids.ts";
import type { ProcessHost } from "../core/process.ts";
import { createProcessHost } from "../executors/supervisor/index.ts";

/** What a trial's process may write, to both of its streams together: far more than any tells of one small turn. Bytes. */
export const TRIAL_OUTPUT_BYTES = 16 * 1024 * 1024;

export interface Trial {
  readonly processes: ProcessHost;
  /** An empty folder to work in. */
  readonly cwd: string;
}

/** Something with one process that belongs to no run. When it resolves nothing is left of that, neither processes nor files. */
export async function inTrial<T>(gen: Gen, work: (trial: Trial) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "drover-check-"));
  const cwd = path.join(folder, "work");
  mkdirSync(cwd);
  const processes = createProcessHost({ folder: path.join(folder, "attempts") });
  try {
    return await work({ processes, cwd });
  } finally {
    await processes.kill(gen);
    // What it gave back (a server) is not its own any more.
    await processes.reap(() => false);
    processes.release();
    rmSync(folder, { recursive: true, force: true });
  }
}
