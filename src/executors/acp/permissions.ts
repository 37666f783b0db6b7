import path from "node:path";
import type { AgentProfile } from "../../core/agent.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { objectOf } from "./messages.ts";

/** The kinds of tools that the Agent Client Protocol tells apart. */
const TOOL_KINDS = [
  "read",
  "edit",
  "delete",
  "move",
  "search",
  "execute",
  "think",
  "fetch",
  "switch_mode",
  "other",
] as const;

export interface ToolUse {
  readonly kind: string;
  readonly title: string;
  /** What patterns are held against: the command, or the paths. */
  readonly subjects: readonly string[];
}

/** `<kind>`, or `<kind> <pattern>` where `*` stands for anything; `*` alone is every kind. */
const RULE = /^(\S+)(?:\s+(.+))?$/;
/** With these a command does more than its beginning says: `npm *` must not let `npm test; rm -rf ~` through. */
const MORE_THAN_ONE_COMMAND = /[;&|`$<>(){}\n\r]/;

/** Why a rule of a profile cannot be used, or `null`. */
export function ruleProblem(rule: string): string | null {
  const kind = RULE.exec(rule)?.[1] ?? "";
  if (kind === "*" || TOOL_KINDS.some((known) => known === kind)) return null;
  return `\`${rule}\` begins with no kind of tool; kinds are ${TOOL_KINDS.join(", ")}, or * for all.`;
}

/** Deny comes first; what nothing allows is denied. */
export function isAllowed({ allow, deny }: AgentProfile["permissions"], tool: ToolUse): boolean {
  if (deny.some((rule) => covers(rule, tool, "some"))) return false;
  return allow.some((rule) => covers(rule, tool, "every"));
}

/**
 * An allowing rule has to cover every path that is touched; a denying one needs a single one, and is not escaped by keeping the
 * command or path back, or by putting it behind another.
 */
function covers(rule: string, { kind, subjects }: ToolUse, how: "some" | "every"): boolean {
  const [, ruled = "", pattern] = RULE.exec(rule) ?? [];
  if (ruled !== "*" && ruled !== kind) return false;
  if (pattern === undefined) return true;
  const isPlain = kind !== "execute" || !subjects.some((subject) => MORE_THAN_ONE_COMMAND.test(subject));
  if (!isPlain || subjects.length === 0) return how === "some";
  return subjects[how]((subject) => matches(pattern, subject));
}

/** By parts between the stars, so that no pattern can be slow. */
function matches(pattern: string, subject: string): boolean {
  const parts = pattern.split("*");
  const [first = ""] = parts;
  const last = parts.at(-1) ?? "";
  if (parts.length === 1) return subject === pattern;
  if (!subject.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = subject.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return subject.length - last.length >= at && subject.endsWith(last);
}

/** What an agent asks leave for. Its arguments are its own words, so what cannot be read counts as nothing known. */
export function toolUseOf(call: JsonObject, cwd: string): ToolUse {
  const { kind, title, locations } = call;
  const command = commandOf(objectOf(call["rawInput"]));
  const places = Array.isArray(locations) ? locations.flatMap((place: Json) => textOf(objectOf(place)["path"])) : [];
  const paths = [...places, ...diffPaths(call["content"])].map((file) => fromFolder(cwd, file));
  return {
    kind: typeof kind === "string" ? kind : "other",
    title: typeof title === "string" ? title : "a tool",
    subjects: kind === "execute" ? (command ?? []) : [...new Set(paths)],
  };
}

/** As rules write them: from the working folder within it, whole outside of it. `..` leads nowhere unseen. */
function fromFolder(cwd: string, file: string): string {
  const whole = path.resolve(cwd, file);
  const relative = path.relative(cwd, whole);
  return relative === ".." || relative.startsWith("../") ? whole : relative;
}

function commandOf({ command, cmd }: JsonObject): readonly string[] | null {
  const found = command ?? cmd ?? null;
  if (typeof found === "string") return [found];
  return Array.isArray(found) ? [found.map(String).join(" ")] : null;
}

const diffPaths = (content: Json | undefined): readonly string[] =>
  Array.isArray(content) ? content.flatMap((part: Json) => textOf(objectOf(part)["path"])) : [];

const textOf = (value: Json | undefined): readonly string[] => (typeof value === "string" ? [value] : []);
