import type { Permissions } from "../../core/agent.ts";
import { partsOfRule } from "../../core/permissions.ts";

/**
 * What rules deny as a whole, as settings of a thread: such tools are not offered to the model at all, while within its sandbox
 * Codex would use them without asking. What a pattern denies is denied when Codex asks.
 */
export function deniedFeatures({ deny }: Permissions): readonly (readonly [string, boolean | string])[] {
  const isDenied = (kind: string): boolean =>
    deny.map(partsOfRule).some((rule) => rule.pattern === null && (rule.kind === kind || rule.kind === "*"));
  return [
    ...(isDenied("execute") ? [["features.shell_tool", false] as const] : []),
    ...(isDenied("search") ? [["web_search", "disabled"] as const] : []),
  ];
}

/** The tools of a server that a rule names. */
export const deniedTools = (server: string, { deny }: Permissions): readonly string[] =>
  deny.flatMap((rule) => {
    const { kind, pattern } = partsOfRule(rule);
    const prefix = `${server}__`;
    if (kind !== "mcp" || pattern === null || !pattern.startsWith(prefix) || pattern.includes("*")) return [];
    return [pattern.slice(prefix.length)];
  });
