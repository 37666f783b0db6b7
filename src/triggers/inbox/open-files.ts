import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The lowest two bits of open(2)'s flags say how: 0 is reading only. */
const ACCESS_BITS = 3;

/**
 * Those of the files (absolute, real paths) that a process holds open for writing, as far as Linux tells this user. Elsewhere none: there only
 * the quiet of a file says that it is complete. One look at everything costs some milliseconds, so it is taken for many files at once.
 */
export function openForWriting(files: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  if (process.platform !== "linux" || files.size === 0) return found;
  for (const pid of namesIn("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    for (const fd of namesIn(`/proc/${pid}/fd`)) {
      const target = textOr("", () => readlinkSync(`/proc/${pid}/fd/${fd}`));
      if (files.has(target) && isWriting(pid, fd)) found.add(target);
    }
  }
  return found;
}

function isWriting(pid: string, fd: string): boolean {
  const info = textOr("", () => readFileSync(`/proc/${pid}/fdinfo/${fd}`, "latin1"));
  const flags = /^flags:\s*(\d+)$/m.exec(info)?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & ACCESS_BITS) !== 0;
}

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    // Gone meanwhile, or somebody else's.
    return [];
  }
};

function textOr(other: string, read: () => string): string {
  try {
    return read();
  } catch {
    return other;
  }
}
