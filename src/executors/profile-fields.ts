import path from "node:path";
import type { AgentProfile, McpServer } from "../core/agent.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import { DURATION_FORM, parseDuration } from "../core/duration.ts";
import { ruleProblem } from "./talking/permissions.ts";

type Path = readonly (string | number)[];

/** A YAML file as `parseYaml` of the definition reads it. */
export interface ParsedFile {
  readonly value: Json;
  readonly locate: (path: Path) => { readonly line: number; readonly column: number };
  readonly diagnostics?: readonly Pick<Diagnostic, "line" | "column" | "message">[];
}

/** One mistake in a profile: `file:line:col: message`. */
export interface ProfileProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

interface Reader {
  readonly value: JsonObject;
  readonly report: (path: Path, message: string) => void;
}

const KEYS = [
  "executor",
  "description",
  "command",
  "install",
  "format",
  "fields",
  "model",
  "mode",
  "permissions",
  "mcp",
  "resume",
  "env",
  "inherit",
  "recording",
  "pace",
] as const;
const EXECUTORS = ["command", "acp", "claude", "codex", "replay"] as const;
/** What the mode of a `codex` agent may be. */
const SANDBOXES = ["read-only", "workspace-write", "danger-full-access"];
const FIELD_KEYS = ["text", "session", "usage", "error"] as const;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Checks one profile and fills in what was left out. The profile is only good when `problems` is empty. */
export function readProfile(
  name: string,
  file: string,
  parsed: ParsedFile,
): { readonly profile: AgentProfile; readonly problems: readonly ProfileProblem[] } {
  const problems: ProfileProblem[] = [...(parsed.diagnostics ?? [])];
  const report = (at: Path, message: string): void => void problems.push({ ...parsed.locate(at), message });
  const isObject = isJsonObject(parsed.value);
  if (!isObject && problems.length === 0)
    report([], "An agent profile is a map of keys, such as `command: [claude, -p]`.");
  const reader: Reader = { value: isObject ? parsed.value : {}, report };
  refuseUnknown(reader, [], KEYS);
  const profile = profileOf(name, file, reader);
  if (isObject) checkTogether(profile, reader);
  return { profile, problems };
}

function profileOf(name: string, file: string, reader: Reader): AgentProfile {
  const recording = text(reader, "recording");
  const install = text(reader, "install");
  return {
    name,
    executor: choice(reader, "executor", EXECUTORS) ?? "command",
    description: text(reader, "description"),
    command: texts(reader, "command"),
    ...(install === null ? {} : { install }),
    format: choice(reader, "format", ["text", "jsonl"]) ?? "text",
    fields: fields(reader),
    model: text(reader, "model"),
    mode: text(reader, "mode"),
    permissions: permissions(reader),
    mcp: mcp(reader),
    resume: texts(reader, "resume"),
    env: variables(reader),
    inherit: texts(reader, "inherit"),
    recording: recording === null ? null : path.resolve(path.dirname(file), recording),
    pace: pace(reader),
  };
}

/** What means nothing to an executor. */
const FOREIGN: Readonly<Record<AgentProfile["executor"], readonly string[]>> = {
  command: ["recording", "pace", "model", "mode", "permissions", "mcp"],
  acp: ["recording", "pace", "format", "fields", "resume"],
  claude: ["recording", "pace", "format", "fields", "resume"],
  codex: ["recording", "pace", "format", "fields", "resume"],
  replay: ["command", "install", "format", "fields", "resume", "model", "mode", "permissions", "mcp"],
};

/** Keys that need each other, or contradict each other. */
function checkTogether(profile: AgentProfile, reader: Reader): void {
  for (const key of FOREIGN[profile.executor])
    if (key in reader.value)
      reader.report([key], `\`${key}\` means nothing to a \`${profile.executor}\` agent; leave it out.`);
  if (profile.executor === "codex" && profile.mode !== null && !SANDBOXES.includes(profile.mode))
    reader.report(["mode"], `\`mode\` of a \`codex\` agent is its sandbox, one of ${SANDBOXES.join(", ")}.`);
  if (profile.executor !== "replay") checkCommand(profile, reader);
  else if (profile.recording === null)
    reader.report(["executor"], "A `replay` agent needs `recording`, the folder to play.");
  for (const name of profile.inherit)
    if (!VARIABLE.test(name)) reader.report(["inherit"], `\`${name}\` is no name of an environment variable.`);
}

function checkCommand({ command, resume, format, fields: { text: answer } }: AgentProfile, { report }: Reader): void {
  if (command.length === 0) report(["command"], "An agent needs `command`, the program with its arguments.");
  const prompt = command.findIndex((argument) => argument.includes("{{prompt}}"));
  if (prompt >= 0)
    report(
      ["command", prompt],
      "The prompt goes to standard input, never among the arguments; leave `{{prompt}}` out.",
    );
  if (resume.length > 0 && !resume.some((argument) => argument.includes("{{session}}")))
    report(["resume"], "`resume` needs `{{session}}` in one of its arguments.");
  if (format === "jsonl" && answer === null)
    report(["fields"], "With `format: jsonl`, `fields.text` has to say where the answer stands in a line.");
}

function refuseUnknown({ value, report }: Reader, at: Path, known: readonly string[]): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    report(
      [...at, key],
      `Unknown key \`${key}\`. ${near === null ? `Known: ${known.join(", ")}.` : `Did you mean \`${near}\`?`}`,
    );
  }
}

function text({ value, report }: Reader, key: string): string | null {
  const found = value[key] ?? null;
  if (found === null || typeof found === "string") return found;
  report([key], `\`${key}\` has to be a text.`);
  return null;
}

function texts({ value, report }: Reader, key: string): readonly string[] {
  const found = value[key] ?? [];
  if (Array.isArray(found)) {
    found.forEach((item: Json, index) => {
      if (typeof item !== "string")
        report([key, index], `Every entry of \`${key}\` has to be a text; put it in quotes.`);
    });
    return found.map(String);
  }
  report([key], `\`${key}\` has to be a list of texts, such as [claude, -p].`);
  return [];
}

function choice<T extends string>(reader: Reader, key: string, allowed: readonly T[]): T | null {
  const found = reader.value[key] ?? null;
  const match = allowed.find((one) => one === found) ?? null;
  if (found === null || match !== null) return match;
  const near = typeof found === "string" ? nearest(found, allowed) : null;
  const hint = near === null ? "" : ` Did you mean \`${near}\`?`;
  reader.report([key], `\`${key}\` has to be one of ${allowed.join(", ")}.${hint}`);
  return null;
}

function map(reader: Reader, key: string): JsonObject {
  const found = reader.value[key] ?? {};
  if (isJsonObject(found)) return found;
  reader.report([key], `\`${key}\` has to be a map.`);
  return {};
}

function fields(reader: Reader): AgentProfile["fields"] {
  const inner = within(reader, "fields");
  refuseUnknown(inner, [], FIELD_KEYS);
  const [answer, session, usage, error] = FIELD_KEYS.map((key) => text(inner, key));
  return { text: answer ?? null, session: session ?? null, usage: usage ?? null, error: error ?? null };
}

function permissions(reader: Reader): AgentProfile["permissions"] {
  const inner = within(reader, "permissions");
  refuseUnknown(inner, [], ["allow", "ask", "deny", "otherwise", "expires"]);
  const rules = (key: string): readonly string[] => {
    const list = texts(inner, key);
    list.forEach((rule, index) => {
      const problem = ruleProblem(rule);
      if (problem !== null) inner.report([key, index], problem);
    });
    return list;
  };
  return {
    allow: rules("allow"),
    ask: rules("ask"),
    deny: rules("deny"),
    otherwise: choice(inner, "otherwise", ["ask", "deny"]) ?? "deny",
    expiresMs: duration(inner, "expires"),
  };
}

function duration(reader: Reader, key: string): number | null {
  const found = text(reader, key);
  if (found === null) return null;
  const ms = parseDuration(found);
  if (ms === null) reader.report([key], `\`${key}\` has to be ${DURATION_FORM}.`);
  return ms;
}

/** A key's map, with a report that knows its place. */
function within(reader: Reader, ...at: readonly string[]): Reader {
  const [key = "", ...rest] = at;
  const inner: Reader = {
    value: map(reader, key),
    report: (place, message) => reader.report([key, ...place], message),
  };
  return rest.length === 0 ? inner : within(inner, ...rest);
}

function mcp(reader: Reader): readonly McpServer[] {
  const servers = within(reader, "mcp");
  return Object.keys(servers.value).map((name) => {
    const server = within(servers, name);
    refuseUnknown(server, [], ["command", "env"]);
    const command = texts(server, "command");
    if (command.length === 0)
      servers.report([name], `\`mcp.${name}\` needs \`command\`, the program with its arguments.`);
    return { name, command, env: variables(server) };
  });
}

function variables(reader: Reader): Readonly<Record<string, string>> {
  const entries = Object.entries(map(reader, "env"));
  for (const [name, value] of entries) {
    if (!VARIABLE.test(name)) reader.report(["env", name], `\`${name}\` is no name of an environment variable.`);
    if (typeof value !== "string") reader.report(["env", name], `\`env.${name}\` has to be a text; put it in quotes.`);
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === "string" ? value : ""]));
}

function pace({ value, report }: Reader): number {
  const found = value["pace"] ?? 1;
  if (typeof found === "number" && found >= 0 && found <= 100) return found;
  report(["pace"], "`pace` has to be a number from 0 (without waiting) over 1 (as recorded) to 100.");
  return 1;
}
