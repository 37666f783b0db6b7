import type { AgentProfile } from "../../core/agent.ts";
import type { ToolKind } from "../../core/entry.ts";
import { hostPattern } from "../../core/hosts.ts";
import { partsOfRule } from "../../core/permissions.ts";
import { tableOf } from "../talking/table.ts";
import { toolsOfKind } from "./tool-use.ts";

/**
 * What rules deny, as Claude's own rules: it then holds them also for what it does without asking, whatever its mode and its user's
 * settings say. Only what denies no more than the rule does; the rest is denied when Claude asks. A tool that is denied as a
 * whole is not offered to the model at all.
 */
export function denials({ permissions: { deny }, mcp }: Pick<AgentProfile, "permissions" | "mcp">): readonly string[] {
  const servers = mcp.map(({ name }) => `mcp__${name}`);
  const all = deny.flatMap((rule) => {
    const { kind, pattern } = partsOfRule(rule);
    if (pattern !== null) return PLAIN.test(pattern) ? (PATTERNS.get(kind)?.(pattern) ?? []) : [];
    return [...toolsOfKind(kind), ...(kind === "mcp" || kind === "*" ? servers : [])];
  });
  return [...new Set(all)];
}

/** Nothing that Claude's way of writing rules would read otherwise. */
const PLAIN = /^(?!\.\.)[^(),:\\?[\]{}!\n\r~]+$/;

const PATTERNS = tableOf<(pattern: string) => readonly string[]>({
  // A star after a space stands for nothing as well.
  execute: (pattern) => (pattern.endsWith(" *") ? [] : [`Bash(${pattern})`]),
  fetch: (host) => (host.includes("*") ? [] : [`WebFetch(domain:${hostPattern(host)})`]),
  read: (pattern) => [`Read(${placeOf(pattern)})`],
  edit: (pattern) => [`Edit(${placeOf(pattern)})`],
  mcp: (pattern) => (/^\w[\w-]*?__(?:\*|\w[\w-]*)$/.test(pattern) ? [`mcp__${pattern}`] : []),
  subagent: () => [],
} satisfies Partial<Record<ToolKind, (pattern: string) => readonly string[]>>);

/** A star of ours stands for slashes too; one of Claude's for a name. */
function placeOf(pattern: string): string {
  if (pattern.startsWith("/")) return `/${pattern}`;
  return pattern.startsWith("*") ? `./**/${pattern}` : `./${pattern}`;
}
