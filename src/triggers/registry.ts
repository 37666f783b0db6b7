import { readdirSync } from "node:fs";
import path from "node:path";
import type { Catalog } from "../project/catalog.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import { createFileMarks, markFolder, type FileMarks } from "../project/file-marks.ts";
import type { Project } from "../project/project.ts";
import { readTriggerFiles, type LoadedTrigger } from "../project/trigger-files.ts";

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
  /** What the files look like from outside, now. */
  marks(): FileMarks;
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
    marks: () => marksOf(project, files),
  };
}

const isBroken = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ severity }) => severity === "error");

/** Everything below `.drover` but the state, and workflows that lie somewhere else and are named by their path. */
function marksOf({ root, drover }: Project, files: readonly FileState[]): FileMarks {
  const marks = createFileMarks();
  marks.add(drover);
  for (const entry of readdirSync(drover, { withFileTypes: true })) {
    const at = path.join(drover, entry.name);
    if (!entry.isDirectory()) marks.add(at);
    else if (entry.name !== "state") markFolder(marks, at);
  }
  for (const { workflow } of files.flatMap(({ triggers }) => triggers))
    for (const { file } of workflow.bundle.values()) marks.add(path.resolve(root, file));
  return marks;
}
