import { describe, expect, it } from "vitest";
import { Gen } from "../../src/core/ids.ts";
import { statesOf } from "../../src/machines/finish.ts";
import { Machine } from "./harness.ts";

const at = (run: Machine): readonly string[] => statesOf(run.state.snapshot.value);

describe("a statechart", () => {
  const card = `
name: card
workspace: none
context: { moves: 0 }
initial: todo
states:
  todo:
    on: { start: doing, cancel: canceled }
  doing:
    entry: [{ set: { moves: "\${{ context.moves + 1 }}" } }]
    run: make
    on: { success: review, failure: review, stop: todo }
  review:
    on:
      again: doing
      accept: { target: done, when: context.moves < 3 }
  done: { type: final }
  canceled: { type: final, status: canceled }
`;

  it("moves by signals, and a state with a verb moves by its outcome", () => {
    const run = new Machine(card);
    expect(at(run)).toEqual(["todo"]);
    expect(run.status).toBe("waiting");
    run.signal("start");
    expect(run.status).toBe("running");
    run.succeed("doing");
    expect(at(run)).toEqual(["review"]);
    run.signal("accept");
    expect(run.status).toBe("succeeded");
  });

  it("ends what a state had started when a signal leaves it, before anything new", () => {
    const run = new Machine(card);
    run.signal("start");
    const { gen } = run.activity("doing");
    run.signal("stop");
    expect(run.state.snapshot.stops).toEqual([{ gen, action: "run", step: "doing" }]);
    expect(run.status).toBe("running");
    run.confirmStops();
    expect(run.status).toBe("waiting");
    expect(at(run)).toEqual(["todo"]);
  });

  it("refuses a signal that no state takes now, and one whose condition says no", () => {
    const run = new Machine(card);
    expect(run.signal("accept").ignored).toBe("unexpected");
    for (let i = 0; i < 3; i++) {
      run.signal(i === 0 ? "start" : "again");
      run.succeed("doing");
    }
    expect(run.state.snapshot.context).toEqual({ moves: 3 });
    expect(run.signal("accept").ignored).toBe("unexpected");
  });

  it("ends as its final state says", () => {
    const run = new Machine(card);
    run.signal("cancel");
    expect(run.status).toBe("canceled");
  });
});

describe("nested, parallel and history states", () => {
  const player = `
name: player
workspace: none
initial: on
states:
  on:
    initial: slow
    on: { pause: paused, off: off }
    states:
      slow: { on: { faster: fast } }
      fast: { on: { slower: slow } }
      back: { type: history, target: slow }
  paused:
    on: { resume: on.back, off: off }
  off: { type: final }
`;

  it("a history state goes back to where the state was left", () => {
    const run = new Machine(player);
    run.signal("faster");
    run.signal("pause");
    expect(at(run)).toEqual(["paused"]);
    run.signal("resume");
    expect(at(run)).toEqual(["on.fast"]);
  });

  it("history survives being read back from the store", () => {
    const run = new Machine(player);
    run.signal("faster");
    run.signal("pause");
    run.last = { ...run.last, state: JSON.parse(JSON.stringify(run.state)) as never };
    run.signal("resume");
    expect(at(run)).toEqual(["on.fast"]);
  });

  it.each(["left.here", "right.a", "other"])(
    "a parallel state's own history with nothing remembered begins its regions anew, from %s",
    (from) => {
      const run = new Machine(`
name: regions
workspace: none
initial: both
states:
  both:
    type: parallel
    on: { leave: end }
    states:
      left: { initial: here, states: { here: { on: { "left.here": both.back } } } }
      right: { initial: a, states: { a: { on: { go: b, "right.a": both.back } }, b: {} } }
      other: { on: { other: both.back } }
      back: { type: history, history: deep }
  end: { type: final }
`);
      if (from !== "right.a") run.signal("go");
      run.signal(from);
      expect(at(run)).toEqual(["both.left.here", "both.right.a", "both.other"]);
      run.signal("leave");
      expect(run.status).toBe("succeeded");
    },
  );

  it("a step that a history state leads back to is ended before it begins anew", () => {
    const run = new Machine(`
name: again
workspace: none
initial: work
states:
  work:
    initial: a
    states:
      a: { run: a, on: { again: work.was, success: over } }
      was: { type: history, target: a }
  over: { type: final }
`);
    const { gen } = run.activity("a");
    run.signal("again");
    expect(run.state.snapshot.stops.map((stop) => stop.gen)).toEqual([gen]);
    expect(run.activity("a").held).not.toBeNull();
  });

  it("parallel regions move on their own, and the state is done when all are", () => {
    const run = new Machine(`
name: regions
workspace: none
initial: both
states:
  both:
    type: parallel
    on-done: end
    states:
      left: { initial: a, states: { a: { on: { go_left: b } }, b: { type: final } } }
      right: { initial: c, states: { c: { on: { go_right: d } }, d: { type: final } } }
  end: { type: final }
`);
    expect(at(run).toSorted()).toEqual(["both.left.a", "both.right.c"]);
    run.signal("go_left");
    expect(run.status).toBe("waiting");
    run.signal("go_right");
    expect(run.status).toBe("succeeded");
  });

  it("after fires once its time has come, and not when the state was left before", () => {
    const text = `
name: later
workspace: none
initial: waiting
states:
  waiting: { after: { 10m: late }, on: { now: early } }
  early: { on: { end: done } }
  late: { type: final, status: failed }
  done: { type: final }
`;
    const late = new Machine(text);
    late.pass(600_000);
    expect(late.status).toBe("failed");
    const early = new Machine(text);
    early.signal("now");
    expect(early.state.snapshot.timers).toEqual({});
    early.pass(600_000);
    early.signal("end");
    expect(early.status).toBe("succeeded");
  });

  it("always moves on by its condition, raise sends to itself, emit tells the outside", () => {
    const run = new Machine(`
name: operations
workspace: none
context: { n: 0 }
initial: count
states:
  count:
    on:
      hit: { do: [{ set: { n: "\${{ context.n + 1 }}" } }, { emit: counted, data: "\${{ context.n }}" }] }
      next: { do: [{ raise: leave }] }
      leave: end
    always: { target: end, when: context.n >= 3 }
  end: { type: final }
outputs: { n: "\${{ context.n }}" }
`);
    run.signal("hit");
    expect(run.last.events).toContainEqual({ type: "emitted", name: "counted", data: 1 });
    run.signal("hit");
    run.signal("hit");
    expect(run.state.snapshot.output).toEqual({ n: 3 });
  });
});

describe("an expression that cannot be evaluated", () => {
  it("in a step fails the step with its place in the YAML, and a handler can take it", () => {
    const run = new Machine(
      `
name: broken
workspace: none
inputs: { data: { type: object } }
steps:
  - id: one
    run: 'echo "\${{ inputs.data.missing.deep }}"'
    on-failure: continue
  - { id: two, run: echo two }
`,
      { inputs: { data: {} } },
    );
    expect(run.state.steps["one"]).toMatchObject({
      status: "failed",
      error: { code: "expression.failed", at: expect.stringMatching(/^test\.yaml:7:/) },
    });
    expect(Object.keys(run.live)).toEqual(["two"]);
  });

  it("in a guard fails the run and never throws", () => {
    const run = new Machine(
      `
name: guarded
workspace: none
inputs: { data: { type: object } }
initial: a
states:
  a: { on: { go: { target: b, when: inputs.data.missing == 1 } } }
  b: { type: final }
finally:
  - { id: cleanup, run: ./cleanup }
`,
      { inputs: { data: {} } },
    );
    run.signal("go");
    expect(run.state.snapshot.error).toMatchObject({
      code: "expression.failed",
      at: expect.stringMatching(/^test\.yaml:7:/),
    });
    expect(Object.keys(run.live)).toEqual(["cleanup"]);
    run.succeed("cleanup");
    expect(run.status).toBe("failed");
  });

  it("a machine that runs in circles ends as failed instead of hanging", () => {
    const run = new Machine(`
name: circles
workspace: none
context: { n: 0 }
initial: a
states:
  a: { always: { target: b, when: context.n >= 0 }, on: { out: c } }
  b: { always: { target: a, when: context.n >= 0 }, on: { out: c } }
  c: { type: final }
`);
    expect(run.status).toBe("failed");
    expect(run.state.snapshot.error?.message).toMatch(/^The workflow runs in circles: /);
  });

  it.each(["signal", "outcome"])("cleans up after what sends it in circles: %s", (by) => {
    const run = new Machine(`
name: circles
workspace: none
context: { n: 0 }
initial: wait
states:
  wait: { run: work, on: { go: a, success: a, failure: c } }
  a: { always: { target: b, when: context.n >= 0 }, on: { out: c } }
  b: { always: { target: a, when: context.n >= 0 }, on: { out: c } }
  c: { type: final }
finally:
  - { id: cleanup, run: tidy }
`);
    if (by === "signal") run.signal("go");
    else run.succeed("wait");
    expect(run.state.snapshot.error?.message).toMatch(/^The workflow runs in circles: /);
    expect(run.state.snapshot.stops.map(({ step }) => step)).toEqual(by === "signal" ? ["wait"] : []);
    if (by === "signal") run.give({ type: "stopped", gen: run.state.snapshot.stops[0]?.gen ?? Gen("none") });
    run.succeed("cleanup");
    expect(run.status).toBe("failed");
    expect(run.state.snapshot.error?.message).toMatch(/^The workflow runs in circles: /);
  });
});

it("cleans up once after a circle on whose way an expression had a fault, too", () => {
  const run = new Machine(
    `
name: circles
workspace: none
inputs: { data: {} }
context: { n: 0 }
initial: wait
states:
  wait: { on: { go: a } }
  a: { always: [{ target: c, when: inputs.data.none == 1 }, { target: b, when: context.n >= 0 }], on: { out: c } }
  b: { always: { target: a, when: context.n >= 0 }, on: { out: c } }
  c: { type: final }
finally:
  - { id: cleanup, run: tidy }
`,
    { inputs: { data: {} } },
  );
  run.signal("go");
  expect(Object.keys(run.live)).toEqual(["cleanup"]);
  run.succeed("cleanup");
  expect(run.status).toBe("failed");
});

describe("folding the journal", () => {
  it("gives the same state again", async () => {
    const { step } = await import("../../src/machines/step.ts");
    const run = new Machine(`
name: fold
workspace: none
steps:
  - { id: a, run: x, retry: { attempts: 2, delay: 1s } }
  - { id: b, approve: ok? }
  - { id: c, parallel: [{ id: d, run: y }, { id: e, wait: 1m }] }
`);
    run.fail("a");
    run.pass(1_000);
    run.succeed("a", { n: 1 });
    run.signal("approve");
    run.succeed("d");
    run.pass(60_000);
    expect(run.status).toBe("succeeded");
    let state = null as never;
    for (const { input, at: when } of run.journal) state = step(run.program, state, input, when).state as never;
    expect(state).toEqual(run.state);
  });
});
