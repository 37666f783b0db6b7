import type { Usage } from "../../../../../src/core/entry.ts";

/** What is known of it, in words. */
export function usageWords(usage: Usage): string {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens, totalTokens, cost } = usage;
  const isApart = inputTokens !== null || outputTokens !== null;
  const counts: readonly (readonly [number | null, string])[] = [
    [inputTokens, "in"],
    [outputTokens, "out"],
    [cacheReadTokens, "from cache"],
    [cacheWriteTokens, "to cache"],
    [reasoningTokens, "for reasoning"],
    [isApart ? null : totalTokens, "in all"],
  ];
  const tokens = counts.flatMap(([count, what]) => (count === null ? [] : [`${count.toLocaleString("en")} ${what}`]));
  const parts = [
    ...(tokens.length === 0 ? [] : [`Tokens: ${tokens.join(", ")}`]),
    ...(cost === null ? [] : [`$${cost.toFixed(4)}`]),
  ];
  return parts.length === 0 ? "Usage unknown" : parts.join(" · ");
}
