import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAgentAction } from "../../src/actions/agent.ts";
import type { Attempt } from "../../src/core/action.ts";
import type { AgentProfile } from "../../src/core/agent.ts";
import type { Decision, Desk } from "../../src/core/ask.ts";
import { Gen } from "../../src/core/ids.ts";
import { createClaudeExecutor } from "../../src/executors/claude/wire.ts";
import { loadProfiles } from "../../src/executors/profiles.ts";
import { processLogs } from "../../src/executors/supervisor/index.ts";
import { parseYaml } from "../../src/definition/parse-yaml.ts";
import { NO_LIMITS, attemptIn, quietDesk } from "../actions/support.ts";
import { newFolder, newHost, startNode, textOf, until } from "../executors/support.ts";
import { startFakeLlm } from "./scripted-model.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const EXECUTOR = createClaudeExecutor();
const ENGINE = path.join(root, "test/fixtures/talking-engine.mjs");
const { claude } = JSON.parse(process.env["DROVER_TEST_AGENTS"] ?? "{}") as { claude?: string };
const shipped = loadProfiles([path.join(root, "agents")], parseYaml).get("claude");
const GEN = Gen("run.1.0");

let model: Awaited<ReturnType<typeof startFakeLlm>>;
beforeAll(async () => {
  model = await startFakeLlm({ port: 0 });
});
afterAll(() => model.close());

const promptOf = (steps: readonly object[]): string => `Follow the script. %%${JSON.stringify(steps)}%%`;

function setUp(change: (own: AgentProfile) => Partial<AgentProfile> = () => ({})) {
  const { host, cwd, folder } = newHost(2000);
  const quiet = {
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: "unlikely-dummy-key",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    CLAUDE_CODE_MAX_RETRIES: "2",
    DISABLE_AUTOUPDATER: "1",
    IS_SANDBOX: "1",
    HOME: newFolder(),
    LANG: "C.UTF-8",
  };
  const own: AgentProfile = {
    ...shipped,
    command: [claude ?? "claude"],
    env: { ...shipped.env, ...quiet },
    inherit: [],
  };
  const profile: AgentProfile = { ...own, ...change(own) };
  const action = createAgentAction({
    processes: host,
    logs: processLogs,
    environment: (extra) => ({ PATH: process.env["PATH"] ?? "", ...extra }),
    profiles: { get: () => profile, list: () => [profile] },
    executors: { acp: EXECUTOR, claude: EXECUTOR, codex: EXECUTOR, command: EXECUTOR, replay: EXECUTOR },
    defaultAgent: "claude",
    ...NO_LIMITS,
    changed: () => Promise.resolve([]),
  });
  const ask = (steps: readonly object[], more: Partial<Attempt> = {}) =>
    action.perform(
      attemptIn(cwd, {
        gen: GEN,
        params: { prompt: promptOf(steps), session: "continue" },
        idleMs: 60_000,
        ...more,
      }),
    );
  const heard = (gen: string = GEN): string => textOf(path.join(folder, gen, "stdout"));
  return { cwd, folder, profile, ask, heard, said: path.join(folder, GEN, "said") };
}

/** One message, brought when its time has come, and a person who decides at once. */
function deskWith(message: string | null, isTime: () => boolean, decision: Decision | null = null): Desk {
  let isSaid = message === null;
  return {
    ...quietDesk,
    decision: () => decision,
    takeMessage: () => Promise.resolve(isSaid || !isTime() ? null : { id: "m1", text: message ?? "" }),
    messageSaid: async () => void (isSaid = true),
    changed: () => new Promise((resolve) => setTimeout(resolve, 20)),
  };
}

const results = (text: string): number => text.split(`"type":"result"`).length - 1;

describe.runIf(claude !== undefined)("claude itself", () => {
  it("reads a message after the tool that it is at, in the same turn", async () => {
    const { ask, heard } = setUp((own) => ({ permissions: { ...own.permissions, allow: ["execute"] } }));
    const desk = deskWith("Be quick.", () => heard().includes("can_use_tool"));
    const outcome = await ask([{ bash: { cmd: "sleep 1 && touch x" } }, { say: "Done." }], { desk });
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "Done." } });
    expect([results(heard()), heard().includes("Be quick.")]).toEqual([1, true]);
  });

  it("answers a message that comes too late for that by a turn of its own", async () => {
    const { ask, heard } = setUp();
    const desk = deskWith(promptOf([{ say: "Second." }]), () => heard().includes("text_delta"));
    const outcome = await ask([{ say: "First, and said rather slowly.", pace: 200 }], { desk });
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "Second.", usage: { inputTokens: 2000 } } });
    expect(results(heard())).toBe(2);
  });

  it("does a prompt once that is said twice because its engine died between", async () => {
    const { ask, cwd, folder, profile, heard, said } = setUp((own) => ({
      permissions: { ...own.permissions, allow: ["execute"] },
    }));
    const steps = [{ bash: { cmd: "sleep 1; echo once >> count.txt" } }, { say: "Counted." }];
    const what = { folder, cwd, gen: GEN, profile, prompt: promptOf(steps), session: null };
    const engine = startNode(ENGINE, [JSON.stringify(what)]);
    await until(() => heard().includes(`"isReplay":true`));
    engine.kill();
    await engine.exit;
    const lines = textOf(said).split("\n");
    const prompt = lines.findIndex((line) => line.includes(`"type":"user"`));
    fs.writeFileSync(said, `${lines.slice(0, prompt + 1).join("\n")}\n`);
    expect(await ask(steps, { recovering: true })).toMatchObject({ status: "succeeded", output: { text: "Counted." } });
    expect(textOf(path.join(cwd, "count.txt"))).toBe("once\n");
    expect(textOf(said).split(`"type":"user"`)).toHaveLength(3);
  });

  it("asks a question, and is told the answer", async () => {
    const input = {
      questions: [
        {
          question: "Which color?",
          header: "Color",
          multiSelect: false,
          options: [
            { label: "Red", description: "warm" },
            { label: "Blue", description: "cold" },
          ],
        },
      ],
    };
    const { ask, heard } = setUp();
    const desk = deskWith(null, () => false, { answer: "reply", comment: "Blue", by: "ann" });
    await ask([{ call: { name: "AskUserQuestion", args: input } }, { say: "Blue it is." }], { desk });
    expect(heard()).toContain(String.raw`\"Which color?\"=\"Blue\"`);
  });

  it.each([
    ["as its own profile has it", {}],
    ["in the background, where a profile leaves that on", { CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "" }],
  ])("is not done before its subagents are: %s", async (_, env) => {
    const { ask, heard } = setUp((own) => ({
      env: { ...own.env, ...env },
      permissions: { ...own.permissions, allow: ["subagent"] },
    }));
    const args = { description: "Look", prompt: "Look around.", subagent_type: "general-purpose" };
    const outcome = await ask([{ call: { name: "Task", args } }, { say: "Main." }, { say: "After it." }]);
    const isBehind = heard().includes(`"is_backgrounded":true`);
    expect(isBehind).toBe(Object.keys(env).length > 0);
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: isBehind ? "After it." : "Main." } });
  });

  it("counts the cost of a continued session from where it was continued", async () => {
    const { ask } = setUp();
    const first = await ask([{ say: "One." }]);
    const { session } = first.output;
    const more = { session: typeof session === "string" ? session : "", gen: Gen("run.2.0") };
    const second = await ask([{ say: "Two." }], more);
    const costOf = ({ output }: typeof first): unknown => (output["usage"] as { cost: unknown }).cost;
    expect(costOf(first)).toBeGreaterThan(0);
    expect(costOf(second)).toBeCloseTo(Number(costOf(first)), 6);
  });

  it.each([
    ["auth", 401],
    ["rate-limit", 429],
    ["transient", 529],
  ])("fails with class %s when the model answers %i for ever", async (errorClass, http) => {
    const outcome = await setUp().ask([{ say: "x", fail: { http, times: -1 } }]);
    expect(outcome).toMatchObject({ status: "failed", error: { class: errorClass } });
  });
});
