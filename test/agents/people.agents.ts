import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { until } from "../executors/support.ts";
import { KINDS } from "./kinds.ts";
import { AGENTS, isSpeaking, newDesk, promptOf, setUp, SLOWLY, speaking, toolsIn, withModel } from "./support.ts";

withModel();

const CMD = `node -e "require('fs').writeFileSync('ran.txt','x')"`;

describe.each(AGENTS)("%s and people", (name) => {
  const kind = KINDS[name]!;
  const step = { say: "I will run it.", ...(kind.commandToAsk?.(CMD) ?? { bash: { cmd: CMD } }) };

  const denied =
    kind.denied === "ends"
      ? { status: "failed", error: { class: "permanent", message: expect.stringContaining("was denied") as string } }
      : { status: "succeeded", output: { text: "It was denied." } };

  function setUpAsking(ask: readonly string[]) {
    const setting = setUp(name, ({ permissions }) => ({ permissions: { ...permissions, ask } }));
    return { ...setting, hasRun: () => fs.existsSync(path.join(setting.cwd, "ran.txt")) };
  }

  it("waits for leave, and works once it is given", async () => {
    const { ask, hasRun, entries } = setUpAsking(["execute"]);
    const { desk, asked } = newDesk({ decision: { answer: "allow", comment: null, by: "ann" }, afterMs: 700 });
    const outcome = await ask([step, { say: "It ran." }], { desk });
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "It ran." } });
    expect(asked()).toMatchObject([{ kind: "tool", tool: "execute", risk: "high" }]);
    const [request] = asked();
    expect(kind.tellsCommand ? request?.subjects : [request?.title]).toEqual([CMD]);
    expect(hasRun()).toBe(true);
    expect(toolsIn(entries())).toMatchObject([{ kind: "execute", status: "succeeded" }]);
  });

  it.each([
    ["a person denies it", "Not on a Friday.", "ann", "denied"],
    ["nobody answers in time", "Nobody answered in time.", null, "timed_out"],
  ])("does not run a command when %s", async (_, comment, by, status) => {
    const { ask, hasRun, entries, heard } = setUpAsking(["execute"]);
    const { desk } = newDesk({ decision: { answer: "deny", comment, by }, afterMs: 300 });
    const outcome = await ask([step, { say: "It was denied." }], { desk });
    expect(hasRun()).toBe(false);
    expect(outcome).toMatchObject(denied);
    expect(heard().includes(comment)).toBe(kind.denied === "tells why");
    expect(toolsIn(entries())).toMatchObject([{ kind: "execute", status }]);
  });

  it("runs no command that no rule allows, and asks nobody", async () => {
    const { ask, hasRun } = setUpAsking([]);
    const { desk, asked } = newDesk({ decision: { answer: "allow", comment: null, by: "ann" } });
    const outcome = await ask([step, { say: "It was denied." }], { desk });
    expect([hasRun(), asked()]).toEqual([false, []]);
    expect(outcome).toMatchObject(denied);
  });

  // The Agent Client Protocol has no questions.
  it.runIf(kind.question !== null)("asks a question, and is told the answer", async () => {
    const { step: question = {}, args = [], told = "" } = kind.question ?? {};
    const setting = setUp(name, ({ command }) => ({ command: [...command, ...args] }));
    const { desk, asked } = newDesk({ decision: { answer: "reply", comment: "Blue", by: "ann" }, afterMs: 300 });
    const outcome = await setting.ask([question, { say: "Blue it is." }], { desk });
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "Blue it is." } });
    expect(asked()).toMatchObject([{ kind: "question", title: "Which color?", choices: ["Red", "Blue"] }]);
    expect(setting.heard() + setting.told()).toContain(told);
    expect(setting.entries().filter(({ type }) => type === "question")).toMatchObject([{ answer: "Blue" }]);
  });

  it("is interrupted in mid-turn, with everything that it has started", async () => {
    const setting = setUp(name);
    const halt = new AbortController();
    const working = setting.ask([{ say: SLOWLY, pace: 500 }], { halt: halt.signal });
    await speaking(setting);
    const pids = setting.processes();
    expect(pids).not.toEqual([]);
    halt.abort("canceled");
    expect(await working).toMatchObject({ status: "canceled", output: { session: /./ } });
    await until(() => pids.every((pid) => !fs.existsSync(`/proc/${pid}/cwd`)));
  });

  it(`hears a message ${kind.hearsAtWork ? "while it works" : "after its turn"}, and answers it`, async () => {
    const { ask, heard, entries } = setUp(name);
    const messages = [promptOf([{ say: "As you wish." }])];
    const { desk } = newDesk({ messages, isTime: () => isSpeaking(heard()) });
    const outcome = await ask([{ say: SLOWLY, pace: 200 }], { desk });
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "As you wish." } });
    const said = entries().filter(({ type }) => type === "user");
    expect(said).toMatchObject([{ text: /Spoken slowly/ }, { text: /As you wish/ }]);
  });
});
