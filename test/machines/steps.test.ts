import { describe, expect, it } from "vitest";
import type { RunState } from "../../src/core/run.ts";
import { Machine } from "./harness.ts";

const storedOf = (run: Machine): RunState =>
  JSON.parse(JSON.stringify({ snapshot: run.state.snapshot, steps: run.state.steps })) as RunState;

describe("a chain of steps", () => {
  const chain = `
name: chain
workspace: none
steps:
  - { id: one, run: echo one }
  - { id: two, run: 'echo "\${{ steps.one.output.word }}"' }
outputs:
  word: \${{ steps.one.output.word }}
`;

  it("starts the next step with what the one before gave, and succeeds after the last", () => {
    const run = new Machine(chain);
    expect(Object.keys(run.live)).toEqual(["one"]);
    run.succeed("one", { word: "hello" });
    expect(run.activity("two").params["variables"]).toEqual({ DROVER_VALUE_1: "hello" });
    run.succeed("two");
    expect(run.status).toBe("succeeded");
    expect(run.state.snapshot.output).toEqual({ word: "hello" });
    expect(run.last.effects.map((effect) => effect.type)).toEqual(["ended"]);
  });

  it("fails with the step's error when a step fails, and starts nothing more", () => {
    const run = new Machine(chain);
    run.fail("one");
    expect(run.status).toBe("failed");
    expect(run.state.snapshot.error?.message).toBe("one failed");
    expect(run.state.steps["two"]).toBeUndefined();
  });

  it("ignores an outcome of another generation", () => {
    const run = new Machine(chain);
    const { id } = run.activity("one");
    const stale = run.give({
      type: "outcome",
      activity: id,
      gen: "run1.9.9" as never,
      outcome: { status: "succeeded", output: {}, error: null },
    });
    expect(stale.ignored).toBe("stale");
    expect(Object.keys(run.live)).toEqual(["one"]);
  });

  it("fails the run when its outputs cannot be evaluated: nothing is called done that is not", () => {
    const run = new Machine(chain);
    run.succeed("one", { other: 1 });
    if ("two" in run.live) run.succeed("two");
    expect(run.status).toBe("failed");
    expect(run.state.snapshot.error?.at).toMatch(/^test\.yaml:\d+:\d+$/);
  });
});

describe("when", () => {
  const conditional = `
name: conditional
workspace: none
inputs: { deploy: { type: boolean } }
steps:
  - { id: build, run: make }
  - { id: deploy, run: make deploy, when: inputs.deploy }
  - { id: report, run: make report }
`;

  it("skips a step and goes on with the next one in the same transition", () => {
    const run = new Machine(conditional, { inputs: { deploy: false } });
    run.succeed("build");
    expect(run.state.steps["deploy"]?.status).toBe("skipped");
    expect(Object.keys(run.live)).toEqual(["report"]);
  });

  it("runs it otherwise", () => {
    const run = new Machine(conditional, { inputs: { deploy: true } });
    run.succeed("build");
    expect(Object.keys(run.live)).toEqual(["deploy"]);
  });
});

describe("retry", () => {
  const retrying = `
name: retrying
workspace: none
steps:
  - id: flaky
    run: ./flaky
    retry: { attempts: 3, delay: 1s, factor: 2 }
`;

  it("waits longer each time, and gives up after the last attempt", () => {
    const run = new Machine(retrying);
    run.fail("flaky");
    expect(Object.keys(run.live)).toEqual([]);
    expect(Object.values(run.state.snapshot.timers)[0]?.dueAt).toBe(run.now + 1_000);
    run.pass(1_000);
    expect(run.activity("flaky").attempt).toBe(2);
    run.fail("flaky");
    expect(Object.values(run.state.snapshot.timers)[0]?.dueAt).toBe(run.now + 2_000);
    run.pass(2_000);
    run.fail("flaky");
    expect(run.status).toBe("failed");
    expect(run.state.steps["flaky"]?.attempts).toBe(3);
  });

  it("does not try again what may have happened already, unless it is told to", () => {
    const run = new Machine(retrying);
    run.fail("flaky", {}, "interrupted");
    expect(run.status).toBe("failed");
    const told = new Machine(retrying.replace("factor: 2", "on: [interrupted]"));
    told.fail("flaky", {}, "interrupted");
    told.pass(1_000);
    expect(told.activity("flaky").attempt).toBe(2);
  });
});

describe("on-failure", () => {
  const fixing = `
name: fixing
workspace: none
steps:
  - { id: agent, agent: claude, prompt: Do it }
  - id: test
    run: npm test
    on-failure: { goto: agent, max: 2, with: { prompt: "Fix: \${{ steps.test.output.tail }}" } }
`;

  it("goes back with another prompt, at most so many times", () => {
    const run = new Machine(fixing);
    run.succeed("agent", { text: "ok", session: "s1" });
    run.fail("test", { tail: "1 failed" });
    expect(run.activity("agent").params).toMatchObject({ prompt: "Fix: 1 failed", session: "s1" });
    expect(run.activity("agent").visit).toBe(2);
    run.succeed("agent", { text: "ok", session: "s1" });
    run.fail("test", { tail: "still" });
    run.succeed("agent", { text: "ok", session: "s1" });
    run.fail("test", { tail: "again" });
    expect(run.status).toBe("failed");
    expect(run.state.steps["test"]?.gotos).toBe(2);
  });

  it("goes on after a failure with continue, and the record tells the truth", () => {
    const run = new Machine(`
name: lenient
workspace: none
steps:
  - { id: lint, run: npm run lint, on-failure: continue }
  - { id: build, run: npm run build }
`);
    run.fail("lint");
    run.succeed("build");
    expect(run.status).toBe("succeeded");
    expect(run.state.steps["lint"]?.status).toBe("failed");
    expect(run.state.snapshot.error).toBeNull();
  });

  it("runs a handler's steps and then fails, or goes on when told to", () => {
    const text = `
name: handled
workspace: none
steps:
  - id: build
    run: make
    on-failure: { steps: [{ id: tell, run: ./tell.sh }], then: fail }
  - { id: after, run: make after }
`;
    const failing = new Machine(text);
    failing.fail("build");
    failing.succeed("tell");
    expect(failing.status).toBe("failed");
    const going = new Machine(text.replace("then: fail", "then: continue"));
    going.fail("build");
    going.succeed("tell");
    expect(Object.keys(going.live)).toEqual(["after"]);
  });
});

describe("finally", () => {
  const cleaning = `
name: cleaning
workspace: none
steps:
  - { id: work, run: make }
finally:
  - { id: cleanup, run: ./cleanup.sh }
  - { id: archive, run: ./archive.sh, when: success() }
`;

  it("runs after success", () => {
    const run = new Machine(cleaning);
    run.succeed("work");
    run.succeed("cleanup");
    run.succeed("archive");
    expect(run.status).toBe("succeeded");
  });

  it("runs after a failure, and the run stays failed", () => {
    const run = new Machine(cleaning);
    run.fail("work");
    expect(Object.keys(run.live)).toEqual(["cleanup"]);
    run.succeed("cleanup");
    expect(run.state.steps["archive"]?.status).toBe("skipped");
    expect(run.status).toBe("failed");
  });

  it("runs after a cancel, once what was running has ended", () => {
    const run = new Machine(cleaning);
    const { gen } = run.activity("work");
    run.cancel();
    expect(run.last.effects[0]).toMatchObject({ type: "stop", stop: { gen } });
    expect(run.state.snapshot.stops).toHaveLength(1);
    expect(Object.keys(run.live)).toEqual(["cleanup"]);
    run.confirmStops();
    run.succeed("cleanup");
    expect(run.status).toBe("canceled");
  });

  it("makes a failure of the success when one of its steps fails, and still runs the others", () => {
    const run = new Machine(cleaning);
    run.succeed("work");
    run.fail("cleanup");
    run.succeed("archive");
    expect(run.status).toBe("failed");
  });

  const RUNNERS: readonly [string, (run: Machine) => void][] = [
    ["in one engine", () => undefined],
    // Nothing is left but what is stored.
    ["read back before each input", (run) => void (run.last = { ...run.last, state: storedOf(run) })],
  ];

  describe.each(RUNNERS)("%s", (_, before) => {
    const tidying = cleaning.replace("./cleanup.sh", "./cleanup.sh, on-failure: continue");
    const asEnded = (run: Machine, ...steps: readonly string[]): string | undefined => {
      for (const name of steps) {
        before(run);
        run.fail(name);
      }
      return run.state.snapshot.error?.message;
    };

    it("does not hide by its own failures why the run failed", () => {
      expect(asEnded(new Machine(cleaning), "work", "cleanup")).toBe("work failed");
      const run = new Machine(tidying);
      expect(asEnded(run, "work", "cleanup")).toBe("work failed");
      expect(run.status).toBe("failed");
    });

    it("does not hide who canceled the run, or that it took too long", () => {
      const canceled = new Machine(tidying);
      canceled.cancel();
      canceled.confirmStops();
      expect(asEnded(canceled, "cleanup")).toBe("The run was canceled");
      expect(canceled.status).toBe("canceled");
      const long = new Machine(`${tidying}limits: { wall: 1m }\n`);
      long.pass(60_000);
      long.confirmStops();
      expect(asEnded(long, "cleanup")).toMatch(/took longer than 1m/);
    });

    it("tells what it failed with where nothing had failed before, and in its expressions always the latest", () => {
      const telling = tidying.replace("./archive.sh, when: success()", "'echo ${{ error.message }}'");
      const run = new Machine(telling);
      run.succeed("work");
      asEnded(run, "cleanup");
      expect(run.activity("archive").params["variables"]).toEqual({ DROVER_VALUE_1: "cleanup failed" });
      expect(asEnded(run, "archive")).toBe("archive failed");
      const late = new Machine(telling);
      asEnded(late, "work", "cleanup");
      expect(late.activity("archive").params["variables"]).toEqual({ DROVER_VALUE_1: "cleanup failed" });
    });
  });

  it("takes the success back when a forced cancel cuts it off: it was to run always", () => {
    const run = new Machine(cleaning);
    run.succeed("work");
    run.cancel(true);
    run.confirmStops();
    expect(run.status).toBe("canceled");
  });

  it("is left out by a forced cancel", () => {
    const run = new Machine(cleaning);
    run.fail("work");
    run.cancel();
    expect(Object.keys(run.live)).toEqual(["cleanup"]);
    run.cancel(true);
    expect(run.status).toBe("running");
    run.confirmStops();
    expect(run.status).toBe("failed");
  });
});

describe("parallel", () => {
  const branches = (failFast: boolean): string => `
name: branches
workspace: none
steps:
  - id: checks
    fail-fast: ${failFast}
    parallel:
      - { id: lint, run: npm run lint }
      - { id: unit, run: npm test }
  - id: done
    run: echo "\${{ steps.checks.status }}"
`;

  it("starts all branches at once and goes on when all have ended", () => {
    const run = new Machine(branches(true));
    expect(Object.keys(run.live).toSorted()).toEqual(["lint", "unit"]);
    run.succeed("unit");
    run.succeed("lint");
    expect(run.state.steps["checks"]?.status).toBe("succeeded");
    expect(Object.keys(run.live)).toEqual(["done"]);
  });

  it("ends the others when one fails", () => {
    const run = new Machine(branches(true));
    run.fail("lint");
    expect(run.state.steps["unit"]?.status).toBe("canceled");
    expect(run.state.snapshot.stops).toHaveLength(1);
    expect(run.status).toBe("running");
    run.confirmStops();
    expect(run.status).toBe("failed");
  });

  it("lets the others end first without fail-fast", () => {
    const run = new Machine(branches(false));
    run.fail("lint");
    expect(Object.keys(run.live)).toEqual(["unit"]);
    run.succeed("unit");
    expect(run.state.steps["checks"]?.status).toBe("failed");
    expect(run.status).toBe("failed");
  });
});

describe("waits", () => {
  it("approve goes on when a person says yes, with who and why", () => {
    const run = new Machine(
      "name: w\nworkspace: none\nsteps:\n  - { id: ask, approve: Ship it? }\noutputs: { by: '${{ steps.ask.output.by }}' }\n",
    );
    expect(run.status).toBe("waiting");
    expect(run.last.events.find((event) => event.type === "step.waiting")).toMatchObject({
      step: "ask",
      message: "Ship it?",
    });
    run.signal("approve", { comment: "fine" });
    expect(run.state.steps["ask"]?.output).toEqual({ by: "ann", comment: "fine" });
    expect(run.state.snapshot.output).toEqual({ by: "ann" });
  });

  it("a denied approval is a failure with the reason in its error", () => {
    const run = new Machine("name: w\nworkspace: none\nsteps:\n  - { id: ask, approve: Ship it? }\n");
    run.signal("deny", { comment: "too risky" });
    expect(run.status).toBe("failed");
    expect(run.state.snapshot.error).toMatchObject({ code: "denied", message: expect.stringContaining("too risky") });
  });

  it("an approval that nobody gives times out, also while no engine runs", () => {
    const run = new Machine("name: w\nworkspace: none\nsteps:\n  - { id: ask, approve: Ship it?, timeout: 24h }\n");
    const [timer] = Object.values(run.state.snapshot.timers);
    expect(timer).toMatchObject({ kind: "wall", dueAt: run.now + 86_400_000 });
    run.pass(86_400_000);
    expect(run.state.steps["ask"]?.status).toBe("timed_out");
    expect(run.status).toBe("failed");
  });

  it("wait ends after its duration, or with its event", () => {
    const timed = new Machine("name: w\nworkspace: none\nsteps:\n  - { id: pause, wait: 10m }\n");
    timed.pass(599_999);
    expect(timed.status).toBe("waiting");
    timed.pass(1);
    expect(timed.status).toBe("succeeded");
    const event = new Machine("name: w\nworkspace: none\nsteps:\n  - { id: hook, wait: { event: deployed } }\n");
    expect(event.signal("other").ignored).toBe("unexpected");
    event.signal("deployed", { version: "2" });
    expect(event.state.steps["hook"]?.output).toMatchObject({ data: { version: "2" } });
    expect(event.status).toBe("succeeded");
  });
});

describe("timeout", () => {
  const slow = "name: slow\nworkspace: none\nsteps:\n  - { id: work, run: sleep 100, timeout: 1m }\n";

  it("asks the attempt to end, and leaves the step only when it has", () => {
    const run = new Machine(slow);
    expect(Object.values(run.state.snapshot.timers)[0]?.kind).toBe("live");
    run.pass(60_000);
    expect(run.last.effects).toMatchObject([{ type: "halt", reason: "timed_out" }]);
    expect(run.status).toBe("running");
    run.fail("work", { tail: "so far" }, "timed_out");
    expect(run.state.steps["work"]).toMatchObject({ status: "timed_out", output: { tail: "so far" } });
    expect(run.status).toBe("failed");
  });

  it.each([
    ["timeout", "run: make", "0s"],
    ["idle", "run: make", "0ms"],
    ["timeout", "approve: Ship it?", 0],
  ])("fails a step whose %s an expression gives as no time at all: %s", (key, verb, time) => {
    const step = `{ id: work, ${verb}, ${key}: "\${{ inputs.time }}" }`;
    const run = new Machine(`name: w\nworkspace: none\ninputs: { time: {} }\nsteps:\n  - ${step}\n`, {
      inputs: { time },
    });
    expect(run.live).toEqual({});
    expect(run.state.snapshot.error?.message).toContain(`${key} is no time at all; it has to be more than 0s`);
    expect(run.status).toBe("failed");
  });

  it("begins only when nothing is left to be ended: a start that is held back does not time out unheard", () => {
    const run = new Machine(`
name: held
workspace: none
steps:
  - { id: work, run: sleep 100 }
finally:
  - { id: cleanup, run: ./cleanup.sh, timeout: 1s }
`);
    run.cancel();
    expect(Object.keys(run.live)).toEqual(["cleanup"]);
    expect(run.state.snapshot.timers).toEqual({});
    run.pass(5_000);
    run.confirmStops();
    expect(Object.values(run.state.snapshot.timers)).toMatchObject([{ kind: "live", dueAt: run.now + 1_000 }]);
    run.now += 400;
    run.succeed("cleanup");
    expect(run.last.events.find((event) => event.type === "step.ended")).toMatchObject({
      status: "succeeded",
      ms: 400,
    });
    expect(run.status).toBe("canceled");
  });

  it("never counts an exit 0 after it as success", () => {
    const run = new Machine(slow);
    run.pass(60_000);
    run.succeed("work");
    expect(run.state.steps["work"]?.status).toBe("timed_out");
    expect(run.status).toBe("failed");
  });

  it("stands still while no engine runs", () => {
    const run = new Machine(slow);
    run.now += 3_600_000;
    run.give({ type: "resumed", downMs: 3_600_000 });
    run.pass(59_999);
    expect(run.activity("work").stopping).toBeNull();
    run.pass(1);
    expect(run.activity("work").stopping).toBe("timed_out");
  });
});
