import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createAgentAction } from "../../src/actions/agent.ts";
import type { Attempt } from "../../src/core/action.ts";
import type { AgentProfile } from "../../src/core/agent.ts";
import type { AskRequest, Decision, Desk, Message } from "../../src/core/ask.ts";
import { Gen } from "../../src/core/ids.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import { createCodexExecutor } from "../../src/executors/codex/wire.ts";
import { processLogs } from "../../src/executors/supervisor/index.ts";
import { GEN, newFolder, newHost, startNode, textOf, until } from "../executors/support.ts";
import { NO_LIMITS, attemptIn, NOTHING_ALLOWED, PLAIN, quietDesk } from "./support.ts";

const EXECUTOR = createCodexExecutor({ patienceMs: 500 });
const AGENT = path.resolve(import.meta.dirname, "../fixtures/codex-agent.mjs");
const ENGINE = path.resolve(import.meta.dirname, "../fixtures/talking-engine.mjs");

function setUp(more: Partial<AgentProfile> = {}) {
  const { host, cwd, folder } = newHost(500);
  const threads = newFolder();
  const profile: AgentProfile = {
    name: "scripted",
    executor: "codex",
    description: null,
    command: [process.execPath, AGENT],
    format: "text",
    fields: { text: null, session: null, usage: null, error: null },
    ...PLAIN,
    resume: [],
    env: { CODEX_THREADS: threads },
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
  const linesOf = (name: string): readonly string[] => textOf(path.join(threads, name)).split("\n").filter(Boolean);
  return { host, cwd, folder, profile, ask, turns: () => linesOf("turns"), threadsAsked: () => linesOf("log") };
}

const allowing = (...allow: readonly string[]) => ({ permissions: { ...NOTHING_ALLOWED, allow } });

const placeOf = ({ output: { sessionAt } }: Outcome): string => (typeof sessionAt === "string" ? sessionAt : "none");

describe("Codex", () => {
  it("gives its last answer, its thread and what it has used, cached tokens apart", async () => {
    const outcome = await setUp().ask([{ say: "Looking." }, { run: "ls" }, { say: "All fine." }]);
    expect(outcome).toMatchObject({
      status: "succeeded",
      output: {
        text: "All fine.",
        session: expect.stringMatching(/^t\d+$/),
        usage: { inputTokens: 1600, cacheReadTokens: 400, outputTokens: 100, totalTokens: 2100, cost: null },
      },
    });
  });

  it("works in the folder, model and sandbox of its profile, and asks when it needs more", async () => {
    const lab = { name: "lab", command: ["lab", "--stdio"], env: { A: "b" } };
    const { ask, threadsAsked, cwd } = setUp({ model: "gpt-5.5", mode: "read-only", mcp: [lab] });
    await ask([{ say: "ok" }]);
    expect(threadsAsked().map((line) => JSON.parse(line))).toEqual([
      {
        cwd,
        model: "gpt-5.5",
        sandbox: "read-only",
        approvalPolicy: "on-request",
        config: { "mcp_servers.lab": { command: "lab", args: ["--stdio"], env: { A: "b" } } },
      },
    ]);
  });

  it("keeps to the folder where its profile names no sandbox, and to a policy of its command line", async () => {
    const { ask, threadsAsked, cwd } = setUp({
      command: [process.execPath, AGENT, "-c", 'approval_policy="untrusted"'],
    });
    await ask([{ say: "ok" }]);
    expect(threadsAsked().map((line) => JSON.parse(line))).toEqual([{ cwd, sandbox: "workspace-write" }]);
  });

  it("continues its thread, and what it has used before is not counted again", async () => {
    const { ask, turns } = setUp();
    const session = sessionOf(await ask([{ say: "one" }]));
    const second = await ask([{ recall: true }, { say: "two" }], { session, gen: Gen("run.2.0") });
    expect(second).toMatchObject({
      status: "succeeded",
      output: { text: "two", session, usage: { totalTokens: 1050 } },
    });
    expect(turns().map((turn) => turn.split(" ")[0])).toEqual([session, session]);
  });

  it("goes on with a copy of its thread up to a turn, and leaves the thread as it is", async () => {
    const { ask } = setUp();
    const first = await ask([{ say: "one" }]);
    const session = sessionOf(first);
    const sessionAt = placeOf(first);
    await ask([{ say: "two" }], { session, gen: Gen("run.2.0") });
    const from = { session, sessionAt, params: { prompt: JSON.stringify([{ recall: true }]), fork: true } };
    const copy = await ask([], { ...from, gen: Gen("run.3.0") });
    expect(copy).toMatchObject({ status: "succeeded", output: { text: "before: one" } });
    expect(sessionOf(copy)).not.toBe(session);
    expect(await ask([{ recall: true }], { session, gen: Gen("run.4.0") })).toMatchObject({
      output: { text: "before: one / two" },
    });
  });

  it("fails where the copy cannot end there, and where it is of a version that takes all of the thread", async () => {
    const failing = async (env: Readonly<Record<string, string>>, at: (told: string) => string) => {
      const { ask, profile, turns } = setUp();
      const first = await ask([{ say: "one" }]);
      const session = sessionOf(first);
      await ask([{ say: "two" }], { session, gen: Gen("run.2.0") });
      Object.assign(profile.env, env);
      const sessionAt = at(placeOf(first));
      const params = { prompt: JSON.stringify([{ say: "three" }]), fork: true };
      const { status, error } = await ask([], { session, sessionAt, params, gen: Gen("run.3.0") });
      expect([status, turns().length]).toEqual(["failed", 2]);
      return error?.message;
    };
    expect(await failing({}, () => "nothing")).toContain("turn not found: nothing");
    expect(await failing({ CODEX_OLD: "1" }, (told) => told)).toMatch(/was to be forked at turn .*, but ends with/);
  });

  it("tells where its thread stands only after a turn that has ended", async () => {
    const { ask } = setUp();
    const first = await ask([{ say: "one" }]);
    expect(first.output["sessionAt"]).toMatch(/^turn-/);
    const cut = await ask([{ say: "two" }, { exit: 1 }], { session: sessionOf(first), gen: Gen("run.2.0") });
    expect(cut).toMatchObject({ status: "failed", output: { session: sessionOf(first) } });
    expect(cut.output).not.toHaveProperty("sessionAt");
  });

  it("fails when its thread is gone", async () => {
    expect(await setUp().ask([{ say: "x" }], { session: "nobody" })).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("no rollout found for nobody") },
    });
  });
});

describe("leave for a command", () => {
  const RULES = { ...NOTHING_ALLOWED, allow: ["execute npm *"], deny: ["execute npm publish*"] };
  it.each<[string, string, string]>([
    ["one that a pattern covers, in the shell that Codex puts around it", "/bin/bash -lc 'npm test'", "[accept]"],
    ["one in other quotes", `/bin/bash -lc "npm test -- it's"`, "[accept]"],
    ["one in mixed quotes", `/bin/zsh -lc "npm test "'!'`, "[accept]"],
    ["one without a shell", "npm test", "[accept]"],
    ["one that does more than it begins with", "/bin/bash -lc 'npm test; rm -rf ~'", "[decline]"],
    ["another one", "/bin/bash -lc 'rm -rf .'", "[decline]"],
    ["what is denied, though allowed", "/bin/bash -lc 'npm publish'", "[decline]"],
    ["a shell with arguments of its own", "/bin/bash -lc 'npm test' rm", "[decline]"],
    ["a shell that is no shell", "/project/bash -lc 'npm test'", "[decline]"],
    ["a command that a shell would read more into", '/bin/bash -lc "npm $(rm x)"', "[decline]"],
    ["quotes that do not end", "/bin/bash -lc 'npm test", "[decline]"],
  ])("is given or not: %s", async (_, command, said) => {
    expect(await setUp({ permissions: RULES }).ask([{ command }])).toMatchObject({ output: { text: said } });
  });
});

describe("leave for", () => {
  const add = (file: string) => ({ path: file, kind: { type: "add" }, diff: "x\n" });
  it.each<[string, object[], string]>([
    ["files that rules cover", [add("src/a.js"), add("src/b.js")], "[accept]"],
    ["a file that no rule covers beside one that is", [add("src/a.js"), add("package.json")], "[decline]"],
    ["a file that moves out of what rules cover", [{ ...add("src/a.js"), kind: { move_path: "/etc/a" } }], "[decline]"],
    ["files that are not told", [], "[decline]"],
  ])("a change is held against all of its files: %s", async (_, patch, said) => {
    expect(await setUp(allowing("edit src/*")).ask([{ patch }])).toMatchObject({ output: { text: said } });
  });

  it("a change is asked of a person with what it would do", async () => {
    const asked: AskRequest[] = [];
    const { ask, cwd } = setUp({ permissions: { ...NOTHING_ALLOWED, otherwise: "ask" } });
    const update = { path: `${cwd}/a.js`, kind: { type: "update", move_path: null }, diff: "@@ -1 +1 @@\n-a\n+b\n" };
    const outcome = await ask([{ patch: [update] }], {
      desk: deciding(asked, { answer: "allow", comment: null, by: "me" }),
    });
    expect(outcome).toMatchObject({ output: { text: "[accept]" } });
    expect(asked).toMatchObject([
      { kind: "tool", tool: "edit", subjects: ["a.js"], diffs: [{ path: `${cwd}/a.js`, unified: update.diff }] },
    ]);
  });

  it("a server's tool is given by its name, and declined without", async () => {
    expect(await setUp(allowing("mcp lab__*")).ask([{ mcp: "stamp" }])).toMatchObject({ output: { text: "[accept]" } });
    expect(await setUp(allowing("mcp other__*")).ask([{ mcp: "stamp" }])).toMatchObject({
      output: { text: "[decline]" },
    });
  });

  it("more permissions is given for the turn, by a rule without a pattern only", async () => {
    const permissions = { network: { enabled: true }, fileSystem: null };
    const given = { permissions: { network: { enabled: true } }, scope: "turn" };
    const denied = { permissions: {}, scope: "turn" };
    const textFor = (value: object) => ({ output: { text: JSON.stringify(value) } });
    expect(await setUp(allowing("other")).ask([{ permissions }])).toMatchObject(textFor(given));
    expect(await setUp(allowing("other *")).ask([{ permissions }])).toMatchObject(textFor(denied));
  });

  it("what Drover has not got is refused", async () => {
    expect(await setUp(allowing("*")).ask([{ foreign: "item/tool/call" }])).toMatchObject({
      output: { text: "[-32601]" },
    });
  });
});

it("puts a question of Codex before a person, and gives the answer", async () => {
  const asked: AskRequest[] = [];
  const question = {
    id: "q1",
    header: "Colour",
    question: "Which one?",
    options: [{ label: "red" }, { label: "blue" }],
  };
  const desk = deciding(asked, { answer: "reply", comment: "blue", by: "me" });
  const outcome = await setUp().ask([{ question }], { desk });
  expect(outcome).toMatchObject({ output: { text: '{"answers":{"q1":{"answers":["blue"]}}}' } });
  expect(asked).toMatchObject([{ kind: "question", title: "Which one?", choices: ["red", "blue"] }]);
});

/** One of its windows is used up, the other is not. */
const LIMITS = {
  method: "account/rateLimits/updated",
  params: {
    rateLimits: { primary: { usedPercent: 40, resetsAt: 1 }, secondary: { usedPercent: 100, resetsAt: 1_800_000_000 } },
  },
};

describe("what is no success", () => {
  const failing = (codexErrorInfo: unknown, message = "It went wrong.") => [{ fail: { message, codexErrorInfo } }];
  it.each<[string, object[], string, RegExp]>([
    ["a turn without a word", [], "protocol", /ended without an answer/],
    ["a used up account", failing("usageLimitExceeded"), "quota", /It went wrong. \(usage limit exceeded\)/],
    [
      "a used up account that tells when it is free again",
      [{ raw: `${JSON.stringify(LIMITS)}\n` }, ...failing("usageLimitExceeded")],
      "quota",
      /resets at 2027-01-15T08:00:00.000Z/,
    ],
    ["too many requests", failing("rateLimitExceeded"), "rate-limit", /rate limit/],
    ["a missing login", failing("unauthorized"), "auth", /unauthorized/],
    ["a refused key", failing({ httpConnectionFailed: { httpStatusCode: 401 } }), "auth", /HTTP 401/],
    ["a model that is overloaded", failing("serverOverloaded"), "transient", /overloaded/],
    ["a stream that is cut", failing({ responseStreamDisconnected: { httpStatusCode: null } }), "transient", /closed/],
    ["a bad request", failing("badRequest"), "permanent", /badRequest/],
    ["an error of another shape", [{ fail: "nonsense" }], "permanent", /"nonsense"/],
    ["a failure after an answer", [{ say: "half" }, ...failing("other")], "permanent", /It went wrong\.$/],
    ["a turn that is interrupted", [{ say: "half" }, { interrupt: true }], "permanent", /"interrupted"/],
    ["an end in mid-turn with code 0", [{ say: "half" }, { exit: 0 }], "protocol", /middle of its turn/],
    ["an end in mid-turn", [{ say: "half" }, { exit: 3 }], "permanent", /3/],
  ])("%s", async (_, steps, errorClass, message) => {
    const outcome = await setUp().ask(steps);
    expect(outcome).toMatchObject({
      status: "failed",
      error: { class: errorClass, message: expect.stringMatching(message) },
    });
  });

  it("a program that is not there", async () => {
    const outcome = await setUp({ command: ["no-such-agent-anywhere"] }).ask([{ say: "x" }]);
    expect(outcome).toMatchObject({ status: "failed", error: { code: "agent.missing" } });
  });
});

it("passes over garbage and notifications of a wrong shape, and retries are no failure", async () => {
  const odd = ["turn/started", "turn/completed", "item/started", "item/completed", "item/agentMessage/delta", "error"];
  const lines = odd.flatMap((method) => [{ method }, { method, params: { threadId: 7, item: 3, turn: [], error: 1 } }]);
  const raw = `WARNING: {\n{"half": \n\n${lines.map((line) => `${JSON.stringify(line)}\n`).join("")}`;
  const outcome = await setUp().ask([
    { raw },
    { begin: "still h" },
    { retry: "Reconnecting... 1/2" },
    { say: "still here" },
  ]);
  expect(outcome).toMatchObject({ status: "succeeded", output: { text: "still here" } });
});

describe("a message", () => {
  it("joins the turn that is under way, and the answer is what follows", async () => {
    const marks = newFolder();
    const [up, go] = [path.join(marks, "up"), path.join(marks, "go")];
    const { ask, turns } = setUp();
    const { desk, send, said } = messaging();
    const outcome = ask([{ say: "before" }, { touch: up }, { wait: go }], { desk });
    await until(() => fs.existsSync(up));
    send("m1", JSON.stringify([{ say: "after" }]));
    await until(() => turns().length === 2);
    fs.writeFileSync(go, "");
    expect(await outcome).toMatchObject({ status: "succeeded", output: { text: "after" } });
    expect(new Set(turns()).size).toBe(1);
    expect(said).toEqual(["m1"]);
  });

  it("that comes with the end of a turn begins another", async () => {
    const { ask, turns } = setUp();
    const { desk, send, said } = messaging();
    const steps = [{ say: "first" }];
    // Said as soon as Codex has taken the prompt, so mostly after its only turn.
    send("m1", JSON.stringify([{ recall: true }]));
    expect(await ask(steps, { desk })).toMatchObject({ status: "succeeded", output: { text: "before: first" } });
    expect(turns()).toHaveLength(2);
    expect(said).toEqual(["m1"]);
  });
});

describe("an engine that is killed with -9 in mid-turn", () => {
  const begin = (steps: readonly object[], more: Partial<AgentProfile> = {}) => {
    const set = setUp(more);
    const { folder, cwd, profile } = set;
    const what = { folder, cwd, gen: GEN, profile, prompt: JSON.stringify(steps), session: null };
    const heard = () => textOf(path.join(folder, GEN, "stdout"));
    return { ...set, steps, heard, engine: startNode(ENGINE, [JSON.stringify(what)]) };
  };

  it("is followed by one that adopts Codex, hears the rest and asks for nothing again", async () => {
    const go = path.join(newFolder(), "go");
    const { engine, steps, ask, turns, heard } = begin([{ say: "one" }, { wait: go }, { say: "two" }]);
    await until(() => heard().includes('"one"'));
    engine.kill();
    await engine.exit;
    const found: string[] = [];
    const outcome = ask(steps, { recovering: true, found: (origin) => found.push(origin) });
    await until(() => found.length > 0);
    fs.writeFileSync(go, "");
    expect(await outcome).toMatchObject({ status: "succeeded", output: { text: "two", usage: { totalTokens: 2100 } } });
    expect(turns()).toHaveLength(1);
    expect(found).toEqual(["adopted"]);
  });

  it("is followed by one that goes on in the copy of a thread that was cut, and cuts no other", async () => {
    const { folder, cwd, profile, ask, threadsAsked } = setUp();
    const go = path.join(newFolder(), "go");
    const first = await ask([{ say: "one" }], { gen: Gen("run.2.0") });
    const copy = { session: sessionOf(first), sessionAt: placeOf(first) };
    await ask([{ say: "two" }], { session: sessionOf(first), gen: Gen("run.3.0") });
    const prompt = JSON.stringify([{ recall: true }, { wait: go }, { say: "three" }]);
    const what = { folder, cwd, gen: GEN, profile, prompt, fork: true, ...copy };
    const engine = startNode(ENGINE, [JSON.stringify(what)]);
    await until(() => textOf(path.join(folder, GEN, "stdout")).includes("before: one"));
    engine.kill();
    await engine.exit;
    fs.writeFileSync(go, "");
    const outcome = await ask([], { ...copy, params: { prompt, fork: true }, recovering: true });
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "three" } });
    expect(threadsAsked().filter((line) => line.includes('"fork"'))).toHaveLength(1);
    expect(textOf(path.join(folder, GEN, "stdout"))).not.toContain("two");
  });

  it("is followed by one that answers what was asked meanwhile", async () => {
    const marks = newFolder();
    const [go, up] = [path.join(marks, "go"), path.join(marks, "up")];
    const rules = allowing("execute make");
    const { engine, steps, ask, heard } = begin([{ touch: up }, { wait: go }, { command: "/bin/sh -c make" }], rules);
    await until(() => fs.existsSync(up));
    engine.kill();
    await engine.exit;
    fs.writeFileSync(go, "");
    await until(() => heard().includes("requestApproval"));
    expect(await ask(steps, { recovering: true })).toMatchObject({ status: "succeeded", output: { text: "[accept]" } });
  });

  it("and Codex with it: interrupted, with the thread to go on with", async () => {
    const { engine, steps, ask, host, heard } = begin([{ say: "one" }, { wait: "/nowhere" }]);
    await until(() => heard().includes('"one"'));
    engine.kill();
    await engine.exit;
    await host.reap(() => false);
    const outcome = await ask(steps, { recovering: true });
    expect(outcome).toMatchObject({ status: "interrupted", output: { text: "one" } });
    const session = sessionOf(outcome);
    expect(await ask([{ recall: true }], { session, gen: Gen("run.2.0") })).toMatchObject({
      status: "succeeded",
      output: { text: "before: one", session },
    });
  });

  /** As if it had died between noting the prompt and knowing that it was said. */
  const killedInDoubt = async (steps: readonly object[]) => {
    const set = begin(steps);
    const record = path.join(set.folder, GEN, "said");
    await until(() => /turn\/start.*\n\.\n$/.test(textOf(record)));
    set.engine.kill();
    await set.engine.exit;
    fs.writeFileSync(record, textOf(record).replace(/\.\n$/, ""));
    return set;
  };

  it("is not believed to have given a prompt of which it noted only that it would", async () => {
    const { steps, ask, host } = await killedInDoubt([{ silence: true }]);
    expect(await ask(steps, { recovering: true })).toMatchObject({
      status: "interrupted",
      error: { message: expect.stringContaining("nobody knows") },
    });
    expect(await host.reap(() => false)).toEqual([]);
  });

  it("is believed once Codex shows that it has its prompt", async () => {
    const { steps, ask, turns } = await killedInDoubt([{ say: "done" }]);
    expect(await ask(steps, { recovering: true })).toMatchObject({ status: "succeeded", output: { text: "done" } });
    expect(turns()).toHaveLength(1);
  });
});

const sessionOf = ({ output: { session } }: Outcome): string => (typeof session === "string" ? session : "none");

/** A person who decides at once. */
function deciding(asked: AskRequest[], decision: Decision): Desk {
  return {
    ...quietDesk,
    ask: (request) => Promise.resolve(void asked.push(request)),
    decision: (id) => (asked.some((one) => one.id === id) ? decision : null),
    changed: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

/** A person who writes while Codex works. */
function messaging() {
  const waiting: Pick<Message, "id" | "text">[] = [];
  const said: string[] = [];
  let tell = (): void => {};
  const desk: Desk = {
    ...quietDesk,
    takeMessage: () => Promise.resolve(waiting[0] ?? null),
    messageSaid(id) {
      said.push(id);
      waiting.shift();
      return Promise.resolve();
    },
    changed: () => new Promise((resolve) => (tell = resolve)),
  };
  const send = (id: string, text: string): void => {
    waiting.push({ id, text });
    tell();
  };
  return { desk, send, said };
}
