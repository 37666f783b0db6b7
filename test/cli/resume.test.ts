import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { drover, eventually, go, json, newestRun, project, start, untilGo, workflow, type ShownRun } from "./drover.ts";

const working = (): string => {
  const folder = project({});
  workflow(folder, "work", `steps:\n${untilGo(folder)}    timeout: 5m\n  - { id: after, run: echo after }\n`);
  return folder;
};

describe.concurrent("drover resume", () => {
  it("adopts what is still at work after the engine was killed", async () => {
    const folder = working();
    const killed = start(folder, ["run", "work"]);
    await killed.said("work started");
    await eventually(
      async () => (await drover(folder, ["logs", await newestRun(folder)])).stdout.includes("at work"),
      "work",
    );
    killed.child.kill("SIGKILL");
    await killed.ended;
    const doctor = await drover(folder, ["doctor"]);
    expect(doctor.stdout).toContain("`drover resume` adopts them");
    const resumed = start(folder, ["resume"]);
    const said = await resumed.said("adopted");
    expect(said).toMatch(/work adopted, still at work as process \d+/);
    go(folder);
    const { code, stdout } = await resumed.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/after succeeded[^]*✓ work \w{6} succeeded/);
    const shown = await drover(folder, ["show", await newestRun(folder)]);
    expect(shown.stdout).toContain("resumed by a new engine");
  });

  it("keeps what a step has left at work for those after it, as doctor says", async () => {
    const folder = project({
      serving: "steps:\n  - { id: serve, run: sleep 63.25 & }\n  - { id: ok, approve: Go on? }\n",
    });
    const killed = start(folder, ["run", "serving"]);
    await killed.said("ok waiting");
    killed.child.kill("SIGKILL");
    await killed.ended;
    expect((await drover(folder, ["doctor"])).stdout).toContain("`drover resume` adopts them");
    const run = await newestRun(folder);
    await drover(folder, ["approve", run.slice(-6)]);
    expect(await drover(folder, ["resume"])).toMatchObject({ code: 0 });
    expect((await drover(folder, ["doctor"])).stdout).toContain("none left over");
  });

  it("takes the result of what has ended while no engine ran", async () => {
    const folder = working();
    const left = start(folder, ["run", "work"]);
    await left.said("work started");
    left.child.kill("SIGTERM");
    const { code, stdout } = await left.ended;
    expect(code).toBe(3);
    expect(stdout).toContain("1 process goes on without an engine. `drover resume` continues.");
    go(folder);
    const attempts = path.join(folder, ".drover/state/attempts");
    const { steps } = await json(folder, ["show", await newestRun(folder)]);
    await eventually(() => existsExit(path.join(attempts, steps["work"]?.gen ?? "")), "the exit record");
    const resumed = await drover(folder, ["resume", (await newestRun(folder)).slice(-5)]);
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toContain("work had ended meanwhile; its result is taken");
  });

  it("says when there is nothing to resume, and refuses a run that has ended", async () => {
    const folder = project({ one: "steps:\n  - { id: a, run: 'true' }\n" });
    expect((await drover(folder, ["run", "one", "-q"])).code).toBe(0);
    expect(await drover(folder, ["resume"])).toMatchObject({
      code: 0,
      stdout: "Nothing to resume: no run is under way.\n",
    });
    const refused = await drover(folder, ["resume", await newestRun(folder)]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("it has ended as succeeded");
  });
});

function existsExit(folder: string): boolean {
  try {
    return readFileSync(path.join(folder, "exit"), "utf8").endsWith("\n");
  } catch {
    return false;
  }
}

describe.concurrent("drover retry", () => {
  it("runs the definition of then again with the same inputs", async () => {
    const folder = project({
      one: "inputs: { n: { type: integer } }\nsteps:\n  - { id: a, run: 'exit ${{ inputs.n }}' }\n",
    });
    expect((await drover(folder, ["run", "one", "-i", "n=1", "-q"])).code).toBe(1);
    workflow(folder, "one", "steps:\n  - { id: changed, run: 'true' }\n");
    const old = await newestRun(folder);
    const again = await drover(folder, ["retry", old.slice(-6), "-q"]);
    expect(again.code).toBe(1);
    const run = await json(folder, ["show", await newestRun(folder)]);
    expect(run).toMatchObject({ status: "failed", inputs: { n: 1 } });
    expect(Object.keys(run.steps)).toEqual(["a"]);
  });

  it("only stores the new run when detached, and the next resume starts it", async () => {
    const folder = project({ one: "steps:\n  - { id: a, run: 'true' }\n" });
    await drover(folder, ["run", "one", "-q"]);
    const detached = await drover(folder, ["retry", await newestRun(folder), "--detach"]);
    expect(detached.code).toBe(3);
    expect(detached.stdout).toContain("No engine is running");
    expect((await drover(folder, ["resume", "-q"])).code).toBe(0);
    expect((await json<ShownRun[]>(folder, ["runs"])).map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
  });
});
