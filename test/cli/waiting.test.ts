import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { drover, go, json, newestRun, project, start, untilGo, workflow, type Going, type ShownRun } from "./drover.ts";

const ASK = `steps:
  - { id: before, run: echo before }
  - { id: ask, approve: "Go on?", timeout: 1h }
  - { id: after, run: echo after }
outputs:
  comment: \${{ steps.ask.output.comment }}
`;

const BOARD = `workspace: none
initial: todo
states:
  todo: { on: { start: doing, drop: dropped } }
  doing: { wait: { event: finished }, on: { success: done } }
  done: { type: final }
  dropped: { type: final, status: canceled }
`;

const waitingRun = async (folder: string, name: string): Promise<string> => {
  const { code, stdout } = await drover(folder, ["run", name, "--no-wait"]);
  expect({ code, stdout }).toMatchObject({ code: 3 });
  return (await newestRun(folder)).slice(-6);
};

describe.concurrent("a run that waits", () => {
  it("names the command that answers it, and ends a --no-wait with code 3", async () => {
    const folder = project({ ask: ASK });
    const { code, stdout } = await drover(folder, ["run", "ask", "--no-wait"]);
    expect(code).toBe(3);
    const id = (await newestRun(folder)).slice(-6);
    expect(stdout).toContain(`ask waiting: Go on?\n    drover approve ${id}\n    drover approve ${id} --deny\n`);
    expect(stdout).toContain("`drover resume` continues");
    const shown = await drover(folder, ["show", id]);
    expect(shown.stdout).toContain(`drover approve ${id}`);
    expect(shown.stdout).toMatch(/after +not reached/);
  });

  it("is approved without an engine: stored at once, started by the next resume", async () => {
    const folder = project({ ask: ASK });
    const id = await waitingRun(folder, "ask");
    const approved = await drover(folder, ["approve", id, "-c", "fine with me"]);
    expect(approved.code).toBe(0);
    expect(approved.stdout).toContain("No engine is running: `drover resume` carries on.");
    const between = await json(folder, ["show", id]);
    expect(between.steps["ask"]?.status).toBe("succeeded");
    expect(between.steps["after"]?.status).toBe("running");
    const attempts = readdirSync(path.join(folder, ".drover/state/attempts")).filter((name) => !name.startsWith("."));
    expect(attempts).toHaveLength(1);
    const resumed = await drover(folder, ["resume"]);
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toContain("  comment: fine with me\n");
    expect((await drover(folder, ["approve", id])).code).toBe(2);
  });

  it("is denied with a reason, which fails it", async () => {
    const folder = project({ ask: ASK });
    const id = await waitingRun(folder, "ask");
    expect((await drover(folder, ["approve", id, "ask", "--deny", "--comment", "not today"])).code).toBe(0);
    const { status, error } = await json(folder, ["show", id]);
    expect({ status, message: error?.message }).toEqual({
      status: "failed",
      message: '"ask" was denied by tester: not today',
    });
    expect((await drover(folder, ["show", id])).stdout).toMatch(/\+\S+ +ask denied by tester: not today\n/);
  });

  it("is answered through the living engine, also by the name of its parent", async () => {
    const folder = project({ ask: ASK, parent: "steps:\n  - { id: child, workflow: ask }\n" });
    const going = start(folder, ["run", "parent"]);
    await going.said("drover approve");
    const [parent] = await json<ShownRun[]>(folder, ["runs"]);
    const approved = await drover(folder, ["approve", parent?.run ?? ""]);
    expect(approved.stdout).toMatch(/Approved "ask" of run \w{6}; the engine \(process \d+\) goes on with it\./);
    expect((await going.ended).code).toBe(0);
  });

  it("is told once for each thing that it waits for, whatever else comes and goes", async () => {
    const both = `steps:
  - id: both
    parallel:
      - { id: long, wait: 600ms }
      - id: short
        steps: [{ id: first, wait: 50ms }, { id: second, wait: 50ms }]
`;
    const { stdout } = await drover(project({ both }), ["run", "both"]);
    expect(stdout.split("\n").filter((line) => line.endsWith("waits for the time"))).toHaveLength(3);
  });

  it("takes events by the names of its states, and refuses others with what it waits for", async () => {
    const folder = project({ board: BOARD });
    const { stdout } = await drover(folder, ["run", "board", "--no-wait"]);
    const id = (await newestRun(folder)).slice(-6);
    expect(stdout).toContain(`todo waiting: waits for an event: start, drop\n    drover send ${id} start\n`);
    const refused = await drover(folder, ["send", id, "finished"]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`Cannot send "finished"`);
    expect(refused.stderr).toContain('it waits for "start", "drop".');
    const misspelt = await drover(folder, ["send", id, "strat"]);
    expect(misspelt.stderr).toContain('it waits for "start", "drop". Did you mean "start"?');
    expect((await drover(folder, ["send", id, "start"])).code).toBe(0);
    expect((await drover(folder, ["send", id, "finished", "--data", "{nope"])).code).toBe(64);
    const deep = await drover(folder, ["send", id, "finished", "--data", `${"[".repeat(70)}${"]".repeat(70)}`]);
    expect(deep).toMatchObject({ code: 64, stderr: expect.stringContaining("more than 64 levels deep") });
    const done = await json<{ delivered: string }>(folder, [
      "send",
      id,
      "finished",
      "--data",
      '{"a": 1}',
      "--step",
      "doing",
    ]);
    expect(done.delivered).toBe("stored");
    expect((await json(folder, ["show", id])).status).toBe("succeeded");
  });

  it("is canceled without an engine, and refuses a second cancel", async () => {
    const folder = project({ ask: ASK });
    const id = await waitingRun(folder, "ask");
    const canceled = await drover(folder, ["cancel", id, "--reason", "no need"]);
    expect(canceled.stdout).toBe(`Canceled run ${id}.\n`);
    expect(await json(folder, ["show", id])).toMatchObject({
      status: "canceled",
      error: { message: "The run was canceled by tester: no need" },
    });
    expect((await drover(folder, ["cancel", id])).stderr).toContain("it has ended as canceled");
  });
});

describe.concurrent("a living engine", () => {
  it("is named to a second one, and does not stand in the way of reading", async () => {
    const folder = project({});
    const { child, ended, said } = startWork(folder);
    await said("work started");
    const second = await drover(folder, ["run", "work"]);
    expect(second.code).toBe(75);
    expect(second.stderr).toContain(`process ${child.pid} (drover run work)`);
    expect(await json<ShownRun[]>(folder, ["runs", "--status", "running"])).toHaveLength(1);
    const id = await newestRun(folder);
    expect((await drover(folder, ["logs", id])).stdout).toContain("at work");
    expect((await drover(folder, ["backup", "copy"])).code).toBe(0);
    expect(readdirSync(path.join(folder, "copy")).length).toBeGreaterThan(0);
    expect((await drover(folder, ["doctor"])).stdout).toContain(`process ${child.pid} (drover run work)`);
    const followed = start(folder, ["logs", id, "work", "--follow"]);
    await followed.said("at work");
    go(folder);
    expect(await followed.ended).toMatchObject({ code: 0, stdout: "at work\n" });
    expect((await ended).code).toBe(0);
  });

  it("cancels a run that another process asks it to cancel", async () => {
    const folder = project({});
    const { ended, said } = startWork(folder);
    await said("work started");
    const id = await newestRun(folder);
    expect((await drover(folder, ["cancel", id])).stdout).toContain("the engine (process");
    const { code, stdout } = await ended;
    expect(code).toBe(4);
    expect(stdout).toContain("canceled in");
  });
});

function startWork(folder: string): Going {
  workflow(folder, "work", `steps:\n${untilGo(folder)}`);
  return start(folder, ["run", "work"]);
}
