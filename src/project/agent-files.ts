import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { parseYaml, yamlText } from "../definition/index.ts";
import { replaceFile } from "../engine/index.ts";
import { type ProfileFile, profileFiles, readProfiles } from "../executors/profiles.ts";
import { SHIPPED, type Project } from "./project.ts";

export { withoutForeign } from "../executors/profile-fields.ts";

/** The project's own file of an agent; `null` when it has none. */
function ownAgentFile({ agents }: Project, name: string): string | null {
  assertName(name);
  const files = [".yaml", ".yml"].map((ending) => path.join(agents, name + ending));
  return files.find((file) => existsSync(file)) ?? null;
}

/** Writes `.drover/agents/<name>.yaml` and gives its path. Throws `agent.exists`, or `agent.invalid` and writes nothing. */
export function addAgent(project: Project, name: string, value: JsonObject): string {
  const own = ownAgentFile(project, name);
  if (own !== null)
    throw new DroverError(
      "agent.exists",
      `Cannot add agent "${name}": ${own} is there. \`drover agents edit\` opens it.`,
    );
  const file = path.join(project.agents, `${name}.yaml`);
  const text = checkedText(project, file, value);
  mkdirSync(project.agents, { recursive: true });
  writeFileSync(file, text, { flag: "wx" });
  return file;
}

/** The same for an agent that may have a file already: it is replaced whole. Comments in it are lost. */
export function putAgent(project: Project, name: string, value: JsonObject): string {
  const file = ownAgentFile(project, name) ?? path.join(project.agents, `${name}.yaml`);
  const text = checkedText(project, file, value);
  mkdirSync(project.agents, { recursive: true });
  replaceFile(file, text);
  return file;
}

function checkedText(project: Project, file: string, value: JsonObject): string {
  const text = `# yaml-language-server: $schema=${schemaFor(project)}\n${yamlText(value)}`;
  assertReadable(project, file, text);
  return text;
}

function assertReadable(project: Project, file: string, text: string): void {
  readProfiles([...allFiles(project).filter((other) => other.file !== file), { file, text }], parseYaml);
}

/** A file of the project's folder of agents: `file` relative to the project. */
export interface AgentText {
  readonly file: string;
  readonly text: string;
}

/** What stands in the project's own file of an agent. Throws `agent.unknown`. */
export function agentText(project: Project, name: string): AgentText {
  const file = ownAgentFile(project, name);
  if (file === null)
    throw new DroverError("agent.unknown", `Cannot read agent "${name}": the project has no file of its own for it.`);
  return { file: path.relative(project.root, file), text: readFileSync(file, "utf8") };
}

/**
 * Writes the project's own file of an agent as it is given, comments and all. `isNew`: there must be none yet. Throws `agent.exists`, or
 * `agent.invalid` with every mistake at its place in the text, and writes nothing.
 */
export function putAgentText(project: Project, name: string, given: { text: string; isNew: boolean }): AgentText {
  const { text, isNew } = given;
  const own = ownAgentFile(project, name);
  if (own !== null && isNew)
    throw new DroverError("agent.exists", `Cannot add agent "${name}": ${path.relative(project.root, own)} is there.`);
  const file = own ?? path.join(project.agents, `${name}.yaml`);
  assertReadable(project, file, text);
  mkdirSync(project.agents, { recursive: true });
  replaceFile(file, text);
  return agentText(project, name);
}

/** True for an agent that the project has a file for, be it an extension of one that ships with Drover. */
export const isOwnAgent = (project: Project, name: string): boolean => ownAgentFile(project, name) !== null;

/** The project's own file, made as an extension where the agent only ships with Drover. Throws `agent.unknown`. */
export function agentFileToEdit(project: Project, name: string): { readonly file: string; readonly isNew: boolean } {
  const own = ownAgentFile(project, name);
  if (own !== null) return { file: own, isNew: false };
  // Throws with the nearest name for one that nobody knows.
  readProfiles(allFiles(project), parseYaml).get(name);
  return { file: addAgent(project, name, { extends: name }), isNew: true };
}

/** Removes the project's own file and gives its path. Throws `agent.unknown`, or `agent.invalid` when others extend it. */
export function removeAgent(project: Project, name: string): string {
  const file = ownAgentFile(project, name);
  if (file === null) throw nothingToRemove(project, name);
  const files = allFiles(project);
  const known = mistakesOf(files);
  const made = mistakesOf(files.filter((other) => other.file !== file)).filter((mistake) => !known.includes(mistake));
  if (made.length > 0)
    throw new DroverError("agent.invalid", `Cannot remove agent "${name}", for others need it:\n${made.join("\n")}`, {
      details: made,
    });
  rmSync(file);
  return file;
}

/** Every mistake of every profile, `file:line:col: message` each. */
export const agentMistakes = (project: Project): readonly string[] => mistakesOf(allFiles(project));

const allFiles = ({ agents }: Project): readonly ProfileFile[] => profileFiles([SHIPPED.agents, agents]);

function mistakesOf(files: readonly ProfileFile[]): readonly string[] {
  try {
    readProfiles(files, parseYaml);
    return [];
  } catch (error) {
    if (error instanceof DroverError && error.code === "agent.invalid") return error.details as readonly string[];
    throw error;
  }
}

function nothingToRemove(project: Project, name: string): DroverError {
  const isShipped = profileFiles([SHIPPED.agents]).some(({ file }) => path.basename(file, ".yaml") === name);
  const why = isShipped
    ? "it ships with Drover, and the project has no file of its own for it"
    : "no file has that name";
  return new DroverError("agent.unknown", `Cannot remove agent "${name}": ${why} in ${project.agents}.`);
}

/** A name that could lead out of the folder, or that a step could not give, is none. */
function assertName(name: string): void {
  if (/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name)) return;
  throw new DroverError(
    "usage",
    `Cannot take "${name}" for an agent's name: it is made of letters, digits, "_", "-" and ".".`,
  );
}

/** For editors. A path of this machine would mean nothing to others, save below the project. */
function schemaFor({ root, agents }: Project): string {
  const installed = path.join(root, "node_modules/drover/schemas/agent.schema.json");
  return existsSync(installed) ? path.relative(agents, installed) : "https://drover.dev/schemas/agent.schema.json";
}
