import fs from "node:fs";
import path from "node:path";
import { type AttemptFiles, isSystemError } from "./attempt-files.ts";
import type { Marks } from "./marks.ts";
import type { SpareShells } from "./spare-shells.ts";

/**
 * Attempt directories made while nothing waits for them, each with a shell that waits to work in it. Making a directory with its
 * files costs up to a millisecond on a busy disk (an inode each); renaming one that is there costs a hundredth of that.
 */
export interface Spares {
  /**
   * Puts a spare directory in the attempt's place and gives the name of its shell; `null` when the attempt has a directory
   * already, or none can be made.
   */
  take(files: AttemptFiles): string | null;
  /** Makes the next ones as soon as nothing else is to be done. */
  refill(): void;
  close(): void;
}

/** In the attempts' folder, so that a rename moves them. Its name can be no generation's. */
const FOLDER = ".spares";
const KEPT = 2;

export function createSpares(attempts: string, { shells, marks }: { shells: SpareShells; marks: Marks }): Spares {
  const folder = path.join(attempts, FOLDER);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  removeLeftovers(folder);
  const spares: string[] = [];
  let made = 0;
  let pending: NodeJS.Immediate | null = null;

  const newToken = (): string => `${process.pid}_${Date.now().toString(36)}_${(made++).toString(36)}`;
  const make = (token: string, place: string): string | null => {
    if (!makeFolder(place, token)) return null;
    marks.learn(token, null);
    shells.prepare(token);
    return token;
  };
  const fill = (): void => {
    pending = null;
    while (spares.length < KEPT) {
      const token = newToken();
      if (make(token, path.join(folder, token)) === null) return;
      spares.push(token);
    }
  };

  return {
    take(files) {
      const token = spares.shift();
      // Of a hundred starts at once most find none. Made in its place: to rename a folder that was made just now takes a millisecond.
      if (token === undefined) return make(newToken(), files.folder);
      const moved = moveTo(path.join(folder, token), files.folder);
      if (moved === "moved") return token;
      if (moved === "taken") spares.unshift(token);
      else shells.discard(token);
      return null;
    },
    refill() {
      pending ??= setImmediate(fill);
    },
    close() {
      if (pending !== null) clearImmediate(pending);
      for (const token of spares.splice(0)) fs.rmSync(path.join(folder, token), { recursive: true, force: true });
    },
  };
}

/** False when the disk does not let it be made; the attempt itself will say so. */
function makeFolder(folder: string, token: string): boolean {
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
    fs.writeFileSync(`${folder}/shell`, token);
    return true;
  } catch {
    // What it leaves is removed when the next engine starts.
    return false;
  }
}

/** `taken`: a directory is there already, of a former engine or another host. `lost`: ours cannot be moved; the attempt makes its own. */
function moveTo(from: string, to: string): "moved" | "taken" | "lost" {
  try {
    fs.renameSync(from, to);
    return "moved";
  } catch (error) {
    return isSystemError(error, "ENOTEMPTY") || isSystemError(error, "EEXIST") ? "taken" : "lost";
  }
}

/** What engines that were killed had made ahead. */
function removeLeftovers(folder: string): void {
  for (const token of fs.readdirSync(folder))
    if (!isRunning(Number(token.split("_")[0]))) fs.rmSync(path.join(folder, token), { recursive: true, force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error, "EPERM");
  }
}
