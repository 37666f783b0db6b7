import path from "node:path";
import type { Json, JsonObject } from "../../../core/json.ts";
import { objectOf, textOf } from "../../talking/json-rpc.ts";
import { tableOf } from "../../talking/table.ts";

/** How the names of OpenCode's tools and permissions are told by the Agent Client Protocol. */
const KINDS = tableOf({
  bash: "execute",
  edit: "edit",
  write: "edit",
  multiedit: "edit",
  patch: "edit",
  apply_patch: "edit",
  read: "read",
  lsp: "read",
  glob: "search",
  grep: "search",
  list: "search",
  websearch: "search",
  codesearch: "search",
  webfetch: "fetch",
  task: "subagent",
  todowrite: "think",
  todoread: "think",
  plan_enter: "switch_mode",
  plan_exit: "switch_mode",
});

export interface Place {
  /** What the patterns of permissions count from. Absolute. */
  readonly root: string;
  /** Names of the servers of MCP that the profile gives. */
  readonly servers: readonly string[];
}

const STATUSES = tableOf({ pending: "pending", running: "in_progress", completed: "completed", error: "failed" });

/** A part of a message that tells of a tool, as an update of the Agent Client Protocol. */
export function toolUpdate(part: JsonObject, { servers }: Place): JsonObject {
  const state = objectOf(part["state"]);
  const name = textOf(part["tool"]);
  const input = objectOf(state["input"]);
  const status = textOf(state["status"]);
  const output = textOf(state["output"]) || textOf(state["error"]);
  const texts = output === "" ? [] : [{ type: "content", content: { type: "text", text: output } }];
  return {
    sessionUpdate: status === "pending" ? "tool_call" : "tool_call_update",
    toolCallId: textOf(part["callID"]),
    kind: kindOf(name, servers),
    title: titleOf(name, input, textOf(state["title"])),
    status: STATUSES.get(status) ?? "pending",
    rawInput: input,
    locations: pathsIn(input).map((file) => ({ path: file })),
    content: [...texts, ...(status === "pending" ? [] : changeIn(input))],
    rawOutput: { metadata: exitOf(objectOf(state["metadata"])) },
  };
}

const kindOf = (name: string, servers: readonly string[]): string =>
  KINDS.get(name) ?? (serverTool(name, servers) === null ? "other" : "mcp");

/** `<server>__<tool>`, as rules name it; `null` for a tool of no server. */
function serverTool(name: string, servers: readonly string[]): string | null {
  const server = servers.find((one) => name.startsWith(`${plain(one)}_`));
  return server === undefined ? null : `${server}__${name.slice(plain(server).length + 1)}`;
}

/** OpenCode puts the names of servers in front of those of their tools like this. */
const plain = (server: string): string => server.replaceAll(/[^a-zA-Z0-9_-]/g, "_");

const titleOf = (name: string, { command, description }: JsonObject, told: string): string =>
  textOf(command) || told || (name === "task" && textOf(description)) || name;

const pathsIn = ({ filePath, path: other }: JsonObject): readonly string[] =>
  [filePath, other].map(textOf).filter((file) => file !== "");

function changeIn({ filePath, content, oldString, newString }: JsonObject): readonly JsonObject[] {
  if (typeof filePath !== "string") return [];
  if (typeof content === "string") return [{ type: "diff", path: filePath, oldText: null, newText: content }];
  return typeof oldString === "string" && typeof newString === "string"
    ? [{ type: "diff", path: filePath, oldText: oldString, newText: newString }]
    : [];
}

const exitOf = ({ exit }: JsonObject): JsonObject => (typeof exit === "number" ? { exit } : {});

export const OPTIONS = [
  { optionId: "once", kind: "allow_once", name: "Allow once" },
  { optionId: "reject", kind: "reject_once", name: "Reject" },
];

/** What `permission.asked` asks leave for. Its own arguments are told with it: those of the tool may come later. */
export function permissionCall(asked: JsonObject, input: JsonObject, { root, servers }: Place): JsonObject {
  const name = textOf(asked["permission"]);
  const metadata = objectOf(asked["metadata"]);
  const patterns = listOf(asked["patterns"]).map(textOf);
  const kind = kindOf(name, servers);
  const told = { ...input, ...toldOf(kind, metadata, patterns) };
  return {
    toolCallId: textOf(objectOf(asked["tool"])["callID"]) || textOf(asked["id"]),
    kind,
    title: titleOf(name, told, kind === "edit" ? patterns.join(", ") : ""),
    status: "pending",
    rawInput: told,
    // Each file of a patch: the arguments name them in one text.
    locations: placesOf(name, patterns, metadata).map((file) => ({ path: path.resolve(root, file) })),
    content: kind === "edit" ? changeIn(input) : [],
    ...namesOf(name, patterns, servers),
  };
}

/** Several patterns are parts of one command; where it does not stand itself, nobody can hold it against a rule. */
function toldOf(kind: string, metadata: JsonObject, patterns: readonly string[]): JsonObject {
  if (kind === "execute") return { command: textOf(metadata["command"]) || patterns.join("\n") };
  if (kind === "fetch") return { url: textOf(metadata["url"]) || (patterns[0] ?? "") };
  return kind === "edit" && typeof metadata["diff"] === "string" ? { diff: metadata["diff"] } : {};
}

function placesOf(name: string, patterns: readonly string[], metadata: JsonObject): readonly string[] {
  if (["edit", "read", "list", "external_directory"].includes(name)) return patterns;
  return pathsIn(metadata);
}

/** What rules on servers' tools and on subagents are held against. */
function namesOf(name: string, patterns: readonly string[], servers: readonly string[]): JsonObject {
  const tool = serverTool(name, servers);
  const names = name === "task" ? patterns : tool === null ? [] : [tool];
  return names.length === 0 ? {} : { _meta: { names } };
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
