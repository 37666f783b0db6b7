import { expect, it } from "vitest";
import type { Json } from "../../src/core/json.ts";
import { createBreakers } from "../../src/engine/index.ts";

it("forgets an account's limit that was met in the future: the clock was wrong then, or is put back since", async () => {
  const facts = new Map<string, Json>();
  const store = {
    getFact: (key: string): Json => facts.get(key) ?? null,
    putFact: async (key: string, value: Json) => void facts.set(key, value),
  };
  let now = 5_000_000;
  const breakers = createBreakers(store, { now: () => now });
  const met = { account: "a", class: "quota", message: "full", openedAt: now, until: now + 1000 } as const;
  await breakers.open(met);
  expect(breakers.get("a")).toEqual(met);
  now = 1_000_000;
  expect(breakers.get("a")).toBe(null);
  const again = { ...met, openedAt: now, until: now + 1000 };
  await breakers.open(again);
  expect(breakers.get("a")).toEqual(again);
});
