import { describe, expect, it } from "vitest";
import { Machine } from "./harness.ts";

const TEXT = `
name: counted
workspace: none
steps:
  - id: count
    run: make count
    retry: { attempts: 2, delay: 1s, on: [permanent] }
    output: { type: object, required: [passed], properties: { passed: { type: integer } } }
outputs:
  passed: \${{ steps.count.output.passed }}
`;

describe("output", () => {
  it("is given on when it fits its schema", () => {
    const run = new Machine(TEXT);
    run.succeed("count", { passed: 3 });
    expect(run.state.snapshot).toMatchObject({ status: "succeeded", output: { passed: 3 } });
  });

  it("makes a failure of a success that does not fit, which is tried again like any other", () => {
    const run = new Machine(TEXT);
    run.succeed("count", { passed: "three" });
    expect(run.state.steps["count"]).toMatchObject({ status: "failed", error: { code: "output.invalid" } });
    run.pass(1_000);
    run.succeed("count", {});
    expect(run.status).toBe("failed");
    expect(run.state.snapshot.error?.message).toMatch(/^The output of "count" does not fit its schema: .*passed/);
  });

  it("is not asked of a failure: what a failing step said is kept as it is", () => {
    const run = new Machine(TEXT);
    run.fail("count", { tail: "no rule to make target" });
    expect(run.state.steps["count"]).toMatchObject({ error: { message: "count failed" } });
    expect(run.state.steps["count"]?.output).toEqual({ tail: "no rule to make target" });
  });
});
