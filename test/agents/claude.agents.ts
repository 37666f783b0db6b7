import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { textOf, until } from "../executors/support.ts";
import { AGENTS, FIRST, lastAsked, newDesk, promptOf, sessionOf, setUp, withModel } from "./support.ts";

withModel();

const results = (text: string): number => text.split(`"type":"result"`).length - 1;

describe.runIf(AGENTS.includes("claude"))("claude itself", () => {
  it("thinks as much as its profile says", async () => {
    const { ask } = setUp("claude", () => ({ reasoning: "low", model: "claude-opus-4-5" }));
    expect(await ask([{ say: "Hm." }])).toMatchObject({ status: "succeeded", output: { text: "Hm." } });
    expect(lastAsked()).toContain('"effort":"low"');
  });

  it("reads a message after the tool that it is at, in the same turn", async () => {
    const { ask, heard } = setUp("claude", (own) => ({ permissions: { ...own.permissions, allow: ["execute"] } }));
    const { desk } = newDesk({ messages: ["Be quick."], isTime: () => heard().includes("can_use_tool") });
    const outcome = await ask([{ bash: { cmd: "sleep 1 && touch x" } }, { say: "Done." }], { desk });
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "Done." } });
    expect([results(heard()), heard().includes("Be quick.")]).toEqual([1, true]);
  });

  it("is denied by its own rules too what ours deny, though its mode asks for nothing", async () => {
    const deny = ["read secret*", "edit src/*", "execute touch b*", "fetch"];
    const { ask, cwd, heard } = setUp("claude", (own) => ({
      mode: "acceptEdits",
      permissions: { ...own.permissions, allow: ["read", "edit", "execute"], deny },
    }));
    fs.writeFileSync(path.join(cwd, "secret.txt"), "the word is plum");
    fs.writeFileSync(path.join(cwd, "open.txt"), "the word is pear");
    fs.mkdirSync(path.join(cwd, "src"));
    const at = (name: string): string => path.join(cwd, name);
    await ask([
      { read: { path: at("secret.txt") } },
      { read: { path: at("open.txt") } },
      { write: { path: at("src/a.txt"), content: "a" } },
      { write: { path: at("a.txt"), content: "a" } },
      { bash: { cmd: "touch b.txt" } },
      { bash: { cmd: "touch c.txt" } },
      { say: "Done." },
    ]);
    expect(heard()).toContain("the word is pear");
    expect(heard()).not.toContain("the word is plum");
    expect(fs.readdirSync(cwd, { recursive: true })).toEqual(["a.txt", "c.txt", "open.txt", "secret.txt", "src"]);
    expect(heard()).not.toMatch(/can_use_tool.*(secret|src.a|touch b)/);
    expect(lastAsked()).toContain('"name":"Bash"');
    expect(lastAsked()).not.toContain('"name":"WebFetch"');
  });

  it("does not hear of a tool that a rule denies as a whole", async () => {
    const { ask } = setUp("claude", (own) => ({ permissions: { ...own.permissions, deny: ["execute"] } }));
    expect(await ask([{ say: "Done." }])).toMatchObject({ status: "succeeded" });
    expect(lastAsked()).not.toContain('"name":"Bash"');
    expect(lastAsked()).toContain('"name":"Read"');
  });

  it("answers a message that comes too late for that by a turn of its own", async () => {
    const { ask, heard } = setUp("claude");
    const messages = [promptOf([{ say: "Second." }])];
    const { desk } = newDesk({ messages, isTime: () => heard().includes("text_delta") });
    const outcome = await ask([{ say: "First, and said rather slowly.", pace: 200 }], { desk });
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "Second.", usage: { inputTokens: 2000 } } });
    expect(results(heard())).toBe(2);
  });

  it("does a prompt once that is said twice because its engine died between", async () => {
    const { ask, cwd, heard, saidFile, startEngine } = setUp("claude", (own) => ({
      permissions: { ...own.permissions, allow: ["execute"] },
    }));
    const steps = [{ bash: { cmd: "sleep 1; echo once >> count.txt" } }, { say: "Counted." }];
    const engine = startEngine(steps, FIRST);
    await until(() => heard().includes(`"isReplay":true`));
    engine.kill();
    await engine.exit;
    const lines = textOf(saidFile()).split("\n");
    const prompt = lines.findIndex((line) => line.includes(`"type":"user"`));
    fs.writeFileSync(saidFile(), `${lines.slice(0, prompt + 1).join("\n")}\n`);
    expect(await ask(steps, { recovering: true })).toMatchObject({ status: "succeeded", output: { text: "Counted." } });
    expect(textOf(path.join(cwd, "count.txt"))).toBe("once\n");
    expect(textOf(saidFile()).split(`"type":"user"`)).toHaveLength(3);
  });

  it.each([
    ["as its own profile has it", {}],
    ["in the background, where a profile leaves that on", { CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "" }],
  ])("is not done before its subagents are: %s", async (_, env) => {
    const { ask, heard } = setUp("claude", (own) => ({
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
    const { ask } = setUp("claude");
    const first = await ask([{ say: "One." }]);
    const second = await ask([{ say: "Two." }], { session: sessionOf(first) });
    const costOf = ({ output }: typeof first): unknown => (output["usage"] as { cost: unknown }).cost;
    expect(costOf(first)).toBeGreaterThan(0);
    expect(costOf(second)).toBeCloseTo(Number(costOf(first)), 6);
  });
});
