import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { NOTHING_ALLOWED } from "../actions/support.ts";
import { newFolder, textOf } from "../executors/support.ts";
import {
  AGENTS,
  isSpeaking,
  lastAsked,
  newDesk,
  promptOf,
  root,
  sessionOf,
  setUp,
  SLOWLY,
  withModel,
} from "./support.ts";

withModel();

describe.runIf(AGENTS.includes("codex"))("codex itself", () => {
  const USED_BY_ONE_REQUEST = { inputTokens: 800, cacheReadTokens: 200, outputTokens: 50, totalTokens: 1050 };

  it("tells what it has used in this conversation, without what its thread has used before", async () => {
    const { ask } = setUp("codex");
    const first = await ask([{ say: "One." }]);
    expect(first).toMatchObject({ output: { usage: USED_BY_ONE_REQUEST } });
    const second = await ask([{ say: "Two." }], { session: sessionOf(first) });
    expect(second).toMatchObject({ output: { text: "Two.", usage: USED_BY_ONE_REQUEST } });
  });

  it("does not hear of what a rule denies as a whole", async () => {
    const told = async (deny: readonly string[]) => {
      const { ask } = setUp("codex", () => ({ permissions: { ...NOTHING_ALLOWED, deny } }));
      expect(await ask([{ say: "Done." }])).toMatchObject({ status: "succeeded" });
      const body = lastAsked();
      return ["exec_command", "web_search"].filter((tool) => new RegExp(`"(name|type)":"${tool}"`).test(body));
    };
    expect(await told([])).toEqual(["exec_command", "web_search"]);
    expect(await told(["execute", "search"])).toEqual([]);
  });

  it("does not offer a server's tool that a rule denies: it asks nobody", async () => {
    const server = path.join(root, "test/fixtures/mcp-server.mjs");
    const { ask, heard } = setUp("codex", () => ({
      mcp: [{ name: "lab", command: [process.execPath, server], env: { STAMP: "stamped" } }],
      permissions: { ...NOTHING_ALLOWED, deny: ["mcp lab__stamp"] },
    }));
    const call = { name: "stamp", ns: "mcp__lab", args: { word: "hello" } };
    await ask([{ delay: 1500, call }, { say: "Done." }]);
    expect(heard()).not.toContain("stamped: hello");
    expect(heard()).not.toContain("elicitation/request");
  });

  it("asks leave for every change in a sandbox that only reads", async () => {
    const content = "hello\n";
    for (const allow of [["edit hello.txt"], ["edit other.txt"]]) {
      const permissions = { ...NOTHING_ALLOWED, allow };
      const { ask, cwd } = setUp("codex", () => ({ mode: "read-only", permissions }));
      const file = path.join(cwd, "hello.txt");
      await ask([{ write: { path: file, content } }, { say: "Done." }]);
      expect(textOf(file)).toBe(allow[0] === "edit hello.txt" ? content : "");
    }
  });

  it("runs a command outside of its sandbox that a rule allows, told without its shell", async () => {
    const permissions = { ...NOTHING_ALLOWED, allow: ["execute touch *"] };
    const { ask, cwd } = setUp("codex", () => ({ permissions }));
    const file = path.join(newFolder(), "ran.txt");
    const args = { cmd: `touch ${file}`, sandbox_permissions: "require_escalated", justification: "Needed." };
    expect(await ask([{ call: { name: "exec_command", args } }, { say: "Done." }])).toMatchObject({
      status: "succeeded",
    });
    expect(fs.existsSync(file)).toBe(true);
    expect(fs.readdirSync(cwd)).toEqual([]);
  });

  it("uses a server of its profile, as a rule allows", async () => {
    const server = path.join(root, "test/fixtures/mcp-server.mjs");
    const { ask, heard } = setUp("codex", () => ({
      mcp: [{ name: "lab", command: [process.execPath, server], env: { STAMP: "stamped" } }],
      permissions: { ...NOTHING_ALLOWED, allow: ["mcp lab__stamp"] },
    }));
    // Codex starts it meanwhile.
    const call = { name: "stamp", ns: "mcp__lab", args: { word: "hello" } };
    expect(await ask([{ delay: 1500, call }, { say: "Done." }])).toMatchObject({ status: "succeeded" });
    expect(heard()).toContain("stamped: hello");
  });

  it("takes a message into the turn that is under way", async () => {
    const { ask, heard } = setUp("codex");
    const { desk } = newDesk({
      messages: [promptOf([{ say: "As you wish." }])],
      isTime: () => isSpeaking(heard()),
    });
    expect(await ask([{ say: SLOWLY, pace: 200 }], { desk })).toMatchObject({ output: { text: "As you wish." } });
    expect(heard().match(/"turn\/completed"/g)).toHaveLength(1);
  });
});
