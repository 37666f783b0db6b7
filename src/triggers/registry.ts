import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { Catalog } from "../catalog.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { Project } from "../project.ts";
import { readTriggerFiles, type LoadedTrigger } from "../trigger-files.ts";

/** A file that holds triggers: those that are in force, and what is wrong with it now. */
export interface FileState {
  readonly file: string;
  /** With mistakes in the file, the ones from before. */
  readonly triggers: readonly LoadedTrigger[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface Registry {
  readonly files: readonly FileState[];
  /** Reads all files again. */
  read(): void;
  /** What the files look like from outside: another text when one of them may have changed. */
  fingerprint(): string;
}

/** The triggers that a project's files describe. A file with mistakes leaves what it said before in force. */
export function createRegistry(project: Project, catalog: Catalog): Registry {
  let files: readonly FileState[] = [];
  return {
    get files() {
      return files;
    },
    read() {
      const before = files;
      files = readTriggerFiles(project, catalog).map(({ file, triggers, diagnostics }) => {
        const former = before.find((one) => one.file === file)?.triggers ?? [];
        return { file, triggers: isBroken(diagnostics) ? former : triggers, diagnostics };
      });
    },
    fingerprint: () => [...ofFolder(project.drover), ...ofOthers(project, files)].join("\n"),
  };
}

const isBroken = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ severity }) => severity === "error");

/** Everything below `.drover` but the state: workflows, prompts, profiles. */
function ofFolder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "state" ? [] : ofFolder(file);
    return [mark(file)];
  });
}

/** Workflows that lie somewhere else and are named by their path. */
function ofOthers({ root, drover }: Project, files: readonly FileState[]): readonly string[] {
  const used = files
    .flatMap(({ triggers }) => triggers)
    .flatMap(({ workflow }) => [...workflow.bundle.values()].map(({ file }) => path.resolve(root, file)));
  return [...new Set(used)].filter((file) => !file.startsWith(drover + path.sep)).map(mark);
}

function mark(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return `${file} ${stats?.mtimeMs ?? 0} ${stats?.size ?? 0} ${stats?.ino ?? 0}`;
}
