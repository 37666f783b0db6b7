import { describe, expect, it } from "vitest";
import { createHeights } from "../../inspector/src/run/logs/entries/heights.ts";

const ESTIMATE = 50;

/** The same as plainly as can be. */
const sumOf = (heights: readonly number[], index: number): number =>
  heights.slice(0, index).reduce((sum, height) => sum + height, 0);

/** Numbers that are the same each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe("the heights of rows", () => {
  it("say where each stands, and which stands at a place, while rows are measured and more are added", () => {
    const next = numbers(7);
    const heights = createHeights(ESTIMATE);
    const plain: number[] = [];
    for (let round = 0; round < 40; round++) {
      for (let more = next(120); more > 0; more--) plain.push(ESTIMATE);
      plain.push(ESTIMATE);
      heights.grow(plain.length);
      for (let i = 0; i < 30; i++) {
        const index = next(plain.length);
        plain[index] = 20 + next(400);
        heights.measured(index, plain[index]);
      }
      for (let i = 0; i < 30; i++) {
        const index = next(plain.length);
        expect(heights.topOf(index)).toBe(sumOf(plain, index));
        expect(heights.indexAt(sumOf(plain, index))).toBe(index);
        expect(heights.indexAt(sumOf(plain, index + 1) - 1)).toBe(index);
      }
      expect(heights.topOf(plain.length)).toBe(sumOf(plain, plain.length));
    }
    expect(plain.length).toBeGreaterThan(2_048);
  });

  it("give the first row for what lies above, and the last for what lies below", () => {
    const heights = createHeights(ESTIMATE);
    heights.grow(3);
    expect([heights.indexAt(-10), heights.indexAt(149), heights.indexAt(10_000)]).toEqual([0, 2, 2]);
  });
});
