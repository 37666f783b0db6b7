import path from "node:path";
import type { AgentProfile, McpServer } from "../core/agent.ts";
import type { JsonObject } from "../core/json.ts";
import { limitsIn } from "./profile-limits.ts";
import { permissions } from "./profile-permissions.ts";
import { choice, map, type Reader, refuseUnknown, span, text, texts, within } from "./profile-reader.ts";

const KEYS = [
  "executor",
  "extends",
  "description",
  "tags",
  "account",
  "fallback",
  "command",
  "args",
  "install",
  "format",
  "fields",
  "model",
  "mode",
  "reasoning",
  "append",
  "limits",
  "opening",
  "permissions",
  "mcp",
  "resume",
  "env",
  "inherit",
  "recording",
  "pace",
  "variants",
] as const;
const EXECUTORS = ["command", "acp", "claude", "codex", "opencode", "replay"] as const;
/** What the mode of a `codex` agent may be. */
const SANDBOXES = ["read-only", "workspace-write", "danger-full-access"];
const FIELD_KEYS = ["text", "session", "usage", "error"] as const;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const VARIANT = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
/** A variant is the same agent in another way. */
const VARIANT_KEYS = KEYS.filter((key) => !["executor", "extends", "variants"].includes(key));

/** Checks what one file says, each key by itself. */
export function checkFields(name: string, file: string, reader: Reader): void {
  refuseUnknown(reader, [], KEYS);
  text(reader, "extends");
  readFields(name, file, reader);
  const variants = within(reader, "variants");
  for (const variant of Object.keys(variants.value)) {
    if (!VARIANT.test(variant))
      variants.report([variant], "A variant's name is made of letters, digits, `_`, `-` and `.`.");
    const inner = within(variants, variant);
    refuseUnknown(inner, [], VARIANT_KEYS);
    readFields(name, file, inner);
  }
}

/** The profile, with what was left out filled in. `args` stand behind `command`, so that nobody else has to know of them. */
export function readFields(name: string, file: string, reader: Reader): AgentProfile {
  const recording = text(reader, "recording");
  const install = text(reader, "install");
  const openingMs = span(reader, "opening");
  return {
    name,
    executor: choice(reader, "executor", EXECUTORS) ?? "command",
    description: text(reader, "description"),
    tags: texts(reader, "tags"),
    account: text(reader, "account"),
    fallback: texts(reader, "fallback"),
    command: [...programArguments(reader, "command"), ...programArguments(reader, "args")],
    ...(install === null ? {} : { install }),
    format: choice(reader, "format", ["text", "jsonl", "stream-json"]) ?? "text",
    fields: fields(reader),
    model: text(reader, "model"),
    mode: text(reader, "mode"),
    reasoning: text(reader, "reasoning"),
    append: text(reader, "append"),
    ...limitsIn(reader),
    ...(openingMs === null ? {} : { openingMs }),
    permissions: permissions(reader),
    mcp: mcp(reader),
    resume: texts(reader, "resume"),
    env: variables(reader),
    inherit: names(reader, "inherit"),
    recording: recording === null ? null : path.resolve(path.dirname(file), recording),
    pace: pace(reader),
    variants: Object.keys(map(reader, "variants")),
  };
}

/** What means nothing to an executor. */
const FOREIGN: Readonly<Record<AgentProfile["executor"], readonly string[]>> = {
  command: ["recording", "pace", "model", "mode", "reasoning", "opening", "permissions", "mcp"],
  acp: ["recording", "pace", "format", "fields", "resume", "reasoning"],
  claude: ["recording", "pace", "format", "fields", "resume"],
  codex: ["recording", "pace", "format", "fields", "resume"],
  opencode: ["recording", "pace", "format", "fields", "resume", "reasoning"],
  replay: ["command", "install", "args", "format", "fields", "resume", "model", "mode", "reasoning", "opening", "mcp"],
};

/** A whole value without what its executor does not know: the profile that it extends may have had another one. */
export function withoutForeign(value: JsonObject): JsonObject {
  const foreign = FOREIGN[EXECUTORS.find((one) => one === value["executor"]) ?? "command"];
  return Object.fromEntries(Object.entries(value).filter(([key]) => !foreign.includes(key)));
}

/** Keys that need each other, or contradict each other. `own`: what the file itself says, or a variant in it. */
export function checkTogether(profile: AgentProfile, own: Reader): void {
  for (const key of FOREIGN[profile.executor])
    if (key in own.value)
      own.report([key], `\`${key}\` means nothing to a \`${profile.executor}\` agent; leave it out.`);
  if (profile.executor === "codex" && profile.mode !== null && !SANDBOXES.includes(profile.mode))
    own.report(["mode"], `\`mode\` of a \`codex\` agent is its sandbox, one of ${SANDBOXES.join(", ")}.`);
  if (profile.executor !== "replay") checkCommand(profile, own);
  else if (profile.recording === null)
    own.report(["executor"], "A `replay` agent needs `recording`, the folder to play.");
}

function checkCommand({ command, resume, format, fields: { text: answer } }: AgentProfile, { report }: Reader): void {
  if (command.length === 0) report(["command"], "An agent needs `command`, the program with its arguments.");
  if (resume.length > 0 && !resume.some((argument) => argument.includes("{{session}}")))
    report(["resume"], "`resume` needs `{{session}}` in one of its arguments.");
  if (format !== "text" && answer === null)
    report(["fields"], `With \`format: ${format}\`, \`fields.text\` has to say where the answer stands in a line.`);
}

/** Every user of the machine can read a program's arguments. */
function programArguments(reader: Reader, key: "command" | "args"): readonly string[] {
  const list = texts(reader, key);
  const prompt = list.findIndex((argument) => argument.includes("{{prompt}}"));
  if (prompt >= 0)
    reader.report(
      [key, prompt],
      "The prompt goes to standard input, never among the arguments; leave `{{prompt}}` out.",
    );
  return list;
}

function names(reader: Reader, key: string): readonly string[] {
  const list = texts(reader, key);
  for (const [index, name] of list.entries())
    if (!VARIABLE.test(name)) reader.report([key, index], `\`${name}\` is no name of an environment variable.`);
  return list;
}

function fields(reader: Reader): AgentProfile["fields"] {
  const inner = within(reader, "fields");
  refuseUnknown(inner, [], FIELD_KEYS);
  const [answer, session, usage, error] = FIELD_KEYS.map((key) => text(inner, key));
  return { text: answer ?? null, session: session ?? null, usage: usage ?? null, error: error ?? null };
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
