import path from "node:path";
import type { FileDiff, ToolKind } from "../../core/entry.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { objectOf, textOf } from "../talking/json-rpc.ts";
import type { ToolUse } from "../../core/permissions.ts";
import { hostOf, placesOf } from "../talking/subjects.ts";
import { tableOf } from "../talking/table.ts";

/** Claude Code's own tools. A name that is not here is `other`, so a new tool is not allowed by accident. */
const KINDS = tableOf<ToolKind>({
  Read: "read",
  NotebookRead: "read",
  Edit: "edit",
  MultiEdit: "edit",
  Write: "edit",
  NotebookEdit: "edit",
  Bash: "execute",
  Grep: "search",
  Glob: "search",
  LS: "search",
  WebSearch: "search",
  WebFetch: "fetch",
  Task: "subagent",
  Agent: "subagent",
  EnterPlanMode: "switch_mode",
  ExitPlanMode: "switch_mode",
});
const MCP = "mcp__";

export const toolKind = (name: string): ToolKind => (name.startsWith(MCP) ? "mcp" : (KINDS.get(name) ?? "other"));

/** Those that we know; `*` is every kind. */
export const toolsOfKind = (kind: string): readonly string[] =>
  [...KINDS].flatMap(([name, own]) => (kind === "*" || kind === own ? [name] : []));

export function toolUseOf(name: string, input: JsonObject, cwd: string): ToolUse {
  const kind = toolKind(name);
  return { kind, title: titleOf(name, input), subjects: subjectsOf(name, input, cwd) };
}

/** The tool's name, and what tells most about the use. */
export function titleOf(name: string, input: JsonObject): string {
  const told = [commandOf(name, input) ?? "", ...pathsOf(input), textOf(input["url"]), textOf(input["description"])];
  return [name, told.find((text) => text !== "") ?? ""].join(" ").trim() || "a tool";
}

export const commandOf = (name: string, { command }: JsonObject): string | null =>
  name === "Bash" && typeof command === "string" ? command : null;

/** As the agent tells them. */
export const pathsOf = ({ file_path, notebook_path, path: place }: JsonObject): readonly string[] =>
  [file_path, notebook_path, place].filter((file) => typeof file === "string");

const SUBJECTS: Partial<Record<ToolKind, (name: string, input: JsonObject, cwd: string) => readonly string[]>> = {
  execute: (name, input) => [commandOf(name, input)].filter((command) => command !== null),
  read: (_, input, cwd) => pathsOf(input).flatMap((file) => placesOf(cwd, file)),
  edit: (_, input, cwd) => pathsOf(input).flatMap((file) => placesOf(cwd, file)),
  search: (name, input, cwd) => (name === "WebSearch" ? [] : placesOf(cwd, searched(name, input))),
  fetch: (_, { url }) => hostOf(textOf(url)),
  mcp: (name) => [name.slice(MCP.length)],
  subagent: (_, { subagent_type: type }) => (typeof type === "string" ? [type] : []),
};

const subjectsOf = (name: string, input: JsonObject, cwd: string): readonly string[] =>
  SUBJECTS[toolKind(name)]?.(name, input, cwd) ?? [];

/** The pattern of `Glob` may lead out of its folder. */
function searched(name: string, input: JsonObject): string {
  const [folder, pattern] = [textOf(input["path"]) || ".", textOf(input["pattern"])];
  if (name !== "Glob") return folder;
  return path.isAbsolute(pattern) ? pattern : path.join(folder, pattern);
}

/** What is known before it is done: the texts that are exchanged, or the whole new one. */
export function diffsOf(input: JsonObject): readonly FileDiff[] {
  const [file] = pathsOf(input);
  if (file === undefined) return [];
  const { edits } = input;
  const changes = Array.isArray(edits) ? edits.map((edit: Json) => objectOf(edit)) : [input];
  return changes.flatMap((change) => {
    const after = change["new_string"] ?? change["content"] ?? change["new_source"];
    if (typeof after !== "string") return [];
    const before = change["old_string"];
    return [{ path: file, before: typeof before === "string" ? before : null, after, unified: null }];
  });
}
