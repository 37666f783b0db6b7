import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { AskRequest, Decision, Desk, Message } from "../../src/core/ask.ts";
import { Gen, runOfGen } from "../../src/core/ids.ts";
import { startNode, textOf, until } from "../executors/support.ts";
import { ENGINE, SERVER, sessionOf, setUp } from "./opencode-support.ts";
import { NOTHING_ALLOWED, quietDesk } from "./support.ts";

const isAlive = (pid: number): boolean => !["", "Z"].includes(/\) (\S)/.exec(textOf(`/proc/${pid}/stat`))?.[1] ?? "");
const allowing = (...allow: readonly string[]) => ({ permissions: { ...NOTHING_ALLOWED, allow } });

function deskThat(decision: Decision | null, messages: readonly Pick<Message, "id" | "text">[] = []) {
  const asked = new Map<string, AskRequest>();
  const waiting = [...messages];
  const desk: Desk = {
    ...quietDesk,
    ask: async (request) => void asked.set(request.id, request),
    decision: (id) => (asked.has(id) ? decision : null),
    takeMessage: () => Promise.resolve(waiting.shift() ?? null),
    changed: () => new Promise((resolve) => setTimeout(resolve, 5)),
  };
  return { desk, asked: () => [...asked.values()] };
}

describe("OpenCode by its server", () => {
  it("gives its answer, its session, and what the turn has used", async () => {
    const outcome = await setUp().ask([{ say: "Looking." }, { bash: "ls" }, { think: "Hm." }, { say: "All fine." }]);
    expect(outcome).toMatchObject({
      status: "succeeded",
      output: {
        text: "All fine.",
        session: expect.stringMatching(/^ses_/),
        usage: { inputTokens: 800, cacheReadTokens: 200, outputTokens: 50, totalTokens: 1050, cost: 0.25 },
      },
    });
  });

  it("works for the next step by the same server, which nothing of the first one keeps", async () => {
    const { ask, linesOf, servers, folder } = setUp();
    const first = await ask([{ say: "One." }]);
    const [pid = 0] = servers();
    expect(isAlive(pid)).toBe(true);
    const session = sessionOf(first);
    const second = await ask([{ say: "Two." }], { session });
    expect(second).toMatchObject({ status: "succeeded", output: { text: "Two.", session } });
    expect(servers()).toEqual([pid]);
    expect(linesOf("turns").map((line) => JSON.parse(line))).toMatchObject([
      { sessionID: session, pid },
      { sessionID: session, pid },
    ]);
    expect(fs.readdirSync(path.join(folder, "run.1.0"))).not.toContain("loan");
  });

  it("forks a session, and says of one that is gone that it is", async () => {
    const { ask, servers } = setUp();
    const session = sessionOf(await ask([{ say: "One." }]));
    const fork = await ask([{ say: "Aside." }], { session, params: { prompt: '[{"say":"Aside."}]', fork: true } });
    expect(fork).toMatchObject({ status: "succeeded", output: { text: "Aside." } });
    expect(sessionOf(fork)).not.toBe(session);
    const lost = await ask([{ say: "Two." }], { session: "ses_gone" });
    expect(lost).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("Session not found") as string },
    });
    expect(await ask([{ say: "Three." }])).toMatchObject({ status: "succeeded" });
    expect(servers()).toHaveLength(1);
  });

  it("gives attempts that work at the same time a server each", async () => {
    const { ask, servers, cwd } = setUp();
    const go = path.join(cwd, "go");
    const both = [ask([{ wait: go }, { say: "A." }]), ask([{ wait: go }, { say: "B." }])];
    await until(() => servers().length === 2);
    fs.writeFileSync(go, "");
    expect((await Promise.all(both)).map(({ output }) => output["text"])).toEqual(["A.", "B."]);
    await ask([{ say: "C." }]);
    expect(servers()).toHaveLength(2);
  });

  it("starts another server where it would have to be started otherwise", async () => {
    const { ask, servers } = setUp();
    await ask([{ say: "One." }]);
    await ask([{ say: "Two." }], { env: { OTHER: "1" } });
    expect(servers()).toHaveLength(2);
  });

  it("starts another server for one that has died meanwhile", async () => {
    const { ask, servers } = setUp();
    await ask([{ say: "One." }]);
    const [pid = 0] = servers();
    process.kill(pid, "SIGKILL");
    await until(() => !isAlive(pid));
    expect(await ask([{ say: "Two." }])).toMatchObject({ status: "succeeded" });
    expect(servers()).toHaveLength(2);
  });

  it("ends with the server and its stubborn commands when it is canceled in mid-turn", async () => {
    const { ask, servers, cwd } = setUp();
    const file = path.join(cwd, "pid");
    const halt = new AbortController();
    const leave = `trap "" TERM; echo $$ > ${file}; while :; do sleep 1; done`;
    const working = ask([{ leave }, { wait: path.join(cwd, "never") }], { halt: halt.signal });
    const pid = Number(await until(() => /^\d+\n$/.exec(textOf(file))?.[0]));
    halt.abort("canceled");
    expect(await working).toMatchObject({ status: "canceled", output: { session: expect.stringMatching(/^ses_/) } });
    expect([pid, ...servers()].filter(isAlive)).toEqual([]);
  });

  it("ends what commands have left at work with the step, and lets the server live", async () => {
    const { ask, servers, cwd } = setUp();
    const file = path.join(cwd, "pid");
    const leave = `echo $$ > ${file}; echo "[$OPENCODE_SERVER_PASSWORD]" > ${cwd}/known; exec sleep 1000`;
    await ask([{ leave }, { wait: `${cwd}/known` }, { say: "One." }]);
    expect(textOf(`${cwd}/known`)).toBe("[]\n");
    expect([Number(textOf(file)), ...servers()].map(isAlive)).toEqual([false, true]);
  });

  it("leaves no server behind the end of its run", async () => {
    const { ask, servers, host } = setUp();
    await ask([{ say: "One." }]);
    await host.reap((gen) => runOfGen(gen) !== "other");
    expect(servers().map(isAlive)).toEqual([true]);
    await host.reap((gen) => runOfGen(gen) !== "run");
    expect(servers().map(isAlive)).toEqual([false]);
  });

  it("outlives an engine that is killed with -9 in mid-turn: nothing is lost, nothing done twice", async () => {
    const { ask, linesOf, servers, folder, cwd, profile, entries } = setUp();
    const go = path.join(cwd, "go");
    const steps = [{ say: "Before. " }, { wait: go }, { say: "After." }];
    const what = { folder, cwd, gen: "run.1.0", profile, prompt: JSON.stringify(steps), session: null };
    const engine = startNode(ENGINE, [JSON.stringify(what)]);
    await until(() => textOf(path.join(folder, "run.1.0", "stdout")).includes("ore. "));
    engine.kill();
    await engine.exit;
    fs.writeFileSync(go, "");
    const outcome = await ask(steps, { gen: Gen("run.1.0"), recovering: true });
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "Before. After." } });
    expect([linesOf("turns").length, servers().length]).toEqual([1, 1]);
    expect(entries().filter(({ type }) => type === "assistant")).toMatchObject([{ text: "Before. After." }]);
  });

  it("is interrupted when its process is killed in mid-turn, with its session to go on with, and its server ends too", async () => {
    const { ask, servers, folder, cwd } = setUp();
    const working = ask([{ say: "Half. " }, { wait: path.join(cwd, "never") }]);
    await until(() => textOf(path.join(folder, "run.1.0", "stdout")).includes("f. "));
    const shell = Number(/^\S+\s+(\d+)/.exec(textOf(path.join(folder, "run.1.0", "claim")))?.[1]);
    for (const pid of textOf(`/proc/${shell}/task/${shell}/children`).trim().split(" ").map(Number))
      process.kill(pid, "SIGKILL");
    const outcome = await working;
    expect(outcome).toMatchObject({ status: "interrupted" });
    expect(servers().filter(isAlive)).toEqual([]);
    const again = await ask([{ say: "Here again." }], { session: sessionOf(outcome) });
    expect(again).toMatchObject({ status: "succeeded", output: { session: sessionOf(outcome) } });
  });

  it("fails when its server ends in mid-turn: it may be tried again", async () => {
    const outcome = await setUp().ask([{ say: "Half." }, { exit: 0 }]);
    expect(outcome).toMatchObject({
      status: "failed",
      error: {
        class: "transient",
        message: expect.stringMatching(/server of OpenCode has ended .* [(]connection closed[)] [(]code/) as string,
      },
      output: { session: expect.stringMatching(/^ses_/) },
    });
  });

  it.each([
    ["{}", "no session"],
    ["<html>Welcome</html>", "no JSON"],
  ])("fails when what listens gives %s for a session: it is no OpenCode", async (odd, what) => {
    const { ask, linesOf } = setUp({ command: [process.execPath, SERVER, `--odd=${odd}`] });
    const outcome = await ask([{ say: "Hi." }]);
    expect(outcome).toMatchObject({
      status: "failed",
      error: {
        message: expect.stringMatching(
          new RegExp(`POST /session is no server of OpenCode.*it gave ${what}[.] [(]code`),
        ) as string,
      },
    });
    expect(linesOf("turns")).toEqual([]);
  });

  it("fails when there is no such program, or it ends instead of listening", async () => {
    expect(await setUp({ command: ["no-such-opencode", "serve"] }).ask([])).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining('Cannot start "no-such-opencode": it is not on PATH') as string },
    });
    expect(await setUp({ command: ["sh", "-c", "echo no luck >&2; exit 3"] }).ask([])).toMatchObject({
      status: "failed",
      error: { message: expect.stringMatching(/Cannot start the server .*no luck/) as string },
    });
  });
});

describe("what OpenCode asks by its server", () => {
  const COMMAND = { ask: { permission: "bash", patterns: ["npm test"], metadata: { command: "npm test" } } };

  it("is answered by rules, and a denial tells its model why", async () => {
    const rules = { permissions: { ...NOTHING_ALLOWED, allow: ["execute npm *"], deny: ["edit *.lock"] } };
    const edit = { permission: "edit", patterns: ["a.txt", "../x.lock"], metadata: { diff: "…" } };
    const outcome = await setUp(rules).ask([COMMAND, { ask: edit }]);
    expect(outcome).toMatchObject({
      status: "succeeded",
      output: { text: "[reject: The rules of this agent's profile deny it.]" },
    });
  });

  it("goes to a person with the command, and with each file of a patch", async () => {
    const { desk, asked } = deskThat({ answer: "deny", comment: "Not on a Friday.", by: "ann" });
    const rules = { permissions: { ...NOTHING_ALLOWED, ask: ["execute", "edit"] } };
    const { ask, cwd, entries } = setUp(rules);
    const edit = { permission: "edit", patterns: ["a.txt", "../b.txt"], metadata: { diff: "…" } };
    expect(await ask([COMMAND, { ask: edit }], { desk })).toMatchObject({
      output: { text: "[reject: Not on a Friday.]" },
    });
    expect(asked()).toMatchObject([
      { tool: "execute", subjects: ["npm test"] },
      { tool: "edit", subjects: ["a.txt", path.resolve(cwd, "../b.txt")] },
    ]);
    expect(entries().filter(({ type }) => type === "tool")).toMatchObject([{ status: "denied" }, { status: "denied" }]);
  });

  it("is named for rules on servers' tools and on subagents", async () => {
    const lab = { name: "my.lab", command: ["lab", "--stdio"], env: { A: "b" } };
    const { ask, linesOf } = setUp({ mcp: [lab], ...allowing("mcp my.lab__stamp", "subagent explore") });
    const asking = [
      { ask: { permission: "my_lab_stamp", patterns: ["*"] } },
      { ask: { permission: "my_lab_drop", patterns: ["*"] } },
      { ask: { permission: "task", patterns: ["explore"] } },
    ];
    const { output } = await ask(asking);
    expect(output["text"]).toBe("[once]");
    expect(linesOf("mcp").map((line) => JSON.parse(line))).toEqual([
      {
        name: "my.lab",
        config: { type: "local", command: ["lab", "--stdio"], environment: { OPENCODE_SERVER_PASSWORD: "", A: "b" } },
      },
    ]);
  });

  it("is a question of its own, and its answer reaches it", async () => {
    const { desk, asked } = deskThat({ answer: "reply", comment: "Blue", by: "ann" });
    const { ask, entries } = setUp();
    const question = [{ question: "Which colour?", options: [{ label: "Red" }, { label: "Blue" }] }];
    expect(await ask([{ question }], { desk })).toMatchObject({ output: { text: '[[["Blue"]]]' } });
    expect(asked()).toMatchObject([{ kind: "question", title: "Which colour?", choices: ["Red", "Blue"] }]);
    expect(entries().filter(({ type }) => type === "question")).toMatchObject([{ answer: "Blue" }]);
  });
});

describe("what OpenCode's server tells", () => {
  it("of tries: what is said again stands in the answer once", async () => {
    const { ask, entries } = setUp();
    const steps = [
      { say: "Half", again: true },
      { retry: { attempt: 1, message: "overloaded" } },
      { say: "Half and half." },
    ];
    expect(await ask(steps)).toMatchObject({ output: { text: "Half and half." } });
    expect(entries().filter(({ type }) => type === "retry")).toMatchObject([{ text: "overloaded", attempt: 1 }]);
  });

  it.each([
    ["a wait of an hour", { attempt: 1, message: "Too many requests", inMs: 3_600_000 }, "rate-limit"],
    ["a key that is refused", { attempt: 1, message: "Unauthorized", inMs: 2000 }, "auth"],
    ["many tries", { attempt: 5, message: "HTTP 500", inMs: 2000 }, "transient"],
  ])("of tries that lead nowhere: the turn is broken off for %s", async (_, retry, errorClass) => {
    const outcome = await setUp().ask([{ retry }, { until: "aborted" }]);
    expect(outcome).toMatchObject({ status: "failed", error: { class: errorClass } });
  });

  it("of errors: the turn fails, and the server works on", async () => {
    const { ask, servers } = setUp();
    const fail = { name: "APIError", data: { message: "no more", statusCode: 429 } };
    expect(await ask([{ fail }])).toMatchObject({ status: "failed", error: { class: "rate-limit" } });
    expect(await ask([{ say: "Two." }])).toMatchObject({ status: "succeeded" });
    expect(servers()).toHaveLength(1);
  });

  it("of a mode that it does not know: the turn fails with its words, though it says no more", async () => {
    const { ask, servers } = setUp({ mode: "nope" });
    const message =
      'reported an error: Agent not found: "nope". Available agents: build, plan {"name":"UnknownError"} (code -32603)';
    expect(await ask([{ say: "Hi." }])).toMatchObject({ status: "failed", error: { class: "permanent", message } });
    expect(servers().map(isAlive)).toEqual([true]);
  });

  it.each([
    [
      "an error",
      { error: { name: "APIError", data: { message: "no more", statusCode: 429 } } },
      "no more",
      "rate-limit",
    ],
    ["its end", { finish: "error" }, "The model's answer ended with an error.", "permanent"],
  ])("of a failure by %s of its message alone: it is none of success", async (_, blame, words, errorClass) => {
    const outcome = await setUp().ask([{ say: "Half." }, { blame }]);
    expect(outcome).toMatchObject({
      status: "failed",
      error: { class: errorClass, message: expect.stringContaining(words) as string },
    });
  });

  it("of an error of a message that another one follows: OpenCode has got over it", async () => {
    const blame = { error: { name: "ContextOverflowError", data: { message: "too long" } }, finish: "error" };
    const { ask } = setUp();
    expect(await ask([{ over: blame }, { anew: true }, { say: "Done." }])).toMatchObject({ output: { text: "Done." } });
  });

  it("of a former turn, too late: the next one does not end by it", async () => {
    const { ask } = setUp();
    const late = { name: "UnknownError", data: { message: "of yesterday" } };
    const session = sessionOf(await ask([{ say: "One." }, { late }]));
    expect(await ask([{ say: "Two." }], { session })).toMatchObject({ status: "succeeded", output: { text: "Two." } });
  });

  it("in several messages: each begins in a line of its own, after a tool the answer begins again", async () => {
    const { ask } = setUp();
    const steps = [{ say: "One." }, { anew: true }, { say: "Two." }];
    expect(await ask(steps)).toMatchObject({ output: { text: "One.\nTwo." } });
    const withTool = [{ say: "One." }, { bash: "true" }, { anew: true }, { say: "Two." }];
    expect(await ask(withTool)).toMatchObject({ output: { text: "Two." } });
  });

  it("of plans, thoughts and tools, in the one form of all agents", async () => {
    const { ask, entries } = setUp();
    await ask([
      { think: "Hm." },
      { todos: [{ content: "a", status: "pending" }] },
      { bash: "echo x; exit 3" },
      { say: "So." },
    ]);
    expect(new Set(entries().map(({ type }) => type))).toEqual(
      new Set(["system", "user", "thinking", "plan", "tool", "assistant", "usage"]),
    );
    expect(entries().find(({ type }) => type === "tool")).toMatchObject({
      kind: "execute",
      status: "failed",
      command: "echo x; exit 3",
      output: "x\n",
      exitCode: 3,
    });
  });

  it("a model and a mode of the profile, and messages between turns", async () => {
    const { desk } = deskThat(null, [{ id: "m1", text: '[{"say":"As you wish."}]' }]);
    const { ask, linesOf } = setUp({ model: "lab/small", mode: "plan" });
    const outcome = await ask([{ say: "First." }], { desk });
    expect(outcome).toMatchObject({ output: { text: "As you wish.", usage: { inputTokens: 1600, cost: 0.5 } } });
    const chosen = { agent: "plan", model: { providerID: "lab", modelID: "small" } };
    expect(linesOf("turns").map((line) => JSON.parse(line))).toMatchObject([chosen, chosen]);
  });
});
