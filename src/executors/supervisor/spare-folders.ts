import fs from "node:fs";
import path from "node:path";
import { type AttemptFiles, isSystemError } from "./attempt-files.ts";

/** The open files of a directory that was made ahead. Whoever takes them closes them. */
export interface OpenLogs {
  readonly stdout: number;
  readonly stderr: number;
}

/**
 * Attempt directories made while nothing waits for them. Making a directory with its files costs up to a millisecond on a busy
 * disk (an inode each); renaming one that is there costs a hundredth of that. An empty exit record reads as none.
 */
export interface SpareFolders {
  /** Puts a spare directory in the attempt's place; `null` when there is none left, or the attempt has a directory already. */
  take(files: AttemptFiles): OpenLogs | null;
  /** Makes the next ones as soon as nothing else is to be done. */
  refill(): void;
  close(): void;
}

interface Spare extends OpenLogs {
  readonly folder: string;
}

const PREFIX = ".spare-";
const KEPT = 2;

export function createSpareFolders(attempts: string): SpareFolders {
  removeLeftovers(attempts);
  const spares: Spare[] = [];
  let made = 0;
  let pending: NodeJS.Immediate | null = null;

  const fill = (): void => {
    pending = null;
    while (spares.length < KEPT) {
      const spare = makeSpare(
        path.join(attempts, `${PREFIX}${process.pid}-${(made++).toString(36)}-${Date.now().toString(36)}`),
      );
      if (spare === null) return;
      spares.push(spare);
    }
  };

  return {
    take(files) {
      const spare = spares.pop();
      if (spare === undefined) return null;
      if (moveTo(spare.folder, files.folder)) return spare;
      spares.push(spare);
      return null;
    },
    refill() {
      pending ??= setImmediate(fill);
    },
    close() {
      if (pending !== null) clearImmediate(pending);
      for (const { folder, stdout, stderr } of spares.splice(0)) {
        fs.closeSync(stdout);
        fs.closeSync(stderr);
        fs.rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** `null` when the disk does not let it be made; the attempt itself will say so. */
function makeSpare(folder: string): Spare | null {
  const open: number[] = [];
  const opened = (name: string): number => {
    const fd = fs.openSync(path.join(folder, name), "a", 0o600);
    open.push(fd);
    return fd;
  };
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
    for (const file of ["script", "exit"]) fs.closeSync(fs.openSync(path.join(folder, file), "wx", 0o600));
    return { folder, stdout: opened("stdout"), stderr: opened("stderr") };
  } catch {
    for (const fd of open) fs.closeSync(fd);
    fs.rmSync(folder, { recursive: true, force: true });
    return null;
  }
}

/** A directory that is not empty stays where it is: a former engine or another host was earlier. */
function moveTo(from: string, to: string): boolean {
  try {
    fs.renameSync(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error, "ENOTEMPTY") || isSystemError(error, "EEXIST")) return false;
    throw error;
  }
}

/** What engines that were killed had made ahead. */
function removeLeftovers(attempts: string): void {
  for (const name of fs.readdirSync(attempts)) {
    if (!name.startsWith(PREFIX)) continue;
    const pid = Number(name.slice(PREFIX.length).split("-")[0]);
    if (!isRunning(pid)) fs.rmSync(path.join(attempts, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error, "EPERM");
  }
}
