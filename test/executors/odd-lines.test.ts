import fs from "node:fs";
import path from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AgentExecutor, AgentProfile } from "../../src/core/agent.ts";
import type { Entry } from "../../src/core/entry.ts";
import type { ProcessTalk } from "../../src/core/process.ts";
import { EXECUTORS } from "../../src/executors/executors.ts";
import { PLAIN, quietDesk } from "../actions/support.ts";
import { newFolder } from "./support.ts";

const RECORDINGS = path.resolve(import.meta.dirname, "../fixtures/recordings");

interface Line {
  readonly from: "said" | "heard";
  readonly text: string;
}

const recorded = (kind: string): readonly (readonly Line[])[] =>
  fs.readdirSync(path.join(RECORDINGS, kind)).map((file) =>
    fs
      .readFileSync(path.join(RECORDINGS, kind, file), "utf8")
      .split("\n")
      .filter(Boolean)
      .map((text) => {
        const { dir, msg } = JSON.parse(text) as { dir: string; msg: unknown };
        return { from: dir === ">" ? "said" : "heard", text: JSON.stringify(msg) };
      }),
  );

const line = (from: Line["from"], message: object): Line => ({
  from,
  text: JSON.stringify({ jsonrpc: "2.0", ...message }),
});
const update = (what: object): Line =>
  line("heard", { method: "session/update", params: { sessionId: "s1", update: what } });
const chunk = (text: string): Line => update({ sessionUpdate: "agent_message_chunk", content: { type: "text", text } });
const CALL = { toolCallId: "t1", title: "npm test", kind: "execute", rawInput: { command: "npm test" } };
const OPTIONS = [
  { optionId: "yes", kind: "allow_once" },
  { optionId: "no", kind: "reject_once" },
];
const ACP: readonly Line[] = [
  line("said", { id: 1, method: "initialize", params: { protocolVersion: 1 } }),
  line("heard", { id: 1, result: { agentCapabilities: { loadSession: true } } }),
  line("said", { id: 2, method: "session/new", params: { cwd: "/project", mcpServers: [] } }),
  line("heard", { id: 2, result: { sessionId: "s1", modes: { currentModeId: "default" } } }),
  line("said", {
    id: 5,
    method: "session/prompt",
    params: { sessionId: "s1", prompt: [{ type: "text", text: "Go." }] },
  }),
  update({ sessionUpdate: "plan", entries: [{ content: "Test", status: "pending" }] }),
  chunk("I test. "),
  line("heard", {
    id: 0,
    method: "session/request_permission",
    params: { sessionId: "s1", toolCall: CALL, options: OPTIONS },
  }),
  line("said", { id: 0, result: { outcome: { outcome: "selected", optionId: "no" } } }),
  update({
    sessionUpdate: "tool_call_update",
    toolCallId: "t1",
    status: "failed",
    content: [{ type: "diff", path: "a" }],
  }),
  update({ sessionUpdate: "usage_update", cost: { amount: 1 } }),
  chunk("It was denied."),
  line("heard", { id: 5, result: { stopReason: "end_turn", usage: { inputTokens: 1 } } }),
];

const CONVERSATIONS = { acp: [ACP], codex: recorded("codex"), claude: recorded("claude") } as const;

const profileOf = (executor: AgentProfile["executor"]): AgentProfile => ({
  name: "odd",
  executor,
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
});

const NAMES = ["__proto__", "constructor", "toString", "valueOf", "hasOwnProperty", "", "\0", "\u001b[31m", "--resume"];
const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
const VALUES = ["null", "0", "-1", "1e999", '""', "[]", "{}", "[null]", '{"__proto__":{"type":"x"}}', nested(5000)];

type Change = (lines: readonly Line[]) => readonly Line[];

/** Something in the quotes of a line, or behind a colon of it, becomes something else. */
const inLine =
  (at: number, change: (text: string) => string): Change =>
  (lines) =>
    lines.map((one, index) => (index === at % lines.length ? { from: one.from, text: change(one.text) } : one));

const nthReplaced =
  (pattern: RegExp, nth: number, by: string) =>
  (text: string): string => {
    const count = (text.match(pattern) ?? []).length;
    let index = 0;
    return text.replace(pattern, (match) => (index++ === nth % Math.max(1, count) ? by : match));
  };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc
    .tuple(fc.nat(200), fc.nat(60), fc.constantFrom(...NAMES))
    .map(([at, nth, name]) => inLine(at, nthReplaced(/"[^"\\]*"/g, nth, JSON.stringify(name)))),
  fc
    .tuple(fc.nat(200), fc.nat(60), fc.constantFrom(...VALUES))
    .map(([at, nth, value]) => inLine(at, nthReplaced(/(?<=:)(?:"[^"\\]*"|\d+|true|false|null)/g, nth, value))),
  fc.tuple(fc.nat(200), fc.nat(500)).map(([at, length]) => inLine(at, (text) => text.slice(0, length))),
  fc.tuple(fc.nat(200), fc.nat(200)).map(([from, to]): Change => (lines) => {
    const moved = lines[from % lines.length];
    return moved === undefined ? lines : lines.toSpliced(to % lines.length, 0, moved);
  }),
  fc.nat(200).map(
    (at): Change =>
      (lines) =>
        lines.toSpliced(at % lines.length, 1),
  ),
  fc.string({ unit: "binary" }).map((text): Change => (lines) => [{ from: "heard", text }, ...lines]),
);

const STATUSES = new Set([
  "created",
  "awaiting_approval",
  "running",
  "succeeded",
  "failed",
  "denied",
  "timed_out",
  "canceled",
]);

function must(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`not so: ${what}`);
}

/** Asked for after every line, as somebody does who looks on. */
function checkEntries(executor: AgentExecutor, profile: AgentProfile, lines: readonly Line[]): void {
  const reader = executor.entries(profile);
  const types = new Map<string, Entry["type"]>();
  for (const { from, text } of lines) {
    reader[from](text, null);
    const entries = reader.changed();
    must(new Set(entries.map(({ id }) => id)).size === entries.length, "each entry comes once");
    for (const entry of entries) {
      must((types.get(entry.id) ?? entry.type) === entry.type, `${entry.id} stays what it is`);
      types.set(entry.id, entry.type);
      must(entry.type !== "tool" || STATUSES.has(entry.status), `${entry.id} has a state`);
      must(entry.type !== "assistant" || typeof entry.text === "string", `${entry.id} has a text`);
    }
  }
}

/** A conversation that goes as the lines say, whatever is said to them. */
function talkOf(lines: readonly Line[], said: readonly string[]): ProcessTalk & { readonly told: string[] } {
  const heard = lines.filter(({ from }) => from === "heard").map(({ text }) => text);
  const told: string[] = [];
  return {
    told,
    said,
    unsure: new Set(),
    say: (text) => Promise.resolve(told.push(text) > 0),
    hear: () => Promise.resolve(heard.shift() ?? null),
    close: () => undefined,
  };
}

const METER = {
  used: () => undefined,
  left: () => ({ turns: null, tokens: { left: 1e9, limit: 1e9, of: "step", isSure: true }, cost: null }) as const,
};

async function checkConversation(
  executor: AgentExecutor,
  profile: AgentProfile,
  lines: readonly Line[],
): Promise<void> {
  const request = { profile, prompt: "Go.", session: null };
  const said = lines.filter(({ from }) => from === "said").map(({ text }) => text);
  for (const before of [[], said]) {
    const talk = talkOf(lines, before);
    await executor.converse?.({ request, cwd: "/project", talk, desk: quietDesk, meter: METER });
    for (const text of talk.told) JSON.parse(text);
  }
  const stdout = path.join(newFolder(), "stdout");
  fs.writeFileSync(stdout, lines.flatMap(({ from, text }) => (from === "heard" ? `${text}\n` : [])).join(""));
  const files = { folder: path.dirname(stdout), stdout, stderr: stdout, output: stdout, about: stdout };
  const { text, session, error } = await executor.read(profile, files, talkOf([], said));
  must(typeof text === "string", "there is a text");
  must(session === null || /^\S+$/.test(session), "a session has a name");
  must(error === null || typeof error === "string", "an error is a text");
}

describe.each(Object.entries(CONVERSATIONS))("a conversation with %s whose lines are odd", (kind, conversations) => {
  const executor = EXECUTORS[kind as keyof typeof CONVERSATIONS];
  const profile = profileOf(kind as keyof typeof CONVERSATIONS);
  const odd = fc
    .tuple(fc.constantFrom(...conversations), fc.array(change, { minLength: 1, maxLength: 8 }))
    .map(([lines, changes]) => changes.reduce((so, one) => one(so), lines));

  it("gives entries with ids and states of their own", () => {
    const property = fc.property(odd, (lines) => checkEntries(executor, profile, lines));
    expect(() => fc.assert(property, { numRuns: 400 })).not.toThrow();
  });

  it("is held to its end, and read", { timeout: 60_000 }, async () => {
    const property = fc.asyncProperty(odd, (lines) => checkConversation(executor, profile, lines));
    await expect(fc.assert(property, { numRuns: 100 })).resolves.toBeUndefined();
  });
});
