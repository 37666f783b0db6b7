import fs from "node:fs";
import path from "node:path";

/** A relative path that names something below where it starts: no `..`, no `.git`, no empty parts, no NUL. */
export function isPlainPath(text: string): boolean {
  const parts = text.split("/");
  return (
    !text.includes("\0") &&
    !text.includes("\\") &&
    parts.every((part) => part !== "" && part !== "." && part !== ".." && part.toLowerCase() !== ".git")
  );
}

/**
 * The place of a plain path below `root`; `null` where a symbolic link on the way, or at its end, could lead elsewhere. Asked
 * right before each use: the workspace may have changed since the recording was checked.
 */
export function confinedPath(root: string, relative: string): string | null {
  if (!isPlainPath(relative)) return null;
  let here = root;
  for (const part of relative.split("/")) {
    here = path.join(here, part);
    if (fs.lstatSync(here, { throwIfNoEntry: false })?.isSymbolicLink() ?? false) return null;
  }
  return here;
}
