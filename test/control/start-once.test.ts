import { mkdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { forgetKeys } from "../../src/control/start-once.ts";
import { openLmdbStore } from "../../src/store/lmdb.ts";
import { temporaryFolder } from "../cli/drover.ts";

const DAY = 24 * 60 * 60_000;
const NOW = 1_800_000_000_000;

it("forgets the keys of starts after 30 days, and nothing else", async () => {
  const folder = path.join(temporaryFolder(), "store");
  mkdirSync(folder);
  const store = await openLmdbStore({ folder });
  const keyOf = (i: number): string => `start-once:${String(i).padStart(64, "0")}`;
  // More than one page of them, old and new by turns.
  const days = Array.from({ length: 1_200 }, (_, i) => (i % 2 === 0 ? 31 : 29));
  await Promise.all(
    days.map((age, i) => store.putFact(keyOf(i), { run: `r${i}`, request: "x", at: NOW - age * DAY, isStarted: true })),
  );
  await store.putFact("delivery:x", { at: 0 });
  expect(await forgetKeys(store, NOW)).toBe(600);
  expect(store.facts("start-once:").map(([key]) => key)).toEqual(
    days.flatMap((age, i) => (age === 29 ? [keyOf(i)] : [])),
  );
  expect(store.getFact("delivery:x")).toEqual({ at: 0 });
  expect(await forgetKeys(store, NOW)).toBe(0);
  await store.close();
});
