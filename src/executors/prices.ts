import type { Usage } from "../core/entry.ts";
import { DroverError } from "../core/errors.ts";
import { isJsonObject } from "../core/json.ts";
import { type Reader, refuseUnknown, within } from "./profile-reader.ts";
import type { ParseYaml } from "./profiles.ts";

/** US dollars for a million tokens. */
interface Price {
  readonly input: number;
  readonly output: number;
  /** Like other input where they are left out. */
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** What models cost, for agents that do not tell it themselves. */
export interface Prices {
  /** The usage with its cost, where the model has a price and the tokens are known; else as it was. */
  readonly priced: (model: string | null, usage: Usage) => Usage;
}

export const NO_PRICES: Prices = { priced: (_, usage) => usage };

const DATE = /^\d{4}-\d\d-\d\d$/;
const KEYS = ["input", "output", "cache-read", "cache-write"] as const;

/** Reads `prices.yaml`; throws DroverError `project.config` with every mistake in its place. */
export function readPrices(text: string, file: string, parseYaml: ParseYaml): Prices {
  const parsed = parseYaml(text, file);
  const mistakes: string[] = [];
  const tell = (line: number, column: number, message: string): void =>
    void mistakes.push(`${file}:${line}:${column}: ${message}`);
  for (const { line, column, message } of parsed.diagnostics ?? []) tell(line, column, message);
  const report: Reader["report"] = (at, message) => {
    const { line, column } = parsed.locate(at);
    tell(line, column, message);
  };
  const value = isJsonObject(parsed.value) ? parsed.value : {};
  if (value !== parsed.value && mistakes.length === 0) report([], "Prices are a map with `as-of` and `models`.");
  const table = tableOf({ value, report });
  if (mistakes.length > 0)
    throw new DroverError("project.config", `Cannot use the prices:\n${mistakes.join("\n")}`, { details: mistakes });
  return pricesOf(table);
}

interface Table {
  readonly asOf: string;
  readonly models: ReadonlyMap<string, Price>;
}

function tableOf(reader: Reader): Table {
  refuseUnknown(reader, [], ["as-of", "models"]);
  const asOf = reader.value["as-of"];
  if (typeof asOf !== "string" || !DATE.test(asOf))
    reader.report(["as-of"], "`as-of` has to be the day of the prices, such as 2026-01-31.");
  const models = within(reader, "models");
  const prices = Object.keys(models.value).map((name) => [name, priceOf(within(models, name))] as const);
  return { asOf: typeof asOf === "string" ? asOf : "", models: new Map(prices) };
}

function priceOf(reader: Reader): Price {
  refuseUnknown(reader, [], KEYS);
  const amount = (key: (typeof KEYS)[number]): number | null => {
    const found = reader.value[key] ?? null;
    if (found === null || (typeof found === "number" && found >= 0)) return found;
    reader.report([key], `\`${key}\` has to be a price in US dollars for a million tokens.`);
    return null;
  };
  for (const key of ["input", "output"] as const)
    if (!(key in reader.value))
      reader.report([], `A model's price needs \`${key}\`, in US dollars for a million tokens.`);
  const input = amount("input") ?? 0;
  return {
    input,
    output: amount("output") ?? 0,
    cacheRead: amount("cache-read") ?? input,
    cacheWrite: amount("cache-write") ?? input,
  };
}

const pricesOf = ({ asOf, models }: Table): Prices => ({
  priced(model, usage) {
    const price = model === null ? undefined : models.get(model);
    const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
    if (usage.cost !== null || price === undefined || inputTokens === null || outputTokens === null) return usage;
    const sum =
      inputTokens * price.input +
      outputTokens * price.output +
      (cacheReadTokens ?? 0) * price.cacheRead +
      (cacheWriteTokens ?? 0) * price.cacheWrite;
    return { ...usage, cost: sum / 1_000_000, pricesAsOf: asOf };
  },
});
