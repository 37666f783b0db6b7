import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Kernel } from "./setup.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const SRC = path.join(ROOT, "src");
/** The engine, the machines and the talking: where bugs are planted. Nothing else imports them that the simulation uses. */
const PARTS = ["engine", "machines", "executors/talking"];
const KERNEL = [
  "engine/index.ts",
  "machines/program.ts",
  "machines/step.ts",
  "executors/talking/talking-executor.ts",
] as const;

/** A bug planted in the text of the kernel: in a copy of it, never in `src/`. */
export interface TextBug {
  /** Below `src/`. */
  readonly file: string;
  /** Each text has to stand there exactly once, so that no planted bug can rot unnoticed. */
  readonly replace: readonly (readonly [from: string, to: string])[];
}

/**
 * Copies the file and whatever imports it, plants the bug and loads the copies. Everything else stays the one that the tests use: it is the
 * same, and need not be loaded once more for each bug.
 */
export async function mutatedKernel({ file, replace }: TextBug): Promise<{ kernel: Kernel; remove: () => void }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "drover-planted-"));
  symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
  const copied = importersOf(file);
  const placeOf = (name: string): string => path.join(copied.has(name) ? folder : SRC, name);
  for (const name of copied) {
    const text = (texts.get(name) ?? "").replaceAll(
      IMPORT,
      (_, before: string, from: string) => `${before}"${placeOf(resolved(name, from))}"`,
    );
    mkdirSync(path.dirname(placeOf(name)), { recursive: true });
    writeFileSync(placeOf(name), name === file ? replace.reduce(planted, text) : text);
  }
  const load = (name: string): Promise<unknown> => import(/* @vite-ignore */ placeOf(name));
  const [{ createEngine }, { compileProgram }, { step }, { createTalkingExecutor }] = (await Promise.all(
    KERNEL.map(load),
  )) as [Kernel, Kernel, Kernel, Kernel];
  return {
    kernel: { createEngine, compileProgram, step, createTalkingExecutor },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Where an import of a file of ours comes from. */
const IMPORT = /^((?:import|export) [^;]*? from )"(\.[^"]+)"/gm;

const resolved = (name: string, from: string): string => path.join(path.dirname(name), from);

/** By their names below `src/`. */
const texts: ReadonlyMap<string, string> = new Map(
  PARTS.flatMap((part) => readdirSync(path.join(SRC, part)).map((name) => path.join(part, name))).map((name) => [
    name,
    readFileSync(path.join(SRC, name), "utf8"),
  ]),
);

/** What each file imports to run; types are gone by then. */
const imports: ReadonlyMap<string, readonly string[]> = new Map(
  [...texts].map(([name, text]) => [
    name,
    [...text.matchAll(IMPORT)].flatMap(([, before = "", from = ""]) =>
      /^\w+ type /.test(before) ? [] : [resolved(name, from)],
    ),
  ]),
);

/** The file itself, and all that import it, directly or by way of others. */
function importersOf(file: string): ReadonlySet<string> {
  const found = new Set([file]);
  for (const one of found) for (const [name, from] of imports) if (from.includes(one)) found.add(name);
  return found;
}

function planted(text: string, [from, to]: readonly [string, string]): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`the planted bug fits ${parts.length - 1} times, not once: ${from}`);
  return parts.join(to);
}
