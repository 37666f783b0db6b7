import type { Approver, Permissions } from "./agent.ts";
import type { ToolKind } from "./entry.ts";
import { hostPattern, isElsewhere, isHostPattern } from "./hosts.ts";
import { isRunFrom } from "./places-that-run.ts";

export const TOOL_KINDS: readonly ToolKind[] = [
  "read",
  "edit",
  "delete",
  "move",
  "search",
  "execute",
  "think",
  "fetch",
  "mcp",
  "subagent",
  "switch_mode",
  "other",
];

export interface ToolUse {
  readonly kind: ToolKind;
  readonly title: string;
  /**
   * What rules are held against: the command, the host (and the address, of another scheme than the web's), the MCP tool, the paths (from the working folder within it, whole outside of it,
   * and where links lead). Empty where the agent does not tell.
   */
  readonly subjects: readonly string[];
}

/** `<kind>`, or `<kind> <pattern>` where `*` stands for anything; `*` alone is every kind. */
const RULE = /^(\S+)(?:\s+(.+))?$/;
/** With these a command does more than its beginning says: `npm *` must not let `npm test; rm -rf ~` through. */
const MORE_THAN_ONE_COMMAND = /[;&|`$<>(){}\n\r]/;
/** With these one command can be written in many ways: none of them escapes a rule that asks or denies. */
const WRITTEN_OTHERWISE = /["'\\\t]| {2,}|^ /;

/** `null` for a rule about all of its kind. */
export function partsOfRule(rule: string): { readonly kind: string; readonly pattern: string | null } {
  const [, kind = "", pattern = null] = RULE.exec(rule) ?? [];
  return { kind, pattern };
}

/** Why a rule of a profile cannot be used, or `null`. */
export function ruleProblem(rule: string): string | null {
  const { kind, pattern } = partsOfRule(rule);
  if (kind === "fetch" && pattern !== null && !isHostPattern(pattern))
    return `\`${rule}\` names no host; a pattern of fetch is a host alone, such as example.com or *.example.com.`;
  if (kind === "*" || TOOL_KINDS.some((known) => known === kind)) return null;
  return `\`${rule}\` begins with no kind of tool; kinds are ${TOOL_KINDS.join(", ")}, or * for all.`;
}

/** `deny` comes first, then `ask`, then `allow`; `otherwise` decides on what no rule names. */
export function ruling({ allow, ask, deny, otherwise }: Permissions, tool: ToolUse): "allow" | "ask" | "deny" {
  if (deny.some((rule) => covers(rule, tool, "some"))) return "deny";
  if (ask.some((rule) => covers(rule, tool, "some"))) return "ask";
  return allow.some((rule) => covers(rule, tool, "every")) ? "allow" : otherwise;
}

/** Who decides before a person does; `null` where only a person may. */
export const approverOf = ({ approver }: Permissions, tool: ToolUse): Approver | null =>
  approver?.person.some((rule) => covers(rule, tool, "some")) === false ? approver : null;

/** Whether somebody has to decide for an agent with these. */
export const mayAsk = ({ ask, otherwise, approver }: Permissions): boolean =>
  ask.length > 0 || otherwise === "ask" || approver !== undefined;

/** How long an approver is waited for where nothing is said. Milliseconds. */
export const APPROVER_MS = 5 * 60_000;

/** Tools that work at a place in the file system. */
const AT_A_PLACE: ReadonlySet<ToolKind> = new Set(["read", "edit", "delete", "move", "search"]);
const CHANGING: ReadonlySet<ToolKind> = new Set(["edit", "delete", "move"]);

/**
 * What a rule without a pattern allows: only what is known to stay within the working folder, and changes nothing there that is run unasked;
 * of addresses those of the web. Where a search does not say where, the agent looks around in its folder, or in the web; what reads and names no place at all, as some
 * call tools of other servers, reads no file.
 */
export function staysWithin({ kind, subjects }: ToolUse): boolean {
  if (kind === "fetch") return !subjects.some(isElsewhere);
  if (!AT_A_PLACE.has(kind)) return true;
  if (subjects.length === 0) return kind === "search" || kind === "read";
  return subjects.every((place) => !place.startsWith("/") && !(CHANGING.has(kind) && isRunFrom(place)));
}

/**
 * An allowing rule has to cover every path that is touched; one that asks or denies needs a single one, and is not escaped by keeping
 * the command or path back, or by putting it behind another.
 */
function covers(rule: string, tool: ToolUse, how: "some" | "every"): boolean {
  const { kind, subjects } = tool;
  const { kind: ruled, pattern: written } = partsOfRule(rule);
  if (ruled !== "*" && ruled !== kind) return false;
  if (written === null) return how === "some" || staysWithin(tool);
  const pattern = kind === "fetch" ? hostPattern(written) : written;
  if (!isPlain(tool) || subjects.length === 0) return how === "some";
  if (how === "some" && kind === "execute") return subjects.some((subject) => matches(pattern, plainly(subject)));
  return subjects[how]((subject) => matches(pattern, subject));
}

/** Whether patterns tell it by its subjects: one command, or what lies in the web. */
const isPlain = (tool: ToolUse): boolean =>
  tool.kind === "execute"
    ? !tool.subjects.some((subject) => MORE_THAN_ONE_COMMAND.test(subject))
    : tool.kind !== "fetch" || staysWithin(tool);

/** A command as its program reads it: without quotes and backslashes, blanks as one. */
const plainly = (command: string): string =>
  WRITTEN_OTHERWISE.test(command)
    ? command
        .replaceAll(/["'\\]/g, "")
        .replaceAll(/\s+/g, " ")
        .trim()
    : command;

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

/** What a step says about permissions: laid over those of its agent's profile. */
export type StepPermissions = Partial<Permissions>;

/** The rules of both; the nearer decides on what neither names. */
export function laidOver(base: Permissions, over: StepPermissions): Permissions {
  const approver = laidOverApprover(base.approver, over.approver);
  return {
    allow: [...(over.allow ?? []), ...base.allow],
    ask: [...(over.ask ?? []), ...base.ask],
    deny: [...(over.deny ?? []), ...base.deny],
    otherwise: over.otherwise ?? base.otherwise,
    expiresMs: over.expiresMs ?? base.expiresMs,
    ...(approver === undefined ? {} : { approver }),
  };
}

/** The nearer decides; what either keeps for a person is a person's. */
const laidOverApprover = (base: Approver | undefined, over: Approver | undefined): Approver | undefined =>
  base === undefined || over === undefined ? (over ?? base) : { ...over, person: [...over.person, ...base.person] };
