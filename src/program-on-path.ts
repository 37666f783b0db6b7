import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

/** The file that a program's name stands for; `null` when there is none that may be executed. */
export function programOnPath(program: string): string | null {
  if (program === "") return null;
  const folders = program.includes("/") ? [""] : (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.map((folder) => path.join(folder, program)).find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
