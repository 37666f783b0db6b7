import { appendFileSync, mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readTimes } from "../../src/executors/supervisor/times.ts";

const marked = (...marks: readonly (readonly [end: number, at: number])[]) => {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "drover-times-")), "times");
  for (const [end, at] of marks) appendFileSync(file, `${end} ${at}\n`);
  const times = readTimes(file);
  times.refresh();
  return times;
};

describe("when something was heard", () => {
  it("is when the first engine heard it, though later ones read it again from the beginning", () => {
    const times = marked([100, 1_000], [300, 2_000], [150, 9_000], [300, 9_010], [400, 9_500], [300, 20_000]);
    expect([50, 100, 140, 300, 350, 401].map((end) => times.of(end))).toEqual([
      1_000,
      1_000,
      2_000,
      2_000,
      9_500,
      null,
    ]);
  });

  it("is put in order where marks have passed each other", () => {
    const times = marked([300, 2_000], [100, 1_000]);
    expect([100, 200].map((end) => times.of(end))).toEqual([1_000, 2_000]);
  });
});
