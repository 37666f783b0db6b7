import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createAgentAction } from "../../src/actions/agent.ts";
import type { Attempt } from "../../src/core/action.ts";
import type { AgentProfile } from "../../src/core/agent.ts";
import type { Decision, Desk } from "../../src/core/ask.ts";
import { Gen } from "../../src/core/ids.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import { createAcpExecutor } from "../../src/executors/acp/wire.ts";
import { processLogs } from "../../src/executors/supervisor/index.ts";
import { GEN, newFolder, newHost, processesWith, startNode, textOf, until } from "../executors/support.ts";
import { entriesOf, NO_LIMITS, attemptIn, NOTHING_ALLOWED, PLAIN, quietDesk } from "./support.ts";

const EXECUTOR = createAcpExecutor({ patienceMs: 500 });
const AGENT = path.resolve(import.meta.dirname, "../fixtures/acp-agent.mjs");
const ENGINE = path.resolve(import.meta.dirname, "../fixtures/talking-engine.mjs");

function setUp(more: Partial<AgentProfile> = {}, can = "load") {
  const { host, cwd, folder } = newHost(500);
  const sessions = newFolder();
  const profile: AgentProfile = {
    name: "scripted",
    executor: "acp",
    description: null,
    command: [process.execPath, AGENT],
    format: "text",
    fields: { text: null, session: null, usage: null, error: null },
    ...PLAIN,
    resume: [],
    env: { ACP_SESSIONS: sessions, ACP_CAN: can },
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
  const turns = (): readonly string[] => textOf(path.join(sessions, "turns")).split("\n").filter(Boolean);
  return { host, cwd, folder, profile, ask, turns, sessions };
}

describe("an agent that is talked with", () => {
  it("gives its answer, its session and its usage, and is ended", async () => {
    const { ask, sessions } = setUp();
    const outcome = await ask([
      { say: "Looking. " },
      { tool: "read a.txt", kind: "read" },
      { say: "All " },
      { say: "fine." },
    ]);
    expect(outcome).toMatchObject({
      status: "succeeded",
      output: { text: "All fine.", session: expect.stringMatching(/^s\d+$/), usage: { inputTokens: 12 } },
    });
    await until(
      () => processesWith(AGENT).filter((pid) => textOf(`/proc/${pid}/environ`).includes(sessions)).length === 0,
    );
  });

  it.each(["load", "resume"])("continues its session (%s), and what it replays is no answer", async (can) => {
    const { ask, turns } = setUp({}, `${can},modes`);
    const first = await ask([{ say: "one" }]);
    const session = sessionOf(first);
    const second = await ask([{ recall: true }], { session, gen: Gen("run.2.0") });
    expect(second).toMatchObject({ status: "succeeded", output: { text: "before: one", session } });
    expect(turns().map((turn) => turn.split(" ")[0])).toEqual([session, session]);
  });

  it("begins anew where the agent can continue nothing, and says so by another id", async () => {
    const { ask } = setUp({}, "nothing");
    const outcome = await ask([{ say: "hello" }], { session: "s-of-old" });
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "hello" } });
    expect(outcome.output["session"]).not.toBe("s-of-old");
  });

  it("fails when its session is gone", async () => {
    const { ask } = setUp();
    expect(await ask([{ say: "x" }], { session: "nobody" })).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("Session not found: nobody") },
    });
  });

  it("is put into the mode that its profile names, and fails where it has none", async () => {
    expect(await setUp({ mode: "plan" }, "load,modes").ask([{ say: "ok" }])).toMatchObject({ status: "succeeded" });
    expect(await setUp({ mode: "plan" }).ask([{ say: "ok" }])).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("no modes here") },
    });
  });
});

describe("an answer that has to be an object", () => {
  const schema = {
    type: "object",
    properties: { verdict: { type: "string", enum: ["good", "bad"] } },
    required: ["verdict"],
    additionalProperties: false,
  };
  const asked = (steps: readonly object[]): Partial<Attempt> => ({
    params: { prompt: JSON.stringify(steps), session: "continue", schema },
  });

  it.each([
    ["alone", '{"verdict":"good"}'],
    ["in a fence", 'Here you are:\n```json\n{"verdict":"good"}\n```\nBye.'],
    ["amid words", 'I say {"verdict":"good"}, no less.'],
  ])("is found %s", async (_, say) => {
    const { ask } = setUp();
    expect(await ask([], asked([{ say }]))).toMatchObject({
      status: "succeeded",
      output: { verdict: "good", text: say },
    });
  });

  it("is asked for again in the same session when it does not fit, and then counts", async () => {
    const { ask, turns } = setUp();
    const outcome = await ask([], asked([{ say: "No idea." }, { later: ['{"verdict":"fine"}', '{"verdict":"bad"}'] }]));
    expect(outcome).toMatchObject({ status: "succeeded", output: { verdict: "bad", turns: 3 } });
    expect(new Set(turns()).size).toBe(1);
  });

  it("fails the step when it never fits, with what is wrong", async () => {
    const { ask, turns } = setUp();
    const outcome = await ask([], asked([{ say: "No idea." }]));
    expect(outcome).toMatchObject({
      status: "failed",
      output: { text: "I cannot.", session: expect.any(String) },
      error: { code: "output.invalid", message: expect.stringContaining("it holds no JSON object") },
    });
    expect(turns()).toHaveLength(3);
  });
});

describe("a fork of a session", () => {
  it("goes on with a copy, and leaves the session as it is", async () => {
    const { ask } = setUp({}, "load,fork");
    const session = sessionOf(await ask([{ say: "one" }]));
    const forked = await ask([{ recall: true }, { say: "!" }], {
      session,
      gen: Gen("run.2.0"),
      params: { prompt: JSON.stringify([{ recall: true }]), session: "fork", fork: true },
    });
    expect(forked).toMatchObject({ status: "succeeded", output: { text: "before: one" } });
    expect(sessionOf(forked)).not.toBe(session);
  });

  it("fails where the agent has none, instead of changing the session", async () => {
    const { ask } = setUp();
    const session = sessionOf(await ask([{ say: "one" }]));
    const params = { prompt: JSON.stringify([{ say: "two" }]), session: "fork", fork: true };
    const outcome = await ask([], { session, gen: Gen("run.2.0"), params });
    expect(outcome).toMatchObject({ status: "failed", error: { message: expect.stringContaining("session/fork") } });
  });
});

describe("leave", () => {
  const ALLOW = ["read", "edit src/*", "execute npm *"];
  it.each<[string, object, string]>([
    ["a kind that is allowed", { kind: "read", path: "a.txt" }, "[yes]"],
    ["a kind that no rule names", { kind: "fetch", title: "example" }, "[no]"],
    ["a command that a pattern covers", { kind: "execute", command: "npm test" }, "[yes]"],
    ["a command that does more than it begins with", { kind: "execute", command: "npm test; rm -rf ~" }, "[no]"],
    ["a command with a line of its own", { kind: "execute", command: "npm test\nrm -rf ~" }, "[no]"],
    ["another command", { kind: "execute", command: "rm npm " }, "[no]"],
    ["a command that is not told", { kind: "execute", title: "npm test" }, "[no]"],
    ["a path that a pattern covers", { kind: "edit", path: "src/a.js" }, "[yes]"],
    ["a path that leads out of what a pattern covers", { kind: "edit", path: "src/../package.json" }, "[no]"],
    ["a path outside of the folder", { kind: "edit", path: "/etc/src/a.js" }, "[no]"],
    ["another path", { kind: "edit", path: "package.json" }, "[no]"],
    ["what is denied, though allowed", { kind: "execute", command: "npm publish" }, "[no]"],
  ])("is given or not: %s", async (_, use, said) => {
    const { ask } = setUp({ permissions: { ...NOTHING_ALLOWED, allow: ALLOW, deny: ["execute npm publish*"] } });
    expect(await ask([{ ask: use }])).toMatchObject({ status: "succeeded", output: { text: said } });
  });

  it.each([
    ["npm test", "[yes]"],
    ["rm -rf .", "[no]"],
  ])(
    "follows the rules of the step beside those of the profile, and no step undoes a denial: %s",
    async (command, said) => {
      const { ask } = setUp({ permissions: { ...NOTHING_ALLOWED, allow: ["read"], deny: ["execute rm *"] } });
      const prompt = JSON.stringify([{ ask: { kind: "execute", command } }]);
      const params = { prompt, session: "new", permissions: { allow: ["execute"] } };
      expect(await ask([], { params })).toMatchObject({ output: { text: said } });
    },
  );
  it("is asked of a person anew for each question, whatever ids the agent gives them", async () => {
    const { ask } = setUp({ permissions: { ...NOTHING_ALLOWED, otherwise: "ask" } });
    const decisions = new Map<string, Decision>();
    const desk: Desk = {
      ...quietDesk,
      ask: async ({ id, title }) => {
        decisions.set(id, { answer: title === "npm test" ? "allow" : "deny", comment: null, by: "ann" });
      },
      decision: (id) => decisions.get(id) ?? null,
      changed: () => new Promise((resolve) => setTimeout(resolve, 20)),
    };
    const ids = [1, "1", 1, "constructor", "; rm -rf ~ #", "ü".repeat(3000)];
    const asks = ids.flatMap((id) =>
      ["npm test", "rm -rf ~"].map((command) => ({ ask: { kind: "execute", command, id } })),
    );
    expect(await ask(asks, { desk })).toMatchObject({
      status: "succeeded",
      output: { text: "[no]" },
    });
    expect([...decisions.values()].map(({ answer }) => answer)).toEqual(
      asks.map(({ ask: { command } }) => (command === "npm test" ? "allow" : "deny")),
    );
    expect([...decisions.keys()].filter((id) => !/^[\w.-]{1,60}$/.test(id))).toEqual([]);
  });

  it.each([
    ["within the folder", "edit", "src/new.js", "[yes]"],
    ["that is there in a link's place", "edit", "inner/a.js", "[yes]"],
    ["of the folder by its own name", "edit", "REAL/src/new.js", "[yes]"],
    ["of the folder by a link from elsewhere", "edit", "ALIAS/src/new.js", "[yes]"],
    ["that a link out of there leads to", "edit", "ALIAS/out/x", "[no]"],
    ["above the link from elsewhere", "edit", "ALIAS/../x", "[no]"],
    ["that git runs, by a link from elsewhere", "edit", "ALIAS/hooks/x", "[no]"],
    ["that is a link from elsewhere", "delete", "ALIAS", "[no]"],
    ["outside", "edit", "/etc/passwd", "[no]"],
    ["outside, to be deleted", "delete", "/home/me/precious", "[no]"],
    ["outside, to be read", "read", "/root/.ssh/id_rsa", "[no]"],
    ["above", "edit", "../../../x", "[no]"],
    ["of a home", "read", "~/.ssh/id_rsa", "[no]"],
    ["that git runs", "edit", ".git/hooks/pre-commit", "[no]"],
    ["from which an agent runs hooks", "edit", ".claude/settings.json", "[no]"],
    ["of Drover's own", "delete", "REAL/.drover/config.yaml", "[no]"],
    ["that git runs, by a link", "edit", "hooks/pre-commit", "[no]"],
    ["behind a link that leads out", "edit", "out/x", "[no]"],
    ["that a link names and that is not there yet", "edit", "dangling", "[no]"],
    ["above where a link leads", "read", "inner/../../out-of-it", "[no]"],
    ["of another's home", "read", "~root/.ssh/id_rsa", "[no]"],
    ["of a variable", "read", "$HOME/.ssh/id_rsa", "[no]"],
    ["by its address", "read", "FILE:///etc/passwd", "[no]"],
    ["by a short address", "read", "file:/etc/passwd", "[no]"],
    ["by an address of another scheme", "read", "vscode-remote://x/etc/passwd", "[no]"],
    ["above, by backslashes", "read", "src\\..\\..\\x", "[no]"],
    ["with a name like a variable or an address", "edit", "src/$id.test:a.js", "[yes]"],
    ["that its arguments alone tell", "edit", null, "[no]"],
  ])("a rule without a pattern is for the step's own folder: a file %s", async (_, kind, file, said) => {
    const folder = newFolder();
    const cwd = path.join(folder, "link");
    fs.mkdirSync(path.join(folder, "real/src"), { recursive: true });
    fs.symlinkSync("real", cwd);
    fs.symlinkSync("real", path.join(folder, "alias"));
    for (const [name, target] of Object.entries({
      inner: "src",
      hooks: ".git/hooks",
      out: "/var",
      dangling: "/var/nothing",
    }))
      fs.symlinkSync(target, path.join(cwd, name));
    const { ask } = setUp({ permissions: { ...NOTHING_ALLOWED, allow: ["read", "edit", "delete"] } });
    const use =
      file === null
        ? { kind, path: "a.js", input: { file_path: "/etc/passwd" } }
        : { kind, path: file.replace("REAL", path.join(folder, "real")).replace("ALIAS", path.join(folder, "alias")) };
    expect(await ask([{ ask: use }], { workspace: attemptIn(cwd).workspace })).toMatchObject({
      output: { text: said },
    });
  });

  it.each([
    ["move", { newPath: "/etc/cron.d/x" }, "[no]"],
    ["move", { from: "a.txt", to: "/etc/cron.d/x" }, "[no]"],
    ["edit", { files: ["b.txt", "/etc/x"] }, "[no]"],
    ["edit", { edits: [{ target_file: "/etc/x", text: "a" }] }, "[no]"],
    ["edit", { changes: { "/etc/x": { type: "add" } } }, "[no]"],
    ["edit", { files: [{ path: "b.txt", content: "/etc/x" }], old_string: "../a", pattern: "/x/" }, "[yes]"],
    ["search", { paths: ["/root/.ssh"] }, "[no]"],
    ["search", { dir: "/root" }, "[no]"],
    ["search", { pattern: "/root/.ssh/*" }, "[no]"],
    ["search", { glob: "src/../../*" }, "[no]"],
    ["search", { pattern: "{/root,/etc}/*" }, "[no]"],
    ["search", { pattern: "^note: a..b", directory: "src" }, "[yes]"],
  ])("is not given for %s where a path among the arguments %j leads out: %s", async (kind, input, said) => {
    const { ask } = setUp({ permissions: { ...NOTHING_ALLOWED, allow: ["*"] } });
    expect(await ask([{ ask: { kind, path: "a.txt", input } }])).toMatchObject({ output: { text: said } });
  });

  it.each([
    ["https://ok.com/a", ["fetch"], "[yes]"],
    ["file:///etc/passwd", ["fetch"], "[no]"],
    [" FILE:/etc/passwd", ["*"], "[no]"],
    ["file:///etc/a.com", ["fetch *.com", "fetch *"], "[no]"],
    ["ftp://ok.com/a", ["fetch", "fetch ok.com"], "[no]"],
  ])("is given to fetch %s by %j: %s, as only addresses of the web are", async (url, allow, said) => {
    const { ask } = setUp({ permissions: { ...NOTHING_ALLOWED, allow } });
    expect(await ask([{ ask: { kind: "fetch", input: { url } } }])).toMatchObject({ output: { text: said } });
  });

  it("is given for a whole path, as agents tell it, that a rule covers from the working folder on", async () => {
    const { ask, cwd } = setUp({ permissions: { ...NOTHING_ALLOWED, allow: ["edit src/*"], deny: [] } });
    expect(await ask([{ ask: { kind: "edit", path: `${cwd}/src/a.js` } }])).toMatchObject({
      output: { text: "[yes]" },
    });
  });

  it.each([{ command: "rm -rf ." }, { command: "ls; rm -rf ." }, { title: "rm" }, { command: "ls" }])(
    "is denied by a pattern that %j may hide",
    async (use) => {
      const { ask } = setUp({ permissions: { ...NOTHING_ALLOWED, allow: ["execute"], deny: ["execute rm *"] } });
      const said = use.command === "ls" ? "[yes]" : "[no]";
      expect(await ask([{ ask: { kind: "execute", ...use } }])).toMatchObject({ output: { text: said } });
    },
  );
});

describe("what is no success", () => {
  it("is what Copilot says in place of an answer, while others may say so", async () => {
    const steps = [
      { ask: { kind: "execute", command: "npm publish" }, silent: true },
      { say: "Info: Operation cancelled by user" },
    ];
    const named = setUp();
    const copilot = { ...named.profile.env, ACP_NAME: "Copilot" };
    expect(await setUp({ env: copilot }).ask(steps)).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("gave up after it was denied: npm publish") },
    });
    expect(await named.ask(steps)).toMatchObject({ output: { text: "Info: Operation cancelled by user" } });
    const writes = [{ tool: "write", kind: "edit" }, { say: "Info: /project/a.txt" }, { say: "Done." }];
    expect(await setUp({ env: copilot }).ask(writes)).toMatchObject({ output: { text: "Done." } });
  });

  it.each<[string, object[], string, RegExp]>([
    ["a turn without a word", [], "protocol", /ended without an answer/],
    [
      "an error of the model",
      [{ fail: { code: -32603, message: "Internal error", data: { details: "429 too many requests" } } }],
      "rate-limit",
      /429/,
    ],
    [
      "an answer that was cut",
      [{ say: "half" }, { fail: { code: -32603, message: "Internal error", data: { details: "terminated" } } }],
      "transient",
      /terminated/,
    ],
    [
      "an error about the login",
      [{ fail: { code: -32000, message: "Authentication required" } }],
      "auth",
      /Authentication/,
    ],
    ["a refusal", [{ say: "I will not." }, { stop: "refusal" }], "permanent", /"refusal": I will not/],
    ["a turn cut by its limit", [{ say: "and then" }, { stop: "max_tokens" }], "permanent", /max_tokens/],
    ["an end in mid-turn with code 0", [{ say: "half" }, { exit: 0 }], "protocol", /middle of its turn/],
    ["an end in mid-turn", [{ say: "half" }, { exit: 3 }], "permanent", /3/],
  ])("%s", async (_, steps, errorClass, message) => {
    const outcome = await setUp().ask(steps);
    expect(outcome).toMatchObject({
      status: "failed",
      error: { class: errorClass, message: expect.stringMatching(message) },
    });
  });

  it("what was said before a denial, and nothing after it", async () => {
    const outcome = await setUp().ask([
      { say: "I will make it." },
      { tool: "make", kind: "execute" },
      { deny: "make" },
    ]);
    expect(outcome).toMatchObject({ status: "failed", error: { message: expect.stringContaining("denied: make") } });
  });

  it("a model's failure that is told as an answer, by an agent that is known for it", async () => {
    const steps = [{ say: "Half" }, { say: "Error: Authentication failed (HTTP 401)." }, { isOver: true }];
    expect(await setUp({}, "load,notices").ask(steps)).toMatchObject({ status: "failed", error: { class: "auth" } });
    expect(await setUp().ask(steps)).toMatchObject({ status: "succeeded" });
    const honest = [{ say: "Error: is what the log says." }];
    expect(await setUp({}, "load,notices").ask(honest)).toMatchObject({ status: "succeeded" });
  });

  it("a program that is not there", async () => {
    const outcome = await setUp({ command: ["no-such-agent-anywhere"] }).ask([{ say: "x" }]);
    expect(outcome).toMatchObject({ status: "failed", error: { code: "agent.missing" } });
  });

  it("a program that speaks another language, once it is silent for too long", async () => {
    const outcome = await setUp({ command: ["sh", "-c", "echo hello; sleep 60"] }).ask([{ say: "x" }], { idleMs: 300 });
    expect(outcome).toMatchObject({ status: "timed_out" });
  });
});

it("leaves out the half of an answer that the model is asked for again", async () => {
  const { ask, host } = setUp({}, "load,notices");
  const outcome = await ask([
    { say: "Info: /project/hello.txt" },
    { say: "Half of an ans" },
    { say: "Info: Response was interrupted due to a server error. Retrying..." },
    { say: "Half of an answer, and the rest." },
  ]);
  expect(outcome).toMatchObject({ status: "succeeded", output: { text: "Half of an answer, and the rest." } });
  const entries = entriesOf(host.files(GEN));
  expect(entries.map(({ type }) => type)).toEqual([
    "system",
    "user",
    "system",
    "assistant",
    "retry",
    "assistant",
    "usage",
  ]);
  // The last line too, though the conversation is over with it.
  expect(entries.filter(({ at }) => at === null)).toEqual([]);
});

it.each([
  ["succeeded", { exitCode: 0 }, 0],
  ["failed", { metadata: { exit: 3 } }, 3],
  ["failed", { contents: [{ type: "shell_exit", exitCode: 3 }] }, 3],
  ["succeeded", {}, null],
])("counts a command as %s that ended with %j", async (status, rawOutput, exitCode) => {
  const { ask, host } = setUp();
  const update = { sessionUpdate: "tool_call", toolCallId: "t", title: "make", kind: "execute", rawOutput };
  await ask([{ update: { ...update, status: "completed" } }, { say: "Done." }]);
  const entries = entriesOf(host.files(GEN));
  expect(entries.find(({ type }) => type === "tool")).toMatchObject({ status, exitCode });
});

it("passes over garbage, half lines and lines that nobody means", async () => {
  const noise = `warning: \u2028 x\n{"half": \n\n${"x".repeat(3 * 1024 * 1024)}\n{"jsonrpc":"2.0","id":999,"result":{}}\n`;
  expect(await setUp().ask([{ raw: noise }, { say: "still here" }])).toMatchObject({
    status: "succeeded",
    output: { text: "still here" },
  });
});

it("takes a prompt that is larger than the pipe", async () => {
  const { ask } = setUp();
  const outcome = await ask([{ say: "long" }, { nothing: "y".repeat(400_000) }]);
  expect(outcome).toMatchObject({ status: "succeeded", output: { text: "long" } });
});

describe("an engine that is killed with -9 in mid-turn", () => {
  const begin = async (steps: readonly object[], more: Partial<AgentProfile> = {}) => {
    const set = setUp(more);
    const { folder, cwd, profile } = set;
    const what = { folder, cwd, gen: GEN, profile, prompt: JSON.stringify(steps), session: null };
    return { ...set, steps, engine: startNode(ENGINE, [JSON.stringify(what)]) };
  };

  it("is followed by one that adopts the agent, hears the rest and asks for nothing again", async () => {
    const go = path.join(newFolder(), "go");
    const { engine, steps, ask, turns, folder } = await begin([{ say: "one " }, { wait: go }, { say: "two" }]);
    await until(() => textOf(path.join(folder, GEN, "stdout")).includes("one "));
    // Known to be said: else it would rightly be said once more.
    await until(() => textOf(path.join(folder, GEN, "said")).endsWith("\n.\n"));
    engine.kill();
    await engine.exit;
    const found: string[] = [];
    const outcome = ask(steps, { recovering: true, found: (origin, pid) => found.push(`${origin} ${pid}`) });
    await until(() => found.length > 0);
    fs.writeFileSync(go, "");
    expect(await outcome).toMatchObject({ status: "succeeded", output: { text: "one two" } });
    expect(turns()).toHaveLength(1);
    expect(found).toEqual([`adopted ${turns()[0]?.split(" ")[1]}`.replace(/\d+$/, String(leaderOf(folder)))]);
  });

  it("is followed by one that answers what was asked meanwhile", async () => {
    const marks = newFolder();
    const [go, up] = [path.join(marks, "go"), path.join(marks, "up")];
    const steps = [{ touch: up }, { wait: go }, { ask: { kind: "execute", command: "make" } }];
    const { engine, ask, turns, folder } = await begin(steps, {
      permissions: { ...NOTHING_ALLOWED, allow: ["execute make"], deny: [] },
    });
    await until(() => fs.existsSync(up));
    engine.kill();
    await engine.exit;
    fs.writeFileSync(go, "");
    await until(() => textOf(path.join(folder, GEN, "stdout")).includes("request_permission"));
    expect(await ask(steps, { recovering: true })).toMatchObject({ status: "succeeded", output: { text: "[yes]" } });
    expect(turns()).toHaveLength(1);
  });

  it("and its agent with it: interrupted, with the session to go on with", async () => {
    const { engine, steps, ask, host, turns, folder } = await begin([{ say: "one" }, { wait: "/nowhere" }]);
    await until(() => textOf(path.join(folder, GEN, "stdout")).includes('"one"'));
    engine.kill();
    await engine.exit;
    await host.reap(() => false);
    const outcome = await ask(steps, { recovering: true });
    expect(outcome).toMatchObject({ status: "interrupted", output: { session: turns()[0]?.split(" ")[0] } });
    const session = sessionOf(outcome);
    expect(await ask([{ recall: true }], { session, gen: Gen("run.2.0") })).toMatchObject({
      status: "succeeded",
      output: { text: "before: one", session },
    });
  });

  it.each([137, 143])("and its agent alone, by a signal (%i): interrupted as well", async (exit) => {
    const outcome = await setUp().ask([{ say: "half" }, { exit }]);
    expect(outcome).toMatchObject({
      status: "interrupted",
      error: { class: "interrupted" },
      output: { exitCode: exit, session: expect.stringContaining("s") },
    });
  });

  it("is not believed to have given a prompt of which it noted only that it would", async () => {
    const { engine, steps, ask, turns, folder, host } = await begin([{ wait: "/nowhere" }]);
    await until(() => turns().length > 0 && textOf(path.join(folder, GEN, "said")).endsWith("\n.\n"));
    engine.kill();
    await engine.exit;
    const record = path.join(folder, GEN, "said");
    fs.writeFileSync(record, textOf(record).replace(/\.\n$/, ""));
    expect(await ask(steps, { recovering: true })).toMatchObject({
      status: "interrupted",
      error: { message: expect.stringContaining("nobody knows") },
    });
    expect(turns()).toHaveLength(1);
    expect(await host.reap(() => false)).toEqual([]);
  });

  it("is not believed to have said a message of which it noted only that it would: it is given back", async () => {
    const { engine, steps, ask, turns, folder } = await begin([{ say: "one" }, { wait: "/nowhere", for: 300 }]);
    await until(() => turns().length > 0 && textOf(path.join(folder, GEN, "said")).endsWith("\n.\n"));
    engine.kill();
    await engine.exit;
    await until(() => textOf(path.join(folder, GEN, "stdout")).includes("end_turn"));
    const message = { jsonrpc: "2.0", id: "message-abcd", method: "session/prompt", params: { prompt: [] } };
    fs.appendFileSync(path.join(folder, GEN, "said"), `@1 1\n${JSON.stringify(message)}\n`);
    const said: string[] = [];
    const desk = { ...quietDesk, messageSaid: async (id: string) => void said.push(id) };
    expect(await ask(steps, { recovering: true, desk })).toMatchObject({ status: "interrupted" });
    expect(said).toEqual([]);
  });
});

const sessionOf = ({ output: { session } }: Outcome): string => (typeof session === "string" ? session : "none");

const leaderOf = (folder: string): number => Number(textOf(path.join(folder, GEN, "claim")).split(" ")[1]);
