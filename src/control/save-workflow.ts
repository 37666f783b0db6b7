import { lstatSync, mkdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { App } from "../app.ts";
import { isWithin } from "../project/catalog.ts";
import { DroverError } from "../core/errors.ts";
import { replaceFile } from "../engine/index.ts";
import { ownWorkflowFiles, type Project } from "../project/project.ts";
import { revisionOf, viewWorkflow, type WorkflowView } from "./workflows.ts";

export interface Saved {
  readonly text: string;
  /** The revision of the text that is replaced; `null` where the project has no such file yet. */
  readonly expected: string | null;
}

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;

/**
 * Writes a text into the project's own file of a name, whole and synced, and gives what the project has then. A workflow that only ships
 * with Drover gets a file of its own. Mistakes are no hindrance: they are in the answer, and a run of it does not start. Throws
 * `workflow.changed` and writes nothing when the file is not as `expected` says; `workflow.ambiguous`; `workspace.outside`.
 */
export function saveWorkflow(
  files: Pick<App, "project" | "catalog">,
  name: string,
  { text, expected }: Saved,
): WorkflowView {
  const file = ownFile(files.project, name);
  mkdirSync(path.dirname(file), { recursive: true });
  const target = confined(files.project, file);
  assertUnchanged(name, target, expected);
  replaceFile(target, text, modeOf(target));
  return viewWorkflow(files, path.relative(files.project.root, file));
}

/** By name or by path; a file that is not there yet has a name only. */
function ownFile(project: Project, name: string): string {
  const bare = name.replace(/\.ya?ml$/i, "");
  const named = ownWorkflowFiles(project).filter(
    (file) => path.basename(file, path.extname(file)) === bare || path.relative(project.root, file) === name,
  );
  if (named.length > 1)
    throw new DroverError(
      "workflow.ambiguous",
      `Cannot save "${name}": several files have that name. Give the path of one.`,
      {
        details: named.map((file) => path.relative(project.root, file)),
      },
    );
  if (named[0] !== undefined) return named[0];
  if (NAME.test(bare)) return path.join(project.workflows, `${bare}.yaml`);
  throw new DroverError(
    "workspace.outside",
    `Cannot save "${name}": it is neither a file below .drover/workflows nor a name of letters, digits, "_", "-" and ".".`,
  );
}

/** The file itself, links followed: it has to lie in the folder of workflows, and that in the project. */
function confined(project: Project, file: string): string {
  if (isThere(file) && isReachable(file) && isWithin(project.workflows, file) && isWithin(project.root, file))
    return realpathSync(file);
  const folder = path.dirname(file);
  if (!isThere(file) && isWithin(project.workflows, folder) && isWithin(project.root, folder)) return file;
  throw new DroverError("workspace.outside", "Cannot save the workflow: its path leads out of .drover/workflows.");
}

const isThere = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined;
const isReachable = (file: string): boolean => statSync(file, { throwIfNoEntry: false }) !== undefined;

function assertUnchanged(name: string, file: string, expected: string | null): void {
  const present = isThere(file) ? revisionOf(readFileSync(file, "utf8")) : null;
  if (present === expected) return;
  const why =
    present === null
      ? "its file is gone"
      : expected === null
        ? "the project has a file of that name"
        : "its file was changed since it was loaded";
  throw new DroverError(
    "workflow.changed",
    `Cannot save "${name}": ${why}. Load it again, or save under another name.`,
    {
      details: { revision: present },
    },
  );
}

/** Workflows are checked in: they stay as readable as they were. */
const modeOf = (file: string): number => (isThere(file) ? statSync(file).mode & 0o777 : 0o666 & ~process.umask());
