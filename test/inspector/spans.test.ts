import { describe, expect, it } from "vitest";
import { spansOf } from "../../inspector/src/run/timeline/spans.ts";

type Entries = Parameters<typeof spansOf>[0];

const started = (step: string, attempt: number) => ({
  type: "step.started",
  step,
  action: "run",
  attempt,
  visit: 1,
  gen: "g",
});

function bars(...entries: readonly (readonly object[])[]): readonly string[] {
  const journal: Entries = entries.map((events, i) => ({
    seq: i + 1,
    at: i * 10,
    input: {},
    events: [...events] as never[],
  }));
  return spansOf(journal).map(({ step, kind, status, from, to }) => `${step} ${kind} ${status} ${from}-${to}`);
}

describe("the bars of a timeline", () => {
  it("call nothing succeeded but what an event says has", () => {
    expect(
      bars(
        [started("a", 1)],
        [
          { type: "step.ended", step: "a", status: "failed" },
          { type: "step.retrying", step: "a", attempt: 2 },
        ],
        [started("a", 2)],
        [{ type: "step.ended", step: "a", status: "succeeded" }, started("b", 1)],
        [{ type: "run.ended", status: "succeeded" }],
      ),
    ).toEqual([
      "a attempt failed 0-10",
      "a backoff waited 10-20",
      "a attempt succeeded 20-30",
      "b attempt canceled 30-40",
    ]);
  });

  it("go on while nothing has ended them", () => {
    expect(bars([started("a", 1), { type: "step.waiting", step: "w", action: "approve" }])).toEqual([
      "a attempt running 0-null",
      "w wait waiting 0-null",
    ]);
  });
});
