import fs from "node:fs";
import path from "node:path";

/** A file's stamp: it changes with every write. Folders and links are not recorded. */
type Stamp = string;

/** Relative paths with `/`, in order. */
export type FolderState = ReadonlyMap<string, Stamp>;

/** Neither history nor installed packages are the agent's work. */
const LEFT_OUT = new Set([".git", "node_modules"]);

export function folderState(root: string): FolderState {
  const found = new Map<string, Stamp>();
  walk(root, "", found);
  return found;
}

function walk(root: string, below: string, found: Map<string, Stamp>): void {
  for (const entry of fs.readdirSync(path.join(root, below), { withFileTypes: true })) {
    const relative = below === "" ? entry.name : `${below}/${entry.name}`;
    if (LEFT_OUT.has(entry.name)) continue;
    if (entry.isDirectory()) walk(root, relative, found);
    if (!entry.isFile()) continue;
    const stat = fs.statSync(path.join(root, relative), { bigint: true, throwIfNoEntry: false });
    if (stat !== undefined) found.set(relative, `${stat.mtimeNs} ${stat.ctimeNs} ${stat.size} ${stat.ino}`);
  }
}

/** What is new or different in `after`, and what is gone. */
export function folderChanges(
  before: FolderState,
  after: FolderState,
): { readonly written: readonly string[]; readonly removed: readonly string[] } {
  return {
    written: [...after].filter(([file, stamp]) => before.get(file) !== stamp).map(([file]) => file),
    removed: [...before.keys()].filter((file) => !after.has(file)),
  };
}
