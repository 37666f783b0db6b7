import { realpathSync } from "node:fs";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import { SHIPPED, type Project } from "../project/project.ts";

const ENDING = /\.ya?ml$/i;

/**
 * What a caller names as a workflow by its path has to be a YAML file of the project, links followed: not Drover's own state (where tokens and
 * the worktrees of agents are), nor git's. A plain name is none of its business. Throws `workspace.outside`.
 */
export function assertWorkflowPath(project: Project, name: string): void {
  if (!name.includes("/") && !name.includes("\\") && !ENDING.test(name)) return;
  const named = path.resolve(project.root, name);
  const file = realOrSame(named);
  const roots = [project.root, SHIPPED.workflows].map(realOrSame);
  const isHome = roots.some((root) => liesIn(root, file)) && !liesIn(realOrSame(project.state), file);
  const isGits = path.relative(realOrSame(project.root), file).split(path.sep).includes(".git");
  if (isHome && !isGits && ENDING.test(named) && ENDING.test(file)) return;
  throw new DroverError(
    "workspace.outside",
    "Cannot use that workflow: its path leads to no YAML file of the project.",
  );
}

function liesIn(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== "" && !relative.startsWith("..") && !path.isAbsolute(relative);
}

/** A file that is not there is told so later. */
function realOrSame(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
