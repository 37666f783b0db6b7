import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createAgentAction } from "../../src/actions/agent.ts";
import type { Attempt } from "../../src/core/action.ts";
import type { AgentProfile } from "../../src/core/agent.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import { EXECUTORS } from "../../src/executors/executors.ts";
import { processLogs } from "../../src/executors/supervisor/index.ts";
import { openEntries } from "../../src/project/reading.ts";
import { GEN, newFolder, newHost, processesWith, textOf } from "../executors/support.ts";
import { NO_LIMITS, attemptIn, PLAIN } from "./support.ts";

const FIXTURES = path.resolve(import.meta.dirname, "../fixtures");
const JSON_FIELDS = { text: "result", session: "session_id", usage: "usage", error: "error" };

function setUp(executor: AgentProfile["executor"], command: readonly string[], more: Partial<AgentProfile> = {}) {
  const { host, cwd } = newHost(300);
  const home = newFolder();
  const isCommand = executor === "command";
  const profile: AgentProfile = {
    name: "bad",
    executor,
    description: null,
    command,
    format: isCommand ? "jsonl" : "text",
    fields: isCommand ? JSON_FIELDS : { text: null, session: null, usage: null, error: null },
    ...PLAIN,
    resume: isCommand ? ["--resume", "{{session}}"] : [],
    env: { ACP_SESSIONS: home, CODEX_THREADS: home, CLAUDE_SESSIONS: home },
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
    executors: EXECUTORS,
    defaultAgent: profile.name,
    ...NO_LIMITS,
    changed: () => Promise.resolve([]),
  });
  const ask = async (steps: readonly object[], attempt: Partial<Attempt> = {}): Promise<Outcome> => {
    const params = { prompt: JSON.stringify(steps), session: "continue" };
    const outcome = await action.perform(attemptIn(cwd, { params, ...attempt }));
    entriesIn();
    return outcome;
  };
  /** Asked for after each attempt: they have to be derived from whatever was said. */
  const entriesIn = () => {
    const log = openEntries(host.files(GEN));
    const found = [];
    for (let some = log?.more(true) ?? []; some.length > 0; some = log?.more(true) ?? []) found.push(...some);
    return found;
  };
  const files = host.files(GEN);
  return { ask, entriesIn, home, cwd, said: () => textOf(path.join(files.folder, "said")) };
}

type Kind = "acp" | "codex" | "claude" | "command";
const KINDS: readonly Kind[] = ["acp", "codex", "claude", "command"];

/** Says the bytes first, and is a good agent then. */
function saysFirst(kind: Kind, bytes: Buffer | string) {
  const file = path.join(newFolder(), "bytes");
  fs.writeFileSync(file, bytes);
  const good =
    kind === "command" ? `echo '{"result":"fine"}'` : `exec "${process.execPath}" "${FIXTURES}/${kind}-agent.mjs" "$@"`;
  return setUp(kind, ["/bin/sh", "-c", `cat "${file}"; ${good}`, "bad"]);
}

const LINE = JSON.stringify({ jsonrpc: "2.0", method: "session/update", params: { text: "é" } });
const nested = (levels: number): string => `{"method":${"[".repeat(levels)}${"]".repeat(levels)}}`;
const NOISE: readonly (readonly [string, Buffer | string])[] = [
  ["garbage", Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7919 + (i >> 3)) & 0xff).concat(10))],
  ["half lines", `{"jsonrpc":"2.0","method":"session/up\n{"half":\n"}\n\n\n`],
  ["bytes that are no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x7d, 0x0a])],
  ["UTF-16", Buffer.concat([Buffer.from(`\ufeff${LINE}\n`, "utf16le"), Buffer.from("\n")])],
  ["Latin-1", Buffer.from(`${LINE}\n`, "latin1")],
  ["NUL bytes", `{"method":"a\0b"}\n\0\0\0\n`],
  ["escapes of a terminal", `\u001b[2J\u001b]0;title\u0007${LINE}\u001b[0m\n`],
  ["JSON that is nested deeply", `${nested(100)}\n${nested(5_000)}\n${nested(200_000)}\n`],
  [
    "names of JavaScript's own",
    ["__proto__", "constructor", "toString", "valueOf"]
      .flatMap((name) => [
        { method: name, params: { __proto__: null, [name]: { [name]: name }, update: { sessionUpdate: name } } },
        { type: name, subtype: name },
        { type: "system", subtype: name },
        { method: "item/started", params: { item: { type: name, id: name, status: name } } },
      ])
      .map((one) => `${JSON.stringify(one)}\n`)
      .join(""),
  ],
];

const STRAY = [99, "__proto__", null, -1].flatMap((id) => [
  { id, result: { stopReason: "end_turn", sessionId: "stolen" } },
  { id, error: { message: "no" } },
  { type: "control_response", response: { request_id: id, response: {} } },
  { type: "command_lifecycle", command_uuid: id, state: "completed" },
]);

describe("an agent that speaks well after", () => {
  it.each(NOISE)("%s is understood", async (_, bytes) => {
    const outcomes = await Promise.all(KINDS.map((kind) => saysFirst(kind, bytes).ask([{ say: "fine" }])));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: "succeeded", output: { text: "fine" } });
  });

  it.each(KINDS.filter((kind) => kind !== "command"))(
    "answers to what was never asked is understood (%s)",
    async (kind) => {
      const { ask: tell } = saysFirst(kind, STRAY.map((one) => `${JSON.stringify(one)}\n`).join(""));
      expect(await tell([{ say: "fine" }])).toMatchObject({ status: "succeeded", output: { text: "fine" } });
    },
  );

  it.each(KINDS)("a line of 50 MB is understood, without the line (%s)", { timeout: 60_000 }, async (kind) => {
    const { ask, entriesIn } = saysFirst(kind, `{"result":"${"x".repeat(50 * 1024 * 1024)}"}\n`);
    expect(await ask([{ say: "fine" }])).toMatchObject({ status: "succeeded", output: { text: "fine" } });
    // What stands behind the line is found too.
    expect(entriesIn()).toContainEqual(expect.objectContaining({ type: "assistant", text: "fine" }));
  });
});

describe("an agent that says nothing of use", () => {
  it.each(KINDS)("and ends with 0 at once has not succeeded (%s)", async (kind) => {
    expect(await setUp(kind, ["/bin/sh", "-c", "exit 0"]).ask([])).toMatchObject({
      status: "failed",
      error: { class: "protocol" },
    });
  });

  it.each(KINDS)("and never begins to speak is ended by its silence (%s)", async (kind) => {
    const mark = newFolder();
    const { ask } = setUp(kind, ["/bin/sh", "-c", `exec sleep 600 # "$0"`, mark]);
    expect(await ask([], { idleMs: 300 })).toMatchObject({ status: "timed_out" });
    expect(processesWith(mark)).toEqual([]);
  });

  it.each(KINDS)("and closes its output, and lives on, is ended by its silence (%s)", async (kind) => {
    const { ask } = setUp(kind, ["/bin/sh", "-c", "echo hello; exec >&- 2>&-; while :; do sleep 1; done"]);
    expect(await ask([], { idleMs: 300 })).toMatchObject({ status: "timed_out" });
  });

  it.each(KINDS)("but very much of it is ended by its limit (%s)", async (kind) => {
    const flood = `while :; do echo '{"jsonrpc":"2.0","method":"x","params":{"a":"${"b".repeat(2000)}"}}'; done`;
    const outcome = await setUp(kind, ["/bin/sh", "-c", flood]).ask([], { outputBytes: 2_000_000 });
    expect(outcome).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("more than its limit") },
    });
  });

  it.each(KINDS)("since it is not there is told with the way to install it (%s)", async (kind) => {
    const { ask } = setUp(kind, ["no-such-agent"], { install: "npm install -g no-such-agent" });
    expect(await ask([])).toMatchObject({
      status: "failed",
      error: { code: "agent.missing", message: expect.stringMatching(/not on PATH.*npm install -g no-such-agent$/) },
    });
  });
});

const ask = (id: number | string, command: string): string =>
  `${JSON.stringify({
    jsonrpc: "2.0",
    id,
    method: "session/request_permission",
    params: {
      toolCall: { toolCallId: command, kind: "execute", title: command, rawInput: { command } },
      options: [
        { optionId: "yes", kind: "allow_once" },
        { optionId: "no", kind: "reject_once" },
      ],
    },
  })}\n`;

const acp = (more: Partial<AgentProfile> = {}) =>
  setUp("acp", [process.execPath, path.join(FIXTURES, "acp-agent.mjs")], more);

describe("an agent that gives ids again", () => {
  it("gets an answer to each of its questions", async () => {
    const permissions = { ...PLAIN.permissions, allow: ["execute ls"] };
    const { ask: tell, said } = acp({ permissions });
    await tell([{ raw: ask("q", "ls") + ask("q", "rm") + ask("q", "ls") }, { say: "done" }]);
    const given = said()
      .split("\n")
      .filter((line) => line.includes('"id":"q"'));
    expect(given.map((line) => /"optionId":"(\w+)"/.exec(line)?.[1])).toEqual(["yes", "no", "yes"]);
  });

  it("gets leave for one question by no decision on another", async () => {
    const names: string[] = [];
    const permissions = { ...PLAIN.permissions, ask: ["execute"] };
    const { ask: tell } = acp({ permissions });
    const wild = [7, "7", "7", "__proto__", "a b\n", "--allow", "../x"].map((id) => ask(id, `rm ${String(id)}`));
    const desk = {
      ask: ({ id }: { id: string }) => Promise.resolve(void names.push(id)),
      isAsking: () => false,
      decision: () => ({ answer: "deny", comment: null, by: null }) as const,
      withdraw: () => Promise.resolve(),
      takeMessage: () => Promise.resolve(null),
      messageSaid: () => Promise.resolve(),
      changed: () => new Promise<void>(() => undefined),
    };
    const looked: string[] = [];
    const decision = (id: string) => {
      looked.push(id);
      return desk.decision();
    };
    await tell([{ raw: wild.join("") }, { say: "done" }], { desk: { ...desk, decision } });
    expect(new Set(looked).size).toBe(wild.length);
    for (const name of looked) expect(name).toMatch(/^[\w.-]+$/);
  });
});

it("an agent's words after the end of its turn are no part of the answer", async () => {
  const late = { sessionUpdate: "agent_message_chunk", content: { type: "text", text: "late" } };
  const line = (what: object): string => `echo '${JSON.stringify({ jsonrpc: "2.0", ...what })}'`;
  const update = (what: object): string => line({ method: "session/update", params: { update: what } });
  const early = update({ ...late, content: { type: "text", text: "in time" } });
  // All of them at once, so that the late ones are there before anybody can end it.
  const talk = `while read -r said; do case $said in *'"id":1,'*) ${line({ id: 1, result: {} })} ;;
    *'"id":2,'*) ${line({ id: 2, result: { sessionId: "s" } })} ;;
    *'"id":5,'*) { ${early}; ${line({ id: 5, result: { stopReason: "end_turn" } })}; ${update(late)}; ${update({ sessionUpdate: "tool_call", title: "x" })}; } ;; esac; done`;
  const outcome = await setUp("acp", ["/bin/sh", "-c", talk]).ask([]);
  expect(outcome).toMatchObject({ status: "succeeded", output: { text: "in time" } });
});

describe("a session's id", () => {
  const WILD = [
    "--dangerously-skip-permissions",
    "-x",
    "../../etc/passwd",
    "/etc/passwd",
    "a b",
    "a\u001b[31m",
    "a\nb",
    "a\0",
    "",
  ];

  it.each(WILD)("%j is never an argument", (session) => {
    const base = { prompt: "x", session };
    const claude = { ...PROFILE, executor: "claude" } as const;
    expect(EXECUTORS.claude.command({ ...base, profile: claude, fork: true }).argv).not.toContain("--resume");
    expect(EXECUTORS.claude.command({ ...base, profile: claude, fork: true }).argv).not.toContain("--fork-session");
    const command = { ...PROFILE, resume: ["--resume={{session}}"] };
    expect(EXECUTORS.command.command({ ...base, profile: command }).argv).toEqual(PROFILE.command);
  });

  it.each(WILD)("%j is not taken from a program for one", async (session) => {
    const line = JSON.stringify({ result: "fine", session_id: session });
    const { ask: tell } = setUp("command", ["/bin/sh", "-c", `printf '%s\\n' "$0"`, line]);
    expect(await tell([])).toMatchObject({ status: "succeeded", output: { session: null } });
  });
});

const PROFILE: AgentProfile = {
  name: "plain",
  executor: "command",
  description: null,
  command: ["agent"],
  format: "text",
  fields: { text: null, session: null, usage: null, error: null },
  ...PLAIN,
  resume: [],
  env: {},
  inherit: [],
  recording: null,
  pace: 1,
};
