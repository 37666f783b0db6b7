import { describe, expect, it } from "vitest";
import type { WorkspaceRecord } from "../../src/core/run.ts";
import { define, Machine } from "./harness.ts";
import { compileProgram } from "../../src/machines/program.ts";
import { outcomeOf } from "../../src/machines/finish.ts";

const HOUR = 3_600_000;

describe("limits: wall", () => {
  const limited = `
name: limited
workspace: none
limits: { wall: 1h }
steps:
  - { id: ask, approve: Sure? }
  - { id: work, run: make }
finally:
  - { id: tidy, run: make clean }
`;

  it("fails the run when it has taken too long, waiting included, and finally still runs", () => {
    const run = new Machine(limited);
    run.pass(HOUR - 1);
    expect(run.status).toBe("waiting");
    run.pass(1);
    expect(run.status).toBe("running");
    expect(Object.keys(run.live)).toEqual(["tidy"]);
    run.succeed("tidy");
    expect(run.status).toBe("failed");
    expect(run.state.snapshot.error).toMatchObject({
      message: "The run took longer than 1h, the limit that its workflow sets",
      class: "timeout",
    });
  });

  it("ends what is at work before finally starts", () => {
    const run = new Machine(limited);
    run.signal("approve");
    run.pass(HOUR);
    expect(run.last.effects.map((effect) => effect.type)).toEqual(["stop", "start"]);
    expect(run.state.snapshot.stops).toMatchObject([{ step: "work" }]);
  });

  it("leaves finally alone, and a run that has ended in time", () => {
    const run = new Machine(limited);
    run.signal("approve");
    run.succeed("work");
    run.pass(HOUR);
    expect(Object.keys(run.live)).toEqual(["tidy"]);
    run.succeed("tidy");
    expect(run.status).toBe("succeeded");
    expect(run.state.snapshot.timers).toEqual({});
  });

  it("runs on while no engine does", () => {
    const run = new Machine(limited);
    expect(Object.values(run.state.snapshot.timers)).toMatchObject([{ kind: "wall", dueAt: 1_000 + HOUR }]);
  });

  it("sets no timer where there is no limit", () => {
    const program = compileProgram(define("name: free\nsteps: [{ id: a, run: make }]\n"));
    expect(program.definition.limits.wallMs).toBeNull();
    expect(new Machine("name: free\nsteps: [{ id: a, run: make }]\n").state.snapshot.timers).toEqual({});
  });
});

describe("a child run's end", () => {
  const child = (outputs: string): Machine =>
    new Machine(`name: child\nsteps: [{ id: a, run: make }]\noutputs: { ${outputs} }\n`);

  it("tells its branch after a failure too, so that nobody loses the work", () => {
    const run = child("");
    run.fail("a");
    const { snapshot } = run.state;
    const workspace = { ...(snapshot.workspace as WorkspaceRecord), branch: "drover/its-own" };
    expect(outcomeOf({ ...snapshot, workspace })).toMatchObject({
      status: "failed",
      output: { branch: "drover/its-own", status: "failed" },
    });
  });

  it("tells another branch where the workflow says so itself", () => {
    const run = child('branch: "mine"');
    run.succeed("a");
    expect(outcomeOf(run.state.snapshot).output).toMatchObject({ branch: "mine", status: "succeeded" });
  });
});
