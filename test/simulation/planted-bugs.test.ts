import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { mutatedKernel } from "./mutated-kernel.ts";
import { casesOf } from "./operations.ts";
import { PLANTED, type PlantedBug } from "./planted-bugs.ts";
import { check } from "./run-case.ts";
import { PLAIN, type Setup } from "./setup.ts";

/** A bug that survives so many cases is not found. */
const MOST_CASES = 500;

const found: string[] = [];
const removals: (() => void)[] = [];

afterAll(() => {
  for (const remove of removals) remove();
  console.log(`planted bugs, and after how many cases they were found:\n  ${found.join("\n  ")}`);
});

async function setupOf({ plant }: PlantedBug): Promise<Setup> {
  if (!("file" in plant)) return { ...PLAIN, ...plant };
  const { kernel, remove } = await mutatedKernel(plant);
  removals.push(remove);
  return { ...PLAIN, kernel };
}

describe("the simulation finds a planted bug:", () => {
  it.each(PLANTED)("$name", async (bug) => {
    const setup = await setupOf(bug);
    const result = await fc.check(
      fc.asyncProperty(casesOf(bug.in), async (given) => void (await check(given, setup))),
      { numRuns: MOST_CASES, seed: 1, endOnFailure: true },
    );
    const message = result.errorInstance instanceof Error ? result.errorInstance.message : "";
    found.push(`${String(result.numRuns).padStart(4)}  ${bug.name}: ${message.split("\n")[1]?.trim() ?? "not found"}`);
    expect(message).toMatch(bug.says);
  });
});
