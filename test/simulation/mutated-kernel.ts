import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Kernel } from "./setup.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** A bug planted in the text of the kernel: in a copy of it, never in `src/`. */
export interface TextBug {
  /** Below `src/`. */
  readonly file: string;
  /** Each text has to stand there exactly once, so that no planted bug can rot unnoticed. */
  readonly replace: readonly (readonly [from: string, to: string])[];
}

/** Copies the engine, the machines and the talking, plants the bug and loads the copy. Everything else stays the one that the tests use. */
export async function mutatedKernel({ file, replace }: TextBug): Promise<{ kernel: Kernel; remove: () => void }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "drover-planted-"));
  symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
  for (const part of ["engine", "machines", "executors/talking"]) {
    cpSync(path.join(ROOT, "src", part), path.join(folder, part), { recursive: true });
    for (const name of readdirSync(path.join(folder, part))) pointHome(path.join(folder, part, name));
  }
  const target = path.join(folder, file);
  writeFileSync(target, replace.reduce(planted, readFileSync(target, "utf8")));
  const load = (name: string): Promise<unknown> => import(/* @vite-ignore */ path.join(folder, name));
  const files = ["engine/index.ts", "machines/program.ts", "machines/step.ts", "executors/talking/talking-executor.ts"];
  const [{ createEngine }, { compileProgram }, { step }, { createTalkingExecutor }] = (await Promise.all(
    files.map(load),
  )) as [Kernel, Kernel, Kernel, Kernel];
  return {
    kernel: { createEngine, compileProgram, step, createTalkingExecutor },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The copy shares the words and the definitions with everybody else: one class for one error. */
function pointHome(file: string): void {
  const text = readFileSync(file, "utf8");
  const here = text
    .replaceAll(/from "(?:\.\.\/)+(core|definition|actions)\//g, `from "${ROOT}/src/$1/`)
    .replaceAll('from "../supervisor/', `from "${ROOT}/src/executors/supervisor/`);
  writeFileSync(file, here);
}

function planted(text: string, [from, to]: readonly [string, string]): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`the planted bug fits ${parts.length - 1} times, not once: ${from}`);
  return parts.join(to);
}
