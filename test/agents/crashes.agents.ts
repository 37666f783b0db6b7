import path from "node:path";
import { describe, expect, it } from "vitest";
import { Gen } from "../../src/core/ids.ts";
import { textOf, until } from "../executors/support.ts";
import { AGENTS, kill, lastAsked, sessionOf, setUp, SLOWLY, speaking, textsIn, toolsIn, withModel } from "./support.ts";

withModel();

const CRASHED = "run.0.9";

describe.each(AGENTS)("%s and crashes", (name) => {
  it.each(["SIGTERM", "SIGKILL"] as const)("is no success when it is ended by %s in mid-turn", async (signal) => {
    const setting = setUp(name);
    const working = setting.ask([{ say: SLOWLY, pace: 700 }]);
    await speaking(setting);
    kill(setting.processes(), signal);
    const outcome = await working;
    // Asked to end, some end in order, and say that their turn is canceled or nothing at all.
    expect(signal === "SIGKILL" ? ["interrupted"] : ["interrupted", "failed"]).toContain(outcome.status);
    expect(outcome.output["session"]).toMatch(/./);
  });

  it("outlives an engine that is killed with -9 in mid-turn: nothing is lost, nothing done twice", async () => {
    const setting = setUp(name, ({ permissions }) => ({
      permissions: { ...permissions, allow: [...permissions.allow, "execute"] },
    }));
    const steps = [{ bash: { cmd: "echo once >> count.txt" } }, { say: SLOWLY, pace: 400 }];
    const engine = setting.startEngine(steps, CRASHED);
    await speaking(setting, CRASHED);
    engine.kill();
    await engine.exit;
    const told = setting.told(CRASHED);
    const outcome = await setting.ask(steps, { gen: Gen(CRASHED), recovering: true });
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: SLOWLY } });
    expect(textOf(path.join(setting.cwd, "count.txt"))).toBe("once\n");
    expect(setting.told(CRASHED)).toBe(told);
    const entries = setting.entries(CRASHED);
    expect(textsIn(entries)).toEqual([SLOWLY]);
    expect(toolsIn(entries)).toMatchObject([{ status: "succeeded" }]);
    expect(entries.filter(({ at }) => at === null)).toEqual([]);
  });

  it("killed together with its engine is interrupted, and goes on with its session in the same folder", async () => {
    const setting = setUp(name);
    const steps = [{ say: SLOWLY, pace: 400 }];
    const engine = setting.startEngine(steps, CRASHED);
    await speaking(setting, CRASHED);
    const pids = setting.processes(CRASHED);
    engine.kill();
    await engine.exit;
    kill(pids, "SIGKILL");
    await until(() => setting.processes(CRASHED).length === 0);
    const outcome = await setting.ask(steps, { gen: Gen(CRASHED), recovering: true });
    expect(outcome).toMatchObject({ status: "interrupted", error: { class: "interrupted" } });
    const session = sessionOf(outcome);
    const again = await setting.ask([{ say: "Here again." }], { session });
    expect(again).toMatchObject({ status: "succeeded", output: { text: "Here again.", session } });
    expect(lastAsked()).toContain("Spoken slowly");
  });
});
