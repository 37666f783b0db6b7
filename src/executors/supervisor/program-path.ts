import fs from "node:fs";
import path from "node:path";

export type ProgramPath = { readonly path: string } | { readonly code: "ENOENT" | "EACCES"; readonly message: string };

/**
 * Finds a program as the child would: on the child's own PATH, from its own folder. Asked before the start, since the shell
 * in between would answer a missing program with exit code 127, which a program may also give by itself.
 */
export function findProgram(name: string, cwd: string, searchPath: string): ProgramPath {
  const folders = name.includes("/") ? [""] : searchPath.split(path.delimiter);
  const candidates = folders.map((folder) => path.resolve(cwd, folder, name));
  const found = candidates.find((candidate) => isFile(candidate) && isExecutable(candidate));
  if (found !== undefined) return { path: found };
  const blocked = candidates.find(isFile);
  if (blocked !== undefined)
    return {
      code: "EACCES",
      message: `Cannot start "${name}": ${blocked} is not executable. Set its execute permission.`,
    };
  const where = name.includes("/") ? `${candidates.join("")} does not exist` : "it is not on PATH";
  return { code: "ENOENT", message: `Cannot start "${name}": ${where}. Install it, or correct the name.` };
}

const isFile = (file: string): boolean => fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    // The answer is the exception here: access(2) has no other way to say no.
    return false;
  }
}
