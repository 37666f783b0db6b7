import type { ProcessTable } from "./process-table.ts";
import type { Releases } from "./watch.ts";

interface Voice {
  readonly table: ProcessTable;
  /** The file that the program writes to. Absolute, links resolved. */
  readonly file: string;
  /** The program and all that it has started, without the shell that waits for it; `null` where nobody can be sure of them. */
  readonly speakers: () => Promise<readonly number[] | null>;
  readonly lookMs: number;
  readonly releases: Releases;
}

/**
 * Resolves when nothing more can be heard of a program though it lives: neither it nor what it has started has its standard output open.
 * Looked at twice, since a program may be between two things. Never where the system does not tell that, and never after `ended`.
 */
export function voiceLost({ table, file, speakers, lookMs, releases }: Voice, ended: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    let missed = 0;
    const look = async (): Promise<void> => {
      const pids = await speakers();
      const isMute = pids !== null && pids.length > 0 && !table.mayWrite(pids, file);
      missed = isMute ? missed + 1 : 0;
      if (missed < 2) return;
      release();
      resolve();
    };
    // A look that failed has seen nothing; the next one may.
    const timer = setInterval(() => void look().catch(() => (missed = 0)), lookMs).unref();
    const release = (): void => {
      clearInterval(timer);
      releases.delete(release);
    };
    releases.add(release);
    void ended.then(release);
  });
}
