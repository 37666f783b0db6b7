import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createAgentAction } from "../../src/actions/agent.ts";
import type { Attempt } from "../../src/core/action.ts";
import type { AgentProfile } from "../../src/core/agent.ts";
import type { AskRequest, Decision, Desk } from "../../src/core/ask.ts";
import { Gen } from "../../src/core/ids.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import { createClaudeExecutor } from "../../src/executors/claude/wire.ts";
import { processLogs } from "../../src/executors/supervisor/index.ts";
import { GEN, newFolder, newHost, startNode, textOf, until } from "../executors/support.ts";
import { NO_LIMITS, attemptIn, NOTHING_ALLOWED, PLAIN, quietDesk } from "./support.ts";

const EXECUTOR = createClaudeExecutor({ patienceMs: 500 });
const AGENT = path.resolve(import.meta.dirname, "../fixtures/claude-agent.mjs");
const ENGINE = path.resolve(import.meta.dirname, "../fixtures/talking-engine.mjs");

function setUp(more: Partial<AgentProfile> = {}) {
  const { host, cwd, folder } = newHost(500);
  const sessions = newFolder();
  const profile: AgentProfile = {
    name: "scripted",
    executor: "claude",
    description: null,
    command: [process.execPath, AGENT],
    format: "text",
    fields: { text: null, session: null, usage: null, error: null },
    ...PLAIN,
    resume: [],
    env: { CLAUDE_SESSIONS: sessions },
    inherit: [],
    recording: null,
    pace: 1,
    ...more,
  };
  const action = createAgentAction({
    processes: host,
    logs: processLogs,
    environment: (extra) => ({ PATH: process.env["PATH"] ?? "", ...extra }),
    profiles: { get: () => profile, list: () => [profile] },
    executors: {
      acp: EXECUTOR,
      claude: EXECUTOR,
      codex: EXECUTOR,
      opencode: EXECUTOR,
      command: EXECUTOR,
      replay: EXECUTOR,
    },
    defaultAgent: profile.name,
    ...NO_LIMITS,
    changed: () => Promise.resolve([]),
  });
  const ask = (steps: readonly object[], attempt: Partial<Attempt> = {}) =>
    action.perform(attemptIn(cwd, { params: { prompt: JSON.stringify(steps), session: "continue" }, ...attempt }));
  const linesOf = (name: string): readonly string[] => textOf(path.join(sessions, name)).split("\n").filter(Boolean);
  return { host, cwd, folder, profile, ask, turns: () => linesOf("turns"), starts: () => linesOf("starts") };
}

const sessionOf = ({ output: { session } }: Outcome): string => (typeof session === "string" ? session : "none");

const placeOf = ({ output: { sessionAt } }: Outcome): string => (typeof sessionAt === "string" ? sessionAt : "none");

describe("Claude Code", () => {
  it("gives its answer, its session, its tokens and its cost", async () => {
    const outcome = await setUp({ permissions: { ...NOTHING_ALLOWED, allow: ["read"] } }).ask([
      { say: "Looking." },
      { ask: { name: "Read", input: { file_path: "a.txt" } } },
      { say: "All fine." },
    ]);
    expect(outcome).toMatchObject({
      status: "succeeded",
      output: { text: "All fine.", session: expect.stringMatching(/^[\w-]{36}$/) },
    });
    expect(outcome.output["usage"]).toMatchObject({ inputTokens: 10, cacheReadTokens: 4, cost: 0.5 });
  });

  it("goes on with a copy of its session up to a message, and leaves the session as it is", async () => {
    const { ask, starts } = setUp();
    const first = await ask([{ say: "one" }]);
    const session = sessionOf(first);
    const sessionAt = placeOf(first);
    await ask([{ say: "two" }], { session, gen: Gen("run.2.0") });
    const params = { prompt: JSON.stringify([{ recall: true }]), fork: true };
    const copy = await ask([], { session, sessionAt, params, gen: Gen("run.3.0") });
    expect(copy).toMatchObject({ status: "succeeded", output: { text: "before: one" } });
    expect(sessionOf(copy)).not.toBe(session);
    expect(starts().at(-1)).toContain(`"--fork-session","--resume-session-at","${sessionAt}"`);
    expect(await ask([{ recall: true }], { session, gen: Gen("run.4.0") })).toMatchObject({
      output: { text: "before: one / two" },
    });
  });

  it("fails where its session has no such message, and is given no name of one that could be an option", async () => {
    const { ask, starts } = setUp();
    const session = sessionOf(await ask([{ say: "one" }]));
    const params = { prompt: JSON.stringify([{ say: "two" }]), fork: true };
    expect(await ask([], { session, sessionAt: "nothing", params, gen: Gen("run.2.0") })).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("No message found with message.uuid of: nothing") },
    });
    await ask([], { session, sessionAt: "--debug", params, gen: Gen("run.3.0") });
    expect(starts().at(-1)).not.toMatch(/--debug|--resume/);
  });

  it("is told how much to think", async () => {
    const { ask, starts } = setUp({ reasoning: "high" });
    await ask([{ say: "Hm." }]);
    expect(starts()).toMatchObject([expect.stringContaining('"--effort","high"')]);
  });

  it("tells where its session stands only after a turn that has ended", async () => {
    const { ask } = setUp();
    const first = await ask([{ say: "one" }]);
    expect(first.output["sessionAt"]).toMatch(/^[\w-]{36}$/);
    const cut = await ask([{ say: "two" }, { exit: 1 }], { session: sessionOf(first), gen: Gen("run.2.0") });
    expect(cut).toMatchObject({ status: "failed", output: { session: sessionOf(first) } });
    expect(cut.output).not.toHaveProperty("sessionAt");
  });

  it("continues its session, and counts only what the new attempt has used", async () => {
    const { ask, turns, starts } = setUp();
    const session = sessionOf(await ask([{ say: "one" }]));
    const second = await ask([{ recall: true }], { session, gen: Gen("run.2.0") });
    expect(second).toMatchObject({
      status: "succeeded",
      output: { text: "before: one", session, usage: { inputTokens: 10, cost: 0.5 } },
    });
    expect(turns()).toEqual([session, session]);
    expect(starts().map((start) => start.includes(`"--resume","${session}"`))).toEqual([false, true]);
  });

  it("does the same prompt again in the same session when it is asked again", async () => {
    const { ask, turns } = setUp();
    const session = sessionOf(await ask([{ say: "same" }]));
    expect(await ask([{ say: "same" }], { session, gen: Gen("run.2.0") })).toMatchObject({ output: { text: "same" } });
    expect(turns()).toHaveLength(2);
  });

  it("is told its model, its mode and the servers that it may use", async () => {
    const mcp = [{ name: "lab", command: ["node", "server.mjs"], env: { A: "b" } }];
    const { ask, starts } = setUp({ model: "opus", mode: "acceptEdits", mcp });
    await ask([{ say: "ok" }]);
    const args = JSON.parse(starts()[0] ?? "[]") as string[];
    const after = (name: string): string => args[args.indexOf(name) + 1] ?? "";
    expect([after("--model"), after("--permission-mode")]).toEqual(["opus", "acceptEdits"]);
    expect(args).toContain("--strict-mcp-config");
    expect(JSON.parse(after("--mcp-config"))).toEqual({
      mcpServers: { lab: { command: "node", args: ["server.mjs"], env: { A: "b" } } },
    });
  });
});

describe("leave", () => {
  const permissions = { ...NOTHING_ALLOWED, allow: ["edit src/*", "execute npm *", "mcp lab__*", "search src/*"] };
  const DENIED = "[deny: The rules of this agent's profile deny it.]";
  it.each<[string, string, object, string]>([
    ["a path that a pattern covers", "Write", { file_path: "src/a.ts", content: "x" }, "[allow]"],
    ["a path that leads out of it", "Edit", { file_path: "src/../b.ts", old_string: "a", new_string: "b" }, DENIED],
    ["a command that a pattern covers", "Bash", { command: "npm test" }, "[allow]"],
    ["a command that does more", "Bash", { command: "npm test; rm -rf ~" }, DENIED],
    ["a tool of a server", "mcp__lab__ping", {}, "[allow]"],
    ["a tool of another server", "mcp__other__ping", {}, DENIED],
    ["a search that leads out", "Glob", { path: "src", pattern: "../../*" }, DENIED],
    ["a tool that nobody knows", "Frobnicate", {}, DENIED],
    ["a tool of a name that every object has", "constructor", {}, DENIED],
  ])("is given or not, and Claude reads why: %s", async (_, name, input, said) => {
    expect(await setUp({ permissions }).ask([{ ask: { name, input } }])).toMatchObject({
      status: "succeeded",
      output: { text: said },
    });
  });

  it("is given by a person, or refused with what they say", async () => {
    const desk = deskOf({ answer: "deny", comment: "Not on a Friday.", by: "ann" });
    const { ask } = setUp({ permissions: { ...NOTHING_ALLOWED, ask: ["execute"] } });
    expect(await ask([{ ask: { name: "Bash", input: { command: "make" } } }], { desk })).toMatchObject({
      output: { text: "[deny: Not on a Friday.]" },
    });
    expect(desk.asks).toMatchObject([{ kind: "tool", tool: "execute", title: "Bash make", subjects: ["make"] }]);
  });

  it("is not what a question asks for: it is answered in a person's words", async () => {
    const desk = deskOf({ answer: "reply", comment: "Blue", by: "ann" });
    const input = { questions: [{ question: "Which?", options: [{ label: "Red" }, { label: "Blue" }] }] };
    expect(await setUp().ask([{ ask: { name: "AskUserQuestion", input } }], { desk })).toMatchObject({
      output: { text: '[allow: {"Which?":"Blue"}]' },
    });
    expect(desk.asks).toMatchObject([{ kind: "question", title: "Which?", choices: ["Red", "Blue"] }]);
  });
});

describe("what is no success", () => {
  it.each<[string, object[], string, RegExp]>([
    ["a turn without a word", [], "protocol", /ended without an answer/],
    [
      "a failing model, which Claude calls a success",
      [{ result: { is_error: true, result: "API Error: 429 rate_limit_error" } }],
      "rate-limit",
      /429/,
    ],
    [
      "a limit of the account, with the time at which it is over",
      [
        {
          raw: `${JSON.stringify({ type: "rate_limit_event", rate_limit_info: { status: "rejected", resetsAt: 1_800_000_000 } })}\n`,
        },
        { result: { is_error: true, result: "You've hit your limit" } },
      ],
      "quota",
      /resets at 2027-01-15T08:00:00.000Z/,
    ],
    [
      "a key that is refused",
      [{ result: { is_error: true, result: "Failed to authenticate. API Error: 401" } }],
      "auth",
      /authenticate/,
    ],
    [
      "a turn cut by its limit",
      [{ say: "and" }, { result: { subtype: "error_max_turns" } }],
      "permanent",
      /and|max_turns/,
    ],
    ["an end in mid-turn with code 0", [{ say: "half" }, { exit: 0 }], "protocol", /middle of its turn/],
    ["an end in mid-turn", [{ say: "half" }, { exit: 3 }], "permanent", /3/],
  ])("%s", async (_, steps, errorClass, message) => {
    expect(await setUp().ask(steps)).toMatchObject({
      status: "failed",
      error: { class: errorClass, message: expect.stringMatching(message) },
    });
  });

  it("a session that is gone", async () => {
    expect(await setUp().ask([{ say: "x" }], { session: "nobody" })).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("No conversation found with session ID: nobody") },
    });
  });
});

it("passes over garbage, half lines and lines that nobody means", async () => {
  const noise = `warning: \u2028 x\n{"half": \n\n${"x".repeat(1024 * 1024)}\n{"type":"system"}\n{"type":"assistant"}\n{"type":7}\n{"type":"control_request"}\n{"type":"toString"}\n`;
  expect(await setUp().ask([{ raw: noise }, { say: "still here" }])).toMatchObject({
    status: "succeeded",
    output: { text: "still here" },
  });
});

it("takes a prompt that is larger than the pipe", async () => {
  const outcome = await setUp().ask([{ say: "long" }, { nothing: "y".repeat(400_000) }]);
  expect(outcome).toMatchObject({ status: "succeeded", output: { text: "long" } });
});

it("refuses what is asked of it beside tools, and goes on", async () => {
  const raw = `{"type":"control_request","request_id":"h1","request":{"subtype":"hook_callback"}}\n`;
  const { ask, folder } = setUp();
  expect(await ask([{ raw }, { say: "on" }])).toMatchObject({ status: "succeeded", output: { text: "on" } });
  expect(textOf(path.join(folder, GEN, "said"))).toContain(`Drover does not offer \\"hook_callback\\"`);
});

it("answers nothing that Claude no longer wants to know", async () => {
  const request = { subtype: "can_use_tool", tool_name: "Bash", input: { command: "make" }, tool_use_id: "t1" };
  const lines = [
    { type: "control_request", request_id: "q1", request },
    { type: "control_cancel_request", request_id: "q1" },
  ];
  const raw = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const { ask, folder } = setUp({ permissions: { ...NOTHING_ALLOWED, ask: ["execute"] } });
  const withdrawn = new Set<string>();
  const desk = { ...quietDesk, withdraw: async (id: string) => void withdrawn.add(id) };
  expect(await ask([{ raw }, { say: "on" }], { desk })).toMatchObject({ status: "succeeded", output: { text: "on" } });
  expect(textOf(path.join(folder, GEN, "said"))).not.toContain("control_response");
  expect([...withdrawn]).toEqual(["q1"]);
});

it("is not over while a subagent works on in the background: Claude begins a turn by itself when it is ready", async () => {
  const go = path.join(newFolder(), "go");
  const { ask, folder } = setUp();
  const outcome = ask([{ background: go }, { say: "Waiting for a helper." }]);
  await until(() => textOf(path.join(folder, GEN, "stdout")).includes(`"type":"result"`));
  fs.writeFileSync(go, "");
  expect(await outcome).toMatchObject({
    status: "succeeded",
    output: { text: "The helper is ready.", usage: { cost: 1 } },
  });
});

describe("a message while it works", () => {
  it("is read after the next tool, and belongs to the turn", async () => {
    const marks = newFolder();
    const [go, up] = [path.join(marks, "go"), path.join(marks, "up")];
    const desk = deskOf({ answer: "allow", comment: null, by: null });
    const { ask, turns } = setUp({ permissions: { ...NOTHING_ALLOWED, allow: ["execute"] } });
    const tool = { ask: { name: "Bash", input: { command: "make" } } };
    const outcome = ask([{ touch: up }, { wait: go }, tool, { say: "done" }], { desk });
    await until(() => fs.existsSync(up));
    desk.bring({ id: "m1", text: "hurry" });
    await until(() => desk.delivered.length > 0);
    fs.writeFileSync(go, "");
    expect(await outcome).toMatchObject({ status: "succeeded", output: { text: "done" } });
    expect([turns().length, desk.delivered]).toEqual([1, ["m1"]]);
  });

  it("is answered by a turn of its own when no tool comes, and that answer is the step's", async () => {
    const marks = newFolder();
    const [go, up] = [path.join(marks, "go"), path.join(marks, "up")];
    const desk = deskOf({ answer: "allow", comment: null, by: null });
    const { ask, turns } = setUp();
    const outcome = ask([{ touch: up }, { wait: go }, { say: "done" }], { desk });
    await until(() => fs.existsSync(up));
    desk.bring({ id: "m1", text: "hurry" });
    await until(() => desk.delivered.length > 0);
    fs.writeFileSync(go, "");
    expect(await outcome).toMatchObject({
      status: "succeeded",
      output: { text: "heard: hurry", usage: { inputTokens: 20, cost: 1 } },
    });
    expect(turns()).toHaveLength(2);
  });
});

describe("an engine that is killed with -9 in mid-turn", () => {
  const begin = (steps: readonly object[], more: Partial<AgentProfile> = {}) => {
    const set = setUp(more);
    const { folder, cwd, profile } = set;
    const what = { folder, cwd, gen: GEN, profile, prompt: JSON.stringify(steps), session: null };
    const said = path.join(folder, GEN, "said");
    return { ...set, said, engine: startNode(ENGINE, [JSON.stringify(what)]) };
  };

  it("is followed by one that adopts Claude, hears the rest and says nothing again", async () => {
    const go = path.join(newFolder(), "go");
    const steps = [{ say: "one" }, { wait: go }, { say: "two" }];
    const { engine, ask, turns, folder, said } = begin(steps);
    await until(() => textOf(path.join(folder, GEN, "stdout")).includes(`"text":"one"`));
    // Known to be said: else it would rightly be said once more.
    await until(() => textOf(path.join(folder, GEN, "said")).endsWith("\n.\n"));
    engine.kill();
    await engine.exit;
    const before = textOf(said);
    const found: string[] = [];
    const outcome = ask(steps, { recovering: true, found: (origin) => found.push(origin) });
    await until(() => found.length > 0);
    fs.writeFileSync(go, "");
    expect(await outcome).toMatchObject({ status: "succeeded", output: { text: "two" } });
    expect([turns().length, found, textOf(said)]).toEqual([1, ["adopted"], before]);
  });

  it("is followed by one that answers what was asked meanwhile", async () => {
    const marks = newFolder();
    const [go, up] = [path.join(marks, "go"), path.join(marks, "up")];
    const steps = [{ touch: up }, { wait: go }, { ask: { name: "Bash", input: { command: "make" } } }];
    const permissions = { ...NOTHING_ALLOWED, allow: ["execute make"] };
    const { engine, ask, turns, folder } = begin(steps, { permissions });
    await until(() => fs.existsSync(up));
    engine.kill();
    await engine.exit;
    fs.writeFileSync(go, "");
    await until(() => textOf(path.join(folder, GEN, "stdout")).includes("can_use_tool"));
    expect(await ask(steps, { recovering: true })).toMatchObject({ status: "succeeded", output: { text: "[allow]" } });
    expect(turns()).toHaveLength(1);
  });

  it("may have noted only that it would give the prompt: the next one gives it, and Claude does it once", async () => {
    const go = path.join(newFolder(), "go");
    const steps = [{ wait: go }, { say: "once" }];
    const { engine, ask, turns, said } = begin(steps);
    await until(() => turns().length > 0 && textOf(said).endsWith("\n.\n"));
    engine.kill();
    await engine.exit;
    fs.writeFileSync(said, textOf(said).replace(/\.\n$/, ""));
    fs.writeFileSync(go, "");
    expect(await ask(steps, { recovering: true })).toMatchObject({ status: "succeeded", output: { text: "once" } });
    expect(turns()).toHaveLength(1);
  });

  it("and Claude with it: interrupted, with the session to go on with", async () => {
    const steps = [{ say: "one" }, { wait: "/nowhere" }];
    const { engine, ask, host, turns, folder } = begin(steps);
    await until(() => textOf(path.join(folder, GEN, "stdout")).includes(`"text":"one"`));
    engine.kill();
    await engine.exit;
    await host.reap(() => false);
    const outcome = await ask(steps, { recovering: true });
    expect(outcome).toMatchObject({ status: "interrupted", output: { session: turns()[0] } });
    const session = sessionOf(outcome);
    expect(await ask([{ recall: true }], { session, gen: Gen("run.2.0") })).toMatchObject({
      status: "succeeded",
      output: { text: "before: one", session },
    });
  });
});

interface TestDesk extends Desk {
  readonly asks: AskRequest[];
  readonly delivered: string[];
  bring(message: { readonly id: string; readonly text: string }): void;
}

/** A person who decides at once, and messages that come when the test brings them. */
function deskOf(decision: Decision): TestDesk {
  const [asks, delivered]: [AskRequest[], string[]] = [[], []];
  const waiting: { readonly id: string; readonly text: string }[] = [];
  let wake: (() => void)[] = [];
  const notify = (): void => {
    for (const resolve of wake.splice(0)) resolve();
    wake = [];
  };
  return {
    ...quietDesk,
    asks,
    delivered,
    async ask(request) {
      if (asks.some(({ id }) => id === request.id)) return;
      asks.push(request);
      setImmediate(notify);
    },
    decision: (id) => (asks.some((one) => one.id === id) ? decision : null),
    takeMessage: () => Promise.resolve(waiting[0] ?? null),
    async messageSaid(id) {
      waiting.splice(0, waiting.length, ...waiting.filter((one) => one.id !== id));
      delivered.push(id);
    },
    changed: () => new Promise((resolve) => wake.push(resolve)),
    bring(message) {
      waiting.push(message);
      notify();
    },
  };
}
