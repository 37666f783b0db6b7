import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Puts a file in the place of another, whole and synced, readable by its owner alone if nothing else is said: a crash leaves the old one or the new one. */
export function replaceFile(file: string, text: string, mode = 0o600): void {
  const aside = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  const fd = openSync(aside, "w", mode);
  try {
    // What the process's umask takes away, too.
    fchmodSync(fd, mode);
    writeFileSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(aside, file);
}
