import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { drover, json, newestRun, project, root, start, type Going } from "./drover.ts";

const AGENT = path.join(root, "test/fixtures/acp-agent.mjs");

/** A project whose agent does what its prompt says, with leave as told. */
function talkative(permissions: string, steps: readonly object[], more = ""): string {
  const prompt = JSON.stringify(JSON.stringify(steps));
  const folder = project({ talk: `steps:\n  - { id: work, agent: scripted, prompt: ${prompt}${more} }\n` });
  const sessions = path.join(folder, ".sessions");
  mkdirSync(sessions);
  mkdirSync(path.join(folder, ".drover/agents"), { recursive: true });
  const lines = [
    "executor: acp",
    `command: ${JSON.stringify([process.execPath, AGENT])}`,
    `permissions: ${permissions}`,
    `env: { ACP_SESSIONS: ${JSON.stringify(sessions)} }`,
  ];
  writeFileSync(path.join(folder, ".drover/agents/scripted.yaml"), `${lines.join("\n")}\n`);
  return folder;
}

const PUBLISH = { ask: { kind: "execute", command: "npm publish" } };

async function asking(folder: string): Promise<{ going: Going; id: string }> {
  const going = start(folder, ["run", "talk"]);
  await going.said("drover approve");
  return { going, id: (await newestRun(folder)).slice(-6) };
}

const textOf = async (folder: string, id: string): Promise<unknown> =>
  (await json(folder, ["show", id])).steps["work"]?.output["text"];

async function killed({ child, ended }: Going): Promise<void> {
  child.kill("SIGKILL");
  await ended;
}

describe.concurrent("what an agent asks a person", () => {
  it("waits with the commands that answer it, and goes on when it is approved", async () => {
    const folder = talkative("{ ask: [execute] }", [PUBLISH]);
    const { going, id } = await asking(folder);
    const shown = await drover(folder, ["show", id]);
    expect(shown.stdout).toContain("execute: npm publish (high risk)");
    expect(shown.stdout).toContain(`drover approve ${id} --deny`);
    const approved = await drover(folder, ["approve", id, "-c", "fine"]);
    expect(approved.stdout).toContain(`Approved execute in "work" of run ${id}`);
    expect((await going.ended).code).toBe(0);
    expect(await textOf(folder, id)).toBe("[yes]");
    expect((await drover(folder, ["approve", id])).code).toBe(2);
  });

  it("is shown with what it is about, whatever its title says and however that looks", async () => {
    const title = "npm test\n\u001B[8m (safe)";
    const folder = talkative("{ ask: [execute] }", [{ ask: { kind: "execute", command: "rm -rf src", title } }]);
    const { going, id } = await asking(folder);
    expect((await drover(folder, ["show", id])).stdout).toContain("execute: npm test ⏎ (safe): rm -rf src (high risk)");
    await drover(folder, ["cancel", id]);
    expect((await going.ended).stdout).not.toContain("\u001B[8m");
  });

  it("is denied, and the agent goes on", async () => {
    const folder = talkative("{ otherwise: ask }", [PUBLISH, { say: " Then not." }]);
    const { going, id } = await asking(folder);
    await drover(folder, ["approve", id, "--deny"]);
    expect((await going.ended).code).toBe(0);
    expect(await textOf(folder, id)).toBe("[no] Then not.");
  });

  it("is denied when nobody answers in time, even while no engine runs", async () => {
    const folder = talkative("{ otherwise: ask, expires: 400ms }", [PUBLISH]);
    const { going, id } = await asking(folder);
    await killed(going);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await drover(folder, ["resume"])).code).toBe(0);
    expect(await textOf(folder, id)).toBe("[no]");
    expect((await drover(folder, ["show", id])).stdout).toContain("nobody has answered work in time");
  });

  it("outlives the engine: killed with -9, approved while none runs, answered by the next one to the same agent", async () => {
    const folder = talkative("{ ask: [execute] }", [{ say: "Before. " }, PUBLISH]);
    const { going, id } = await asking(folder);
    await killed(going);
    const approved = await drover(folder, ["approve", id]);
    expect(approved.stdout).toContain("No engine is running: `drover resume` carries on.");
    const resumed = await drover(folder, ["resume"]);
    expect(resumed).toMatchObject({ code: 0, stdout: expect.stringContaining("adopted") });
    expect(await textOf(folder, id)).toBe("[yes]");
  });

  it.each(["SIGINT", "SIGTERM"] as const)("outlives an engine that is asked to leave (%s)", async (signal) => {
    const folder = talkative("{ ask: [execute] }", [{ say: "Before. " }, PUBLISH]);
    const { going, id } = await asking(folder);
    going.child.kill(signal);
    expect((await going.ended).stdout).toContain("1 process goes on without an engine");
    await drover(folder, ["approve", id]);
    expect(await drover(folder, ["resume"])).toMatchObject({ code: 0, stdout: expect.stringContaining("adopted") });
    expect(await textOf(folder, id)).toBe("[yes]");
  });

  it("does not count as silence of the agent", async () => {
    const folder = talkative("{ ask: [execute] }", [PUBLISH], ", idle: 300ms");
    const { going, id } = await asking(folder);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await drover(folder, ["approve", id]);
    expect((await going.ended).code).toBe(0);
  });

  it("is not asked where a rule denies it", async () => {
    const folder = talkative('{ otherwise: ask, deny: ["execute npm publish*"] }', [PUBLISH]);
    const { code } = await drover(folder, ["run", "talk"]);
    expect(code).toBe(0);
    expect(await textOf(folder, (await newestRun(folder)).slice(-6))).toBe("[no]");
  });

  it("is gone with the agent: a canceled run asks nothing", async () => {
    const folder = talkative("{ ask: [execute] }", [PUBLISH]);
    const { going, id } = await asking(folder);
    await drover(folder, ["cancel", id]);
    await going.ended;
    expect((await drover(folder, ["approve", id])).stderr).toContain("it asks for no approval now");
  });
});

describe.concurrent("a message to a working agent", () => {
  const say = (text: string): string => JSON.stringify([{ say: text }]);

  it("is heard after the turn, in the same session, and the answer to it counts", async () => {
    const folder = talkative("{ ask: [execute] }", [PUBLISH]);
    const { going, id } = await asking(folder);
    const sent = await drover(folder, ["send", id, "--message", say("I heard you.")]);
    expect(sent.stdout).toMatch(/^Sent message \w{4} to run/);
    await drover(folder, ["approve", id]);
    expect((await going.ended).code).toBe(0);
    expect(await textOf(folder, id)).toBe("I heard you.");
    expect((await drover(folder, ["messages", id])).stdout).toContain("No message waits.");
    const logs = await drover(folder, ["logs", id]);
    expect(logs.stdout).toContain(`› ${say("I heard you.")}\nI heard you.`);
  });

  it("can be listed, edited and taken back until it is said, and waits over a kill of the engine", async () => {
    const folder = talkative("{ ask: [execute] }", [PUBLISH]);
    const { going, id } = await asking(folder);
    for (const text of ["first", "second"]) await drover(folder, ["send", id, "-m", say(text)]);
    await killed(going);
    const list = (await drover(folder, ["messages", id])).stdout.split("\n").map((line) => line.slice(0, 4));
    expect(list).toHaveLength(3);
    await drover(folder, ["messages", id, "--edit", list[0] ?? "", "--text", say("better")]);
    const removed = await drover(folder, ["messages", id, "--remove", list[1] ?? ""]);
    expect(removed.stdout).toContain("Took back message");
    expect((await drover(folder, ["messages", id, "--remove", list[1] ?? ""])).stderr).toContain(
      "it was said, or taken",
    );
    await drover(folder, ["approve", id]);
    expect((await drover(folder, ["resume"])).code).toBe(0);
    expect(await textOf(folder, id)).toBe("better");
  });

  it("is shortened in the lines of progress, however long its first line is", async () => {
    const folder = talkative("{ ask: [execute] }", [PUBLISH]);
    const { going, id } = await asking(folder);
    await drover(folder, ["send", id, "--message", "word ".repeat(13_000)]);
    await drover(folder, ["approve", id]);
    const { stdout, code } = await going.ended;
    expect(code).toBe(0);
    const line = stdout.split("\n").find((one) => one.includes("work was told")) ?? "";
    expect(line).toMatch(/^\S+ work was told by tester: (word )+…$/);
    expect(line.length).toBeLessThan(400);
  });

  it("is refused for a step in which no agent works", async () => {
    const folder = talkative("{ ask: [execute] }", [PUBLISH]);
    const { going, id } = await asking(folder);
    const { code, stderr } = await drover(folder, ["send", id, "-m", "x", "--step", "wrok"]);
    expect(stderr).toContain('step "wrok" of run');
    expect(code).toBe(2);
    expect((await drover(folder, ["send", id, "-m", "x", "--step", "work"])).code).toBe(0);
    await drover(folder, ["cancel", id]);
    await going.ended;
  });

  it("needs a text, and not an event besides", async () => {
    const folder = talkative("{}", [{ say: "x" }]);
    for (const args of [["-m", " "], ["go", "-m", "x"], []])
      expect((await drover(folder, ["send", "abc", ...args])).code).toBe(64);
  });
});
