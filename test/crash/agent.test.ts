import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { RunId } from "../../src/core/ids.ts";
import { sendLetter } from "../../src/engine/index.ts";
import { endingOf, interruptions, type StoredRun } from "./ending.ts";
import { compileEngine, type EngineProcess, events, startEngine, until } from "./engine-process.ts";
import { type CrashProject, effects, endMarked, git, lifeOf, markedProcesses, newProject } from "./project.ts";

compileEngine();

/** A project whose agent works, and the engine that started it. */
async function working(
  workflow = "agent",
): Promise<{ readonly project: CrashProject; readonly engine: EngineProcess }> {
  const project = newProject({ isRepository: true });
  const engine = startEngine([lifeOf(project, [workflow])]);
  await moreTicks(project, engine);
  return { project, engine };
}

const linesOf = (file: string): readonly string[] =>
  (existsSync(file) ? readFileSync(file, "utf8") : "").split("\n").filter((line) => line !== "");

/** Waits until the agent has gone on working for a while. */
async function moreTicks({ log }: CrashProject, engine?: EngineProcess): Promise<void> {
  const before = linesOf(`${log}.ticks`).length;
  await until(() => linesOf(`${log}.ticks`).length > before + 3, engine);
}

const tellToEnd = ({ log }: CrashProject): void => writeFileSync(`${log}.stop`, "");

async function kill(engine: EngineProcess): Promise<void> {
  engine.kill();
  expect(await engine.ended).toMatchObject({ signal: "SIGKILL" });
}

async function expectEnd(engine: EngineProcess): Promise<void> {
  expect({ ...(await engine.ended), stderr: engine.stderr() }).toEqual({ code: 0, signal: null, stderr: "" });
}

/** Pids of the agent and of the leader that follows it, once for each start. */
const agents = ({ log }: CrashProject): readonly (readonly number[])[] =>
  linesOf(`${log}.pids`).map((line) => line.split(" ").map(Number));

/** One process, counting from 1, never twice and never with a gap. */
function expectTicks({ log }: CrashProject, [pid]: readonly number[] = []): void {
  const ticks = linesOf(`${log}.ticks`);
  expect(ticks).toEqual(ticks.map((_, index) => `${pid} ${index + 1}`));
}

const workOf = (stored: readonly StoredRun[]) => stored[0]?.state.steps["work"];

describe("an agent at work when its engine is killed", () => {
  it("is adopted, by one engine after the other, and finishes once", async () => {
    const { project, engine } = await working();
    await kill(engine);
    await moreTicks(project);
    for (const isLast of [false, true]) {
      const next = startEngine([lifeOf(project, ["agent"])]);
      const adopted = await until(() => events(next.lines, "activity.adopted")[0], next);
      expect(adopted.pid).toBe(agents(project)[0]?.[1]);
      await moreTicks(project);
      if (isLast) tellToEnd(project);
      await (isLast ? expectEnd(next) : kill(next));
    }
    const { stored } = await endingOf(project);
    expect(stored[0]?.state.snapshot.status).toBe("succeeded");
    expect(workOf(stored)).toMatchObject({ status: "succeeded", attempts: 1, output: { text: "Changed a file." } });
    expect([effects(project).length, agents(project).length]).toEqual([1, 1]);
    expectTicks(project, agents(project)[0]);
    expect(git(project.root, "show", "HEAD:agent.txt")).toBe("changed");
  });

  it("is harvested when it ended while no engine ran", async () => {
    const { project, engine } = await working();
    await kill(engine);
    tellToEnd(project);
    await until(() => markedProcesses(project.root).length === 0);
    const next = startEngine([lifeOf(project, ["agent"])]);
    await expectEnd(next);
    expect(events(next.lines, "activity.harvested")).toMatchObject([{ step: "work" }]);
    const { stored } = await endingOf(project);
    expect(workOf(stored)).toMatchObject({ status: "succeeded", attempts: 1, output: { text: "Changed a file." } });
    expect([effects(project).length, agents(project).length]).toEqual([1, 1]);
    expect(git(project.root, "show", "HEAD:agent.txt")).toBe("changed");
  });

  it("is interrupted when it was killed as well, and a policy for that starts it again", async () => {
    const { project, engine } = await working();
    await kill(engine);
    endMarked(project.root);
    const next = startEngine([lifeOf(project, ["agent"])]);
    await until(() => agents(project).length === 2, next);
    tellToEnd(project);
    await expectEnd(next);
    const [first] = events(next.lines, "step.ended");
    expect(first).toMatchObject({ step: "work", status: "interrupted", error: { class: "interrupted" } });
    const { stored } = await endingOf(project);
    expect(interruptions(stored)).toEqual(["work"]);
    expect(workOf(stored)).toMatchObject({ status: "succeeded", attempts: 2 });
    expect(new Set(effects(project).map(({ gen }) => gen)).size).toBe(2);
  });

  it("is interrupted, and without a policy the run fails and says so", async () => {
    const { project, engine } = await working("agent-once");
    await kill(engine);
    endMarked(project.root);
    await expectEnd(startEngine([lifeOf(project, ["agent-once"])]));
    const { stored } = await endingOf(project);
    expect(stored[0]?.state.snapshot).toMatchObject({ status: "failed", error: { class: "interrupted" } });
    expect(workOf(stored)).toMatchObject({ status: "interrupted", attempts: 1 });
    expect(effects(project)).toHaveLength(1);
  });

  it("is ended by the next engine when the run was canceled by a letter meanwhile", async () => {
    const { project, engine } = await working();
    await kill(engine);
    const [run = ""] = lifeOf(project, ["agent"]).starts.map((start) => start.run);
    const cancel = { type: "cancel", reason: "enough", force: false, sender: { by: "tester" } } as const;
    const mailbox = path.join(project.root, ".drover", "state", "mailbox");
    expect(await sendLetter(mailbox, { run: RunId(run), input: cancel }, { timeoutMs: 0 })).toBe("posted");
    const next = startEngine([lifeOf(project, ["agent"])]);
    await expectEnd(next);
    const { stored } = await endingOf(project);
    expect(stored[0]?.state.snapshot).toMatchObject({ status: "canceled", stops: [] });
    expect(stored[0]?.journal.filter(({ input }) => input.type === "cancel")).toHaveLength(1);
    expect(effects(project)).toHaveLength(1);
  });
});

describe("two engines on one state folder", () => {
  it("are never two: the second is told of the first, and a dead one's place is taken by one of those who want it", async () => {
    const project = newProject({ isRepository: false });
    // Without an answer the run waits for ever, and so does its engine.
    const life = lifeOf(project, ["steps"], { answers: [] });
    const first = startEngine([life]);
    await until(() => events(first.lines, "step.waiting").find(({ step }) => step === "approval"), first);
    const second = startEngine([life]);
    expect(await second.ended).toMatchObject({ code: 1 });
    expect(second.lines).toMatchObject([{ error: { code: "engine.locked", details: { pid: first.pid } } }]);
    expect(second.lines[0]?.error?.message).toContain(`process ${first.pid} (engine of a test)`);

    // Nor where somebody has removed the lock that was in the way.
    rmSync(path.join(project.root, ".drover/state/engine.lock"));
    const third = startEngine([life]);
    expect(await third.ended).toMatchObject({ code: 1 });
    expect(third.lines).toMatchObject([{ error: { code: "engine.locked", details: { pid: first.pid } } }]);

    await kill(first);
    const rivals = [startEngine([life]), startEngine([life]), startEngine([life])];
    const winner = await until(() => rivals.find((rival) => rival.lines[0]?.opened !== undefined));
    for (const rival of rivals) {
      if (rival === winner) continue;
      await rival.ended;
      expect(rival.lines).toMatchObject([{ error: { code: "engine.locked", details: { pid: winner.pid } } }]);
    }
    await kill(winner);
    await expectEnd(startEngine([lifeOf(project, ["steps"])]));
    await endingOf(project);
  });
});
