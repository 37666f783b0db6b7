import type { Usage } from "../../core/entry.ts";
import type { JsonObject } from "../../core/json.ts";
import { objectOf, textOf } from "../talking/json-rpc.ts";
import { sumUsage, UNKNOWN_USAGE, usageFrom } from "../usage.ts";

/** What each thread had used before this conversation, and what it has used by now. */
export type TokenCounts = ReadonlyMap<string, { readonly before: Usage; readonly now: Usage }>;

/**
 * Codex tells a thread's total, of its former conversations too, and the last request's part; both again when nothing was added, so
 * only differences of totals count. A thread that is resumed tells first what its former turns have used.
 */
export function usageTold(counts: TokenCounts, params: JsonObject, isOfThisConversation: boolean): TokenCounts {
  const thread = textOf(params["threadId"]);
  const { total, last } = objectOf(params["tokenUsage"]);
  const now = usageOf(objectOf(total));
  if (now === null) return counts;
  const known = counts.get(thread)?.before;
  const added = isOfThisConversation ? usageOf(objectOf(last)) : null;
  const before = known ?? (added === null ? now : minus(now, added));
  return new Map([...counts, [thread, { before, now }]]);
}

/** Together; `null` when nothing was told. */
export const usageOfAll = (counts: TokenCounts): Usage | null =>
  sumUsage([...counts.values()].map(({ before, now }) => minus(now, before)));

/** Codex counts what came from the cache and what went into it as input. */
function usageOf(told: JsonObject): Usage | null {
  const usage = usageFrom(told);
  if (usage === null || usage.inputTokens === null) return usage;
  const { inputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  return { ...usage, inputTokens: Math.max(0, inputTokens - (cacheReadTokens ?? 0) - (cacheWriteTokens ?? 0)) };
}

export function minus(a: Usage, b: Usage): Usage {
  const differences = Object.keys(UNKNOWN_USAGE).map((key) => {
    const [left, right] = [a[key], b[key]];
    return [key, typeof left === "number" && typeof right === "number" ? left - right : null] as const;
  });
  return { ...UNKNOWN_USAGE, ...Object.fromEntries(differences) };
}
