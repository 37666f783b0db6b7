import type { Usage } from "../core/entry.ts";
import type { Json, JsonObject } from "../core/json.ts";

type Counted = Exclude<keyof Usage & string, "cost">;

/** Names that agents give to the same numbers. */
const NAMES: readonly (readonly [Counted, readonly string[]])[] = [
  ["inputTokens", ["inputTokens", "input_tokens", "prompt_tokens"]],
  ["outputTokens", ["outputTokens", "output_tokens", "completion_tokens"]],
  [
    "cacheReadTokens",
    ["cachedReadTokens", "cachedInputTokens", "cache_read_input_tokens", "cached_input_tokens", "cacheReadTokens"],
  ],
  [
    "cacheWriteTokens",
    ["cachedWriteTokens", "cacheWriteInputTokens", "cache_creation_input_tokens", "cacheWriteTokens"],
  ],
  ["reasoningTokens", ["thoughtTokens", "reasoningOutputTokens", "reasoning_output_tokens", "reasoningTokens"]],
  ["totalTokens", ["totalTokens", "total_tokens"]],
];

export const UNKNOWN_USAGE: Usage = {
  inputTokens: null,
  outputTokens: null,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  reasoningTokens: null,
  totalTokens: null,
  cost: null,
};

/** What an agent told, under our names; `null` when it told nothing that we know. */
export function usageFrom(told: JsonObject, cost: Json = null): Usage | null {
  const numbers = NAMES.map(([name, others]) => [name, numberOf(others.map((other) => told[other]))] as const);
  const usage: Usage = {
    ...UNKNOWN_USAGE,
    ...Object.fromEntries(numbers),
    cost: isCount(cost) ? cost : null,
  };
  return Object.values(usage).every((value) => value === null) ? null : usage;
}

/** Together; what one of them does not know is not known. `null` for none. */
export function sumUsage(usages: readonly Usage[]): Usage | null {
  const [first, ...rest] = usages;
  if (first === undefined) return null;
  return rest.reduce<Usage>((all, one) => {
    const sums = Object.keys(UNKNOWN_USAGE).map((key) => [key, plus(all[key], one[key])] as const);
    return { ...UNKNOWN_USAGE, ...Object.fromEntries(sums) };
  }, first);
}

const numberOf = (values: readonly (Json | undefined)[]): number | null => values.find(isCount) ?? null;

/** JSON can write a number that is none here, and a state cannot keep it. */
export const isCount = (value: Json | undefined): value is number =>
  typeof value === "number" && Number.isFinite(value);

const plus = (a: Json | undefined, b: Json | undefined): number | null =>
  typeof a === "number" && typeof b === "number" ? a + b : null;
