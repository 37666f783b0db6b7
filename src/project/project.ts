import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { DroverError } from "../core/errors.ts";

/** The folders of one project. All absolute. `.drover/` is checked in, save `state/`. */
export interface Project {
  /** The folder that holds `.drover`. */
  readonly root: string;
  readonly drover: string;
  readonly config: string;
  readonly prices: string;
  /** A list of triggers; there may be none. */
  readonly triggers: string;
  readonly workflows: string;
  readonly agents: string;
  readonly state: string;
}

/** What ships with the package. */
const PACKAGE = packageRoot(import.meta.dirname);
export const SHIPPED = {
  workflows: path.join(PACKAGE, "workflows"),
  agents: path.join(PACKAGE, "agents"),
  recordings: path.join(PACKAGE, "recordings"),
  units: path.join(PACKAGE, "units"),
  /** Not part of the bundle of the command line: they need much that no other command does. */
  daemon: path.join(PACKAGE, "dist/bin/daemon.cjs"),
  mcp: path.join(PACKAGE, "dist/bin/mcp.cjs"),
  layout: path.join(PACKAGE, "dist/layout/index.js"),
  inspector: path.join(PACKAGE, "dist/inspector"),
  top: path.join(PACKAGE, "dist/bin/top.cjs"),
} as const;

export const packageVersion = (): string =>
  (JSON.parse(readFileSync(path.join(PACKAGE, "package.json"), "utf8")) as { version: string }).version;

/** The source, its build and the bundle of the command line lie at different depths; the bundle's folder has a package.json of its own. */
function packageRoot(from: string): string {
  if (existsSync(path.join(from, "package.json")) && existsSync(path.join(from, "agents"))) return from;
  if (from === path.dirname(from))
    throw new DroverError("internal", "Cannot find Drover's own files: install it again.");
  return packageRoot(path.dirname(from));
}

export function projectAt(root: string): Project {
  const drover = path.join(root, ".drover");
  return {
    root,
    drover,
    config: path.join(drover, "config.yaml"),
    prices: path.join(drover, "prices.yaml"),
    triggers: path.join(drover, "triggers.yaml"),
    workflows: path.join(drover, "workflows"),
    agents: path.join(drover, "agents"),
    state: path.join(drover, "state"),
  };
}

/** The nearest folder upwards from `from` that has a `.drover` folder; throws `project.missing`. */
export function findProject(from: string): Project {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, ".drover"))) return projectAt(folder);
    if (folder === path.dirname(folder)) break;
  }
  throw new DroverError(
    "project.missing",
    `Cannot find a project at "${from}": neither it nor a folder above it has a .drover folder. \`drover init\` makes one.`,
  );
}

export interface WorkflowFile {
  readonly file: string;
  readonly text: string;
}

const ENDINGS = new Set([".yaml", ".yml"]);

/** Every workflow file by name; the project's own come before the shipped ones. */
export function workflowFiles(project: Project): ReadonlyMap<string, readonly string[]> {
  const own = filesByName(project.workflows);
  const shipped = filesByName(SHIPPED.workflows);
  return new Map([...shipped, ...own]);
}

/** The name by which a workflow's file is found; `null` for one that stands elsewhere. */
export function nameOfFile(project: Project, file: string): string | null {
  const isInside = [project.workflows, SHIPPED.workflows].some((folder) => file.startsWith(folder + path.sep));
  return isInside ? path.basename(file, path.extname(file)) : null;
}

/** The project's own, as absolute paths. */
export const ownWorkflowFiles = (project: Project): readonly string[] =>
  [...filesByName(project.workflows).values()].flat();

function filesByName(folder: string): Map<string, string[]> {
  const files = new Map<string, string[]>();
  if (!existsSync(folder)) return files;
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted()) {
    const ending = path.extname(entry);
    if (!ENDINGS.has(ending)) continue;
    const name = path.basename(entry, ending);
    files.set(name, [...(files.get(name) ?? []), path.join(folder, entry)]);
  }
  return files;
}

/**
 * Finds a workflow by path (relative to the file that names it) or by name. Two files of one name are ambiguous:
 * nobody can guess which one was meant.
 */
export function resolveWorkflow(
  project: Project,
  name: string,
  from: string,
): WorkflowFile | "unknown" | { ambiguous: string[] } {
  const asPath = path.resolve(from, name);
  if (looksLikePath(name)) return isFile(asPath) ? read(asPath) : "unknown";
  const found = workflowFiles(project).get(name) ?? [];
  if (found.length > 1) return { ambiguous: found.map((file) => path.relative(project.root, file)) };
  return found[0] === undefined ? "unknown" : read(found[0]);
}

const looksLikePath = (name: string): boolean => name.includes("/") || ENDINGS.has(path.extname(name));

const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;

function read(file: string): WorkflowFile {
  return { file, text: readFileSync(file, "utf8") };
}

/** The top of the git repository around a folder, or `null`. A worktree has a file named `.git`, a repository a folder. */
export function repositoryTop(from: string): string | null {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, ".git"))) return folder;
    if (folder === path.dirname(folder)) return null;
  }
}
