import { describe, expect, it } from "vitest";
import type { Usage } from "../../src/core/entry.ts";
import { parseYaml } from "../../src/definition/parse-yaml.ts";
import { readPrices } from "../../src/executors/prices.ts";
import { UNKNOWN_USAGE } from "../../src/executors/usage.ts";

const TEXT = `as-of: 2026-01-31
models:
  small: { input: 1, output: 10, cache-read: 0.1 }
`;
const USED: Usage = { ...UNKNOWN_USAGE, inputTokens: 1_000_000, outputTokens: 100_000, cacheReadTokens: 2_000_000 };

describe("a table of prices", () => {
  const prices = readPrices(TEXT, "prices.yaml", parseYaml);

  it("gives the cost of a model that does not tell it, with the day of the prices", () => {
    expect(prices.priced("small", USED)).toMatchObject({ cost: 2.2, pricesAsOf: "2026-01-31" });
  });

  it.each<[string, string | null, Usage]>([
    ["of another model", "large", USED],
    ["of no model", null, USED],
    ["that the agent has told", "small", { ...USED, cost: 7 }],
    ["of unknown tokens", "small", { ...USED, outputTokens: null }],
  ])("leaves a cost as it is: %s", (_, model, usage) => {
    expect(prices.priced(model, usage)).toEqual(usage);
  });

  it("is refused with every mistake in its place", () => {
    const text = "as-of: today\nmodels:\n  small: { input: cheap, outptu: 1 }\nmodel: x\n";
    expect(() => readPrices(text, "prices.yaml", parseYaml)).toThrow(
      expect.objectContaining({
        code: "project.config",
        details: expect.arrayContaining([
          expect.stringMatching(/^prices\.yaml:1:8: `as-of` has to be the day/),
          expect.stringMatching(/^prices\.yaml:3:19: `input` has to be a price/),
          expect.stringMatching(/^prices\.yaml:3:34: Unknown key `outptu`\. Did you mean `output`\?/),
          expect.stringMatching(/^prices\.yaml:4:8: Unknown key `model`\. Did you mean `models`\?/),
        ]),
      }),
    );
  });
});
