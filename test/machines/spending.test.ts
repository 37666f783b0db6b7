import { describe, expect, it } from "vitest";
import { allowanceOf, spentOn } from "../../src/core/limits.ts";
import { Machine } from "./harness.ts";

const usage = (totalTokens: number | null, cost: number | null) => ({
  inputTokens: null,
  outputTokens: null,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  reasoningTokens: null,
  totalTokens,
  cost,
});
const used = (tokens: number | null, cost: number | null = null) => ({
  text: "done",
  session: "s",
  usage: usage(tokens, cost),
  turns: 1,
});
const chain = (limits: string, more = ""): string => `
name: spending
workspace: none
limits: ${limits}
steps:
  - { id: first, agent: a, prompt: x${more} }
  - { id: second, agent: a, prompt: y }
finally:
  - { id: tidy, agent: a, prompt: tidy }
`;

describe("limits on what agents use", () => {
  it("count over the run, and what they leave is the budget of the next agent", () => {
    const run = new Machine(chain("{ tokens: 1000, turns: 5 }"));
    run.succeed("first", used(400));
    expect(run.state.snapshot.spent).toEqual({ turns: 1, tokens: 400, cost: 0, unknown: ["cost"] });
    expect(run.live["second"]?.budget).toMatchObject({
      tokens: { left: 600, limit: 1000, of: "run" },
      turns: { left: 4 },
      cost: null,
    });
  });

  it("start no further agent once they are used up; finally still cleans up", () => {
    const run = new Machine(chain("{ tokens: 1000 }"));
    run.succeed("first", used(1000));
    expect(Object.keys(run.live)).toEqual(["tidy"]);
    expect(run.state.steps["second"]).toMatchObject({
      status: "failed",
      error: { class: "limit", message: "was not started: the run's limit of 1,000 tokens is used up" },
    });
    run.succeed("tidy", used(5));
    expect(run.status).toBe("failed");
  });

  it("stop where nobody knows what was used, since they could not be kept", () => {
    const run = new Machine(chain("{ cost: 5 }"));
    run.succeed("first", used(10));
    expect(run.state.steps["second"]?.error?.message).toBe(
      "was not started: an agent did not tell its cost, so that the run's limit of $5 cannot be kept",
    );
  });

  it("of a step count over its attempts, and no retry moves them", () => {
    const run = new Machine(chain("{ turns: 9 }", ", limits: { tokens: 100 }, retry: { attempts: 3, delay: 1s }"));
    run.fail("first", used(60));
    run.pass(1000);
    expect(run.live["first"]?.budget?.tokens).toMatchObject({ left: 40, of: "step" });
    run.fail("first", used(60));
    run.pass(60_000);
    expect(run.state.steps["first"]).toMatchObject({
      status: "failed",
      error: { class: "limit" },
      spent: { tokens: 120 },
    });
  });

  it("count what an agent has used whose state was left before it ended, once", () => {
    const run = new Machine(`
name: board
workspace: none
limits: { tokens: 1000 }
initial: todo
states:
  todo: { on: { begin: working } }
  working: { agent: a, prompt: x, on: { stop: todo, success: done } }
  done: { type: final }
`);
    run.signal("begin");
    const { gen } = run.activity("working");
    run.signal("stop");
    const spent = spentOn(usage(900, null), 1);
    for (let times = 0; times < 2; times++) run.give({ type: "stopped", gen, spent });
    run.signal("begin");
    expect(run.activity("working").budget?.tokens).toMatchObject({ left: 100 });
  });

  it("are looked at when an agent really starts, not when it had to wait for what was left behind", () => {
    const board = (tokens: number) => {
      const run = new Machine(`
name: board
workspace: none
limits: { tokens: 1000 }
initial: first
states:
  first: { agent: a, prompt: x, on: { next: second, success: second } }
  second: { agent: a, prompt: y, on: { success: done, failure: refused } }
  done: { type: final }
  refused: { type: final, status: failed }
`);
      const { gen } = run.activity("first");
      run.signal("next");
      expect(run.activity("second").held).not.toBe(null);
      run.give({ type: "stopped", gen, spent: spentOn(usage(tokens, null), 1) });
      return run;
    };
    expect(board(900).activity("second")).toMatchObject({ held: null, budget: { tokens: { left: 100 } } });
    expect(board(1000).state.steps["second"]).toMatchObject({ status: "failed", error: { class: "limit" } });
  });

  it("give each of the agents that work at the same time a turn of its own", () => {
    const run = new Machine(`
name: both
workspace: none
limits: { turns: 2 }
steps:
  - id: all
    fail-fast: false
    parallel:
      - { id: one, agent: a, prompt: x }
      - { id: two, agent: a, prompt: y }
      - { id: three, agent: a, prompt: z }
`);
    expect(Object.keys(run.live)).toEqual(["one", "two"]);
    expect(run.state.steps["three"]?.error?.message).toBe("was not started: the run's limit of 2 turns is used up");
  });

  it("count nothing for an agent that never began", () => {
    const run = new Machine(chain("{ cost: 5 }", ", on-failure: continue"));
    run.fail("first", { ...used(null), usage: null, turns: 0 });
    expect(Object.keys(run.live)).toEqual(["second"]);
    expect(run.state.snapshot.spent).toBe(undefined);
  });

  it("that cannot be kept start no agent of a child run either", () => {
    const text = `
name: parent
workspace: none
limits: { cost: 5 }
steps:
  - { id: first, agent: a, prompt: x }
  - { id: child, workflow: other }
`;
    const other = "name: other\nworkspace: none\nsteps: [{ id: a, agent: a, prompt: x }]";
    const parent = new Machine(text, { children: { other } });
    parent.succeed("first", used(10));
    const budget = parent.activity("child").budget ?? null;
    const child = new Machine(other, budget === null ? {} : { allowance: allowanceOf(budget) });
    expect(child.state.steps["a"]?.error?.message).toBe(
      "was not started: an agent did not tell its cost, so that the parent run's limit of $5 cannot be kept",
    );
  });

  it("go on in child runs: those get what is left, and what they used counts for their parent", () => {
    const parent = new Machine(
      `
name: parent
workspace: none
limits: { tokens: 1000 }
steps:
  - { id: first, agent: a, prompt: x }
  - { id: child, workflow: other }
  - { id: last, agent: a, prompt: y }
`,
      { children: { other: "name: other\nsteps: [{ id: a, agent: a, prompt: x }]" } },
    );
    parent.succeed("first", used(400));
    const budget = parent.live["child"]?.budget;
    expect(budget && allowanceOf(budget)).toEqual({ turns: null, tokens: 600, cost: null });
    const { id, gen } = parent.activity("child");
    parent.give({
      type: "outcome",
      activity: id,
      gen,
      outcome: { status: "succeeded", output: {}, error: null },
      spent: { turns: 2, tokens: 600, cost: 0, unknown: [] },
    });
    expect(parent.state.snapshot.spent).toMatchObject({ turns: 3, tokens: 1000 });
    expect(parent.state.steps["last"]?.error?.class).toBe("limit");
  });
});
