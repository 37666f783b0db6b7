import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Attempt } from "../../src/core/action.ts";
import type { AgentProfile } from "../../src/core/agent.ts";
import { DroverError } from "../../src/core/errors.ts";
import { createAgentAction } from "../../src/actions/agent.ts";
import { createAcpExecutor } from "../../src/executors/acp/wire.ts";
import { createClaudeExecutor } from "../../src/executors/claude/wire.ts";
import { createCodexExecutor } from "../../src/executors/codex/wire.ts";
import { commandExecutor } from "../../src/executors/command/command-executor.ts";
import { childEnvironment } from "../../src/executors/environment.ts";
import { recordAgent } from "../../src/executors/replay/record.ts";
import { replayExecutor } from "../../src/executors/replay/replay-executor.ts";
import { processLogs } from "../../src/executors/supervisor/index.ts";
import { ENV, GEN, newFolder, newHost, startNode, textOf, until } from "../executors/support.ts";
import { NO_LIMITS, attemptIn, PLAIN } from "./support.ts";

const AGENT = path.resolve(import.meta.dirname, "../fixtures/agent.mjs");
const FIX_ADD = path.resolve(import.meta.dirname, "../../recordings/fix-add");

const TEXT_AGENT: AgentProfile = {
  name: "text",
  executor: "command",
  description: null,
  command: [process.execPath, AGENT],
  format: "text",
  fields: { text: null, session: null, usage: null, error: null },
  resume: ["--resume", "{{session}}"],
  env: {},
  inherit: [],
  recording: null,
  ...PLAIN,
  pace: 1,
};

const JSON_AGENT: AgentProfile = {
  ...TEXT_AGENT,
  name: "jsonl",
  format: "jsonl",
  fields: { text: "result.0.text", session: "session_id", usage: "usage", error: "error" },
};

const replayOf = (recording: string, pace = 0): AgentProfile => ({
  ...TEXT_AGENT,
  name: "replay",
  executor: "replay",
  command: [],
  recording,
  pace,
});

function setUp(profile: AgentProfile, changed: readonly string[] = []) {
  const { host, cwd, folder } = newHost(500);
  const get = (name: string): AgentProfile => {
    if (name === profile.name) return profile;
    throw new DroverError("agent.unknown", `no ${name}`);
  };
  const action = createAgentAction({
    processes: host,
    logs: processLogs,
    environment: childEnvironment({ PATH: process.env["PATH"], PASSED: "passed", KEPT: "kept" }),
    profiles: { get, list: () => [profile] },
    executors: {
      acp: createAcpExecutor(),
      claude: createClaudeExecutor(),
      codex: createCodexExecutor(),
      opencode: createAcpExecutor(),
      command: commandExecutor,
      replay: replayExecutor,
    },
    defaultAgent: profile.name,
    ...NO_LIMITS,
    changed: () => Promise.resolve(changed),
  });
  const ask = (prompt: string | readonly object[], more: Partial<Attempt> = {}) =>
    action.perform(
      attemptIn(cwd, {
        params: {
          agent: profile.name,
          prompt: typeof prompt === "string" ? prompt : JSON.stringify(prompt),
          session: "continue",
        },
        ...more,
      }),
    );
  return { host, cwd, folder, action, ask };
}

const inRepository = (cwd: string): Partial<Attempt> => ({
  workspace: { kind: "worktree", path: cwd, repo: cwd, branch: "b", base: "c", target: "main" },
});

describe("an agent's answer", () => {
  it("is its standard output, with what it changed", async () => {
    const { ask, cwd } = setUp(TEXT_AGENT, ["a.txt"]);
    expect(await ask([{ say: "Hellö 🐑" }, { write: ["a.txt", "x"] }, { say: "Done." }], inRepository(cwd))).toEqual({
      status: "succeeded",
      output: { text: "Hellö 🐑\nDone.", session: null, usage: null, agent: "text", turns: 1, changed: ["a.txt"] },
      error: null,
    });
    expect(textOf(`${cwd}/a.txt`)).toBe("x");
  });

  it("is found in the last line that has it, with session and usage", async () => {
    const { ask } = setUp(JSON_AGENT);
    const outcome = await ask([
      { say: "Warning: no JSON" },
      { json: { session_id: "s-1", result: [{ text: "first" }] } },
      { json: { result: [{ text: "second\u2028line" }], usage: { total_tokens: 7 }, error: null } },
      { say: '{"result": [{"text": "cut' },
    ]);
    expect(outcome).toMatchObject({
      status: "succeeded",
      output: { text: "second\u2028line", session: "s-1", usage: { totalTokens: 7 } },
    });
  });

  it("goes on with a session, and starts anew when told", async () => {
    const { ask } = setUp(TEXT_AGENT);
    expect((await ask([{ argv: 0 }], { session: "s-1" })).output["text"]).toBe("--resume s-1");
    const params = { agent: "text", prompt: '[{"argv":0},{"say":"."}]', session: "new" };
    expect((await ask("", { session: "s-1", params, gen: "run.2.0" as never })).output["text"]).toBe(".");
  });

  it("gets the profile's environment and what it inherits, the step's own first", async () => {
    const command = ["sh", "-c", 'cat >/dev/null; echo "$OWN|$STEP|$PASSED|$KEPT"'];
    const { ask } = setUp({ ...TEXT_AGENT, command, env: { OWN: "own", STEP: "profile" }, inherit: ["PASSED"] });
    expect((await ask("x", { env: { STEP: "step" } })).output["text"]).toBe("own|step|passed|");
  });
});

describe("what is never success", () => {
  it.each([
    ["an empty answer", TEXT_AGENT, [], { class: "protocol", message: "ended without an answer" }],
    ["white space", TEXT_AGENT, [{ say: "  " }], { class: "protocol" }],
    ["lines without an answer", JSON_AGENT, [{ json: { session_id: "s" } }], { class: "protocol" }],
    [
      "an exit code",
      TEXT_AGENT,
      [{ say: "Done." }, { complain: "429 Too Many Requests" }, { exit: 1 }],
      { class: "rate-limit" },
    ],
    [
      "an error of its own beside exit 0",
      JSON_AGENT,
      [{ json: { error: { message: "overloaded" } } }, { json: { result: [{ text: "ok" }] } }],
      { class: "transient", message: "reported an error: overloaded" },
    ],
    [
      "a bare error flag",
      JSON_AGENT,
      [{ json: { error: true, result: [{ text: "invalid api key" }] } }],
      { class: "auth" },
    ],
  ])("%s", async (_, profile, prompt, error) => {
    expect(await setUp(profile).ask(prompt)).toMatchObject({ status: "failed", error });
  });

  it("a program that is not there", async () => {
    const { ask } = setUp({ ...TEXT_AGENT, command: ["no-such-agent"] });
    expect(await ask([])).toMatchObject({
      status: "failed",
      error: { code: "agent.missing", message: expect.stringContaining('"no-such-agent"') },
    });
  });

  it("an exit with 0 after it was told to end", async () => {
    const { ask, cwd } = setUp(TEXT_AGENT);
    const halt = new AbortController();
    const outcome = ask([{ deaf: 0 }, { say: "All done!" }, { write: ["up", ""] }, { until: "never" }], {
      halt: halt.signal,
    });
    await until(() => fs.existsSync(`${cwd}/up`));
    halt.abort("canceled");
    expect(await outcome).toMatchObject({ status: "canceled", output: { text: "All done!" } });
  });

  it("silence", async () => {
    const { ask } = setUp(TEXT_AGENT);
    const outcome = await ask([{ say: "thinking" }, { until: "never" }], { idleMs: 500 });
    expect(outcome).toMatchObject({ status: "timed_out", error: { code: "idle" } });
  });
});

describe("what a step says about permissions", () => {
  it.each([
    ["by command", TEXT_AGENT],
    ["whose recording is of such a one", replayOf(FIX_ADD)],
  ])("keeps an agent %s from being started: it would ask nobody", async (_, profile) => {
    const { action, cwd } = setUp(profile);
    const prompt = JSON.stringify([{ write: ["pwned.txt", "evil"] }, { say: "Done." }]);
    const params = { agent: profile.name, prompt, session: "new", permissions: { deny: ["*"] } };
    const refused = { code: "agent.unheld", message: expect.stringContaining(`Cannot hold agent "${profile.name}"`) };
    await expect(action.perform(attemptIn(cwd, { params }))).rejects.toMatchObject(refused);
    expect(fs.readdirSync(cwd)).toEqual([]);
  });
});

describe("what an agent leaves behind", () => {
  it.each([[0], [1]])("is ended with it, in whatever session it sits (exit %d)", async (code) => {
    const { ask, host } = setUp(TEXT_AGENT);
    await ask([{ tool: 30 }, { say: "Done." }, { exit: code }]);
    expect(await host.reap(() => false)).toEqual([]);
  });

  it("is ended when its profile is gone after a crash", async () => {
    const { action, host, cwd } = setUp(TEXT_AGENT);
    await host.ensure({ gen: GEN, command: { argv: ["sleep", "30"] }, cwd, env: ENV, stdin: null });
    const params = { agent: "gone", prompt: "", session: "continue" };
    await expect(action.perform(attemptIn(cwd, { params, recovering: true }))).rejects.toThrow("no gone");
    expect(await host.reap(() => false)).toEqual([]);
  });
});

describe("a replay", () => {
  it("says and changes what the agent did", async () => {
    const { ask, cwd } = setUp(replayOf(FIX_ADD));
    fs.mkdirSync(`${cwd}/src`);
    fs.writeFileSync(`${cwd}/src/add.js`, "export const add = (a, b) => a - b;\n");
    const outcome = await ask("anything");
    expect(outcome).toMatchObject({
      status: "succeeded",
      output: { text: expect.stringContaining("Done: add(a, b) adds") },
    });
    expect(textOf(`${cwd}/src/add.js`)).toBe("export const add = (a, b) => a + b;\n");
  });

  it("goes on when the engine is killed with -9, and is adopted", async () => {
    const recording = makeRecording(newFolder(), [
      { atMs: 0, stream: "stdout", text: "begin\n" },
      { atMs: 1500, stream: "stdout", text: "end\n" },
    ]);
    const { ask, cwd, folder } = setUp(replayOf(recording, 1));
    const { argv } = replayExecutor.command({ profile: replayOf(recording, 1), prompt: "", session: null });
    const fixture = path.resolve(import.meta.dirname, "../fixtures/ensure-program.mjs");
    const engine = startNode(fixture, [folder, GEN, cwd, ...argv]);
    await until(() => textOf(path.join(folder, GEN, "stdout")) === "begin\n");
    engine.kill();
    await engine.exit;
    const found: (number | null)[] = [];
    const outcome = await ask("", { recovering: true, found: (_, pid) => found.push(pid) });
    expect(outcome).toMatchObject({ status: "succeeded", output: { text: "begin\nend" } });
    expect(found).toEqual([JSON.parse(engine.lines()[0] ?? "").pid]);
  });

  it("keeps the recorded format, exit code and executable files", async () => {
    const form = { format: "jsonl", fields: JSON_AGENT.fields, exitCode: 3 };
    const acts = [
      { atMs: 0, write: "bin/tool", contentFile: "files/1", executable: true },
      { atMs: 5, remove: "old.txt" },
      { atMs: 5, remove: "never-was.txt" },
      { atMs: 9, stream: "stdout", text: '{"session_id":"s-9","result":[{"text":"said"}]}\n' },
    ];
    const { ask, cwd } = setUp(replayOf(makeRecording(newFolder(), acts, form)));
    fs.writeFileSync(`${cwd}/old.txt`, "");
    expect(await ask("")).toMatchObject({ status: "failed", output: { text: "said", session: "s-9", exitCode: 3 } });
    expect(execFileSync(`${cwd}/bin/tool`, { encoding: "utf8" })).toBe("content\n");
    expect(fs.existsSync(`${cwd}/old.txt`)).toBe(false);
  });

  it.each<[unknown, string]>([
    [{ atMs: 0, write: "../out", contentFile: "files/1" }, "outside the workspace"],
    [{ atMs: 0, write: "/tmp/out", contentFile: "files/1" }, "outside the workspace"],
    [{ atMs: 0, write: ".git/hooks/post-commit", contentFile: "files/1" }, "outside the workspace"],
    [{ atMs: 0, remove: "a/../../b" }, "outside the workspace"],
    [{ atMs: 0, write: "a", contentFile: "../recording.json" }, "outside the recording"],
    [{ atMs: 0, write: "a", contentFile: "files/none" }, "misses its content file"],
    [{ atMs: -1, stream: "stdout", text: "" }, "has no time"],
    [{ atMs: 0, stream: "stdin", text: "" }, "has no stream"],
    ["words", "is no object"],
  ])("refuses the entry %j", async (act, message) => {
    const { ask } = setUp(replayOf(makeRecording(newFolder(), [act])));
    await expect(ask("")).rejects.toThrow(
      expect.objectContaining({ code: "recording.invalid", message: expect.stringContaining(message) }),
    );
  });

  it.each([
    [{ version: 2 }, "only 1 is known"],
    [{ exitCode: 256 }, '"exitCode"'],
    [{ prompt: null }, '"prompt" is no text'],
    [{ format: "xml" }, '"format"'],
    [{ fields: { text: 1 } }, '"fields.text"'],
  ])("refuses the head %j", (head, message) => {
    const profile = replayOf(makeRecording(newFolder(), [], head));
    expect(() => replayExecutor.command({ profile, prompt: "", session: null })).toThrow(message);
  });

  it("refuses a recording that is not there", async () => {
    await expect(setUp(replayOf("/nowhere")).ask("")).rejects.toThrow(
      expect.objectContaining({ code: "recording.invalid" }),
    );
  });

  it("writes through no symbolic link of the workspace", async () => {
    const outside = newFolder();
    const { ask, cwd } = setUp(
      replayOf(makeRecording(newFolder(), [{ atMs: 0, write: "link/out", contentFile: "files/1" }])),
    );
    fs.symlinkSync(outside, `${cwd}/link`);
    expect(await ask("")).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("leads out of the workspace") },
    });
    expect(fs.readdirSync(outside)).toEqual([]);
  });
});

describe("recordAgent", () => {
  it("makes a recording that replays to the same files and words", async () => {
    const [cwd, root] = [newFolder(), newFolder()];
    fs.writeFileSync(`${cwd}/old.txt`, "old");
    fs.writeFileSync(`${cwd}/same.txt`, "same");
    const out = path.join(root, "made");
    const command = [
      "sh",
      "-c",
      "cat >/dev/null; echo ein Schäfchen 🐑; mkdir d; echo new >d/new.txt; rm old.txt; printf '#!/bin/sh\\n' >tool; chmod +x tool; echo done; exit 0",
    ];
    const made = await recordAgent({ profile: { ...TEXT_AGENT, command }, prompt: "go", cwd, out, env: ENV });
    expect(made).toMatchObject({ version: 1, agent: "text", prompt: "go", exitCode: 0 });
    const replay = setUp(replayOf(out));
    for (const file of ["old.txt", "same.txt"]) fs.writeFileSync(path.join(replay.cwd, file), file.slice(0, -4));
    expect((await replay.ask("")).output["text"]).toBe("ein Schäfchen 🐑\ndone");
    expect(new Set(fs.readdirSync(replay.cwd, { recursive: true, encoding: "utf8" }))).toEqual(
      new Set(["d", "d/new.txt", "same.txt", "tool"]),
    );
    expect(textOf(`${replay.cwd}/d/new.txt`)).toBe("new\n");
    expect(fs.statSync(`${replay.cwd}/tool`).mode & 0o777).toBe(0o755);
  });

  it("hands over what the profile appends, as a step does", async () => {
    const [cwd, out] = [newFolder(), path.join(newFolder(), "made")];
    const profile = { ...TEXT_AGENT, command: ["cat"], append: "Be brief." };
    const made = await recordAgent({ profile, prompt: "go\n", cwd, out, env: ENV });
    expect(made).toMatchObject({ prompt: "go\n", pace: [{ stream: "stdout", text: "go\n\nBe brief." }] });
    expect(await setUp(profile).ask("go\n")).toMatchObject({ output: { text: "go\n\nBe brief." } });
  });

  it("replaces no recording, and makes none of an agent that cannot be started", async () => {
    const [cwd, out] = [newFolder(), newFolder()];
    const options = { profile: TEXT_AGENT, prompt: "[]", cwd, env: ENV };
    await expect(recordAgent({ ...options, out })).rejects.toThrow("exists already");
    const missing = { ...options, profile: { ...TEXT_AGENT, command: ["no-such-agent"] }, out: path.join(out, "made") };
    await expect(recordAgent(missing)).rejects.toThrow('"no-such-agent"');
    expect(fs.existsSync(missing.out)).toBe(false);
  });
});

function makeRecording(folder: string, pace: readonly unknown[], more: object = {}): string {
  fs.mkdirSync(path.join(folder, "files"));
  fs.writeFileSync(path.join(folder, "files/1"), "#!/bin/sh\necho content\n");
  const head = {
    version: 1,
    agent: "a",
    madeAt: "2026-01-01T00:00:00Z",
    prompt: "",
    format: "text",
    fields: TEXT_AGENT.fields,
    exitCode: 0,
  };
  fs.writeFileSync(path.join(folder, "recording.json"), JSON.stringify({ ...head, ...more, pace }));
  return folder;
}
