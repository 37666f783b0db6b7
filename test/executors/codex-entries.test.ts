import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { AgentProfile } from "../../src/core/agent.ts";
import type { Entry } from "../../src/core/entry.ts";
import { isJsonObject, type Json, type JsonObject } from "../../src/core/json.ts";
import { createCodexExecutor } from "../../src/executors/codex/wire.ts";
import { objectOf, textOf } from "../../src/executors/talking/json-rpc.ts";
import { PLAIN } from "../actions/support.ts";

const RECORDINGS = path.resolve(import.meta.dirname, "../fixtures/recordings/codex");
const PROFILE: AgentProfile = {
  name: "codex",
  executor: "codex",
  description: null,
  command: ["codex", "app-server"],
  format: "text",
  fields: { text: null, session: null, usage: null, error: null },
  ...PLAIN,
  resume: [],
  env: {},
  inherit: [],
  recording: null,
  pace: 1,
};

interface Line {
  readonly dir: "<" | ">";
  readonly msg: JsonObject;
}

/** Both directions of a conversation with Codex 0.169 and a scripted model, cut out and with shorter names. */
const recorded = (name: string): readonly Line[] =>
  fs
    .readFileSync(path.join(RECORDINGS, `${name}.jsonl`), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);

function entriesOf(lines: readonly Line[]): readonly Entry[] {
  const reader = createCodexExecutor().entries(PROFILE);
  for (const { dir, msg } of lines) reader[dir === ">" ? "said" : "heard"](JSON.stringify(msg), 7);
  return reader.changed();
}

/** What was read at each stage of a tool. */
function stagesOf(lines: readonly Line[]): readonly string[] {
  const reader = createCodexExecutor().entries(PROFILE);
  const stages = lines.flatMap(({ dir, msg }) => {
    reader[dir === ">" ? "said" : "heard"](JSON.stringify(msg), null);
    return reader.changed().flatMap((entry) => (entry.type === "tool" ? [entry.status] : []));
  });
  return stages.filter((stage, index) => stage !== stages[index - 1]);
}

const typesOf = (entries: readonly Entry[]): readonly string[] => entries.map(({ type }) => type);

const USAGE = { inputTokens: 800, cacheReadTokens: 200, outputTokens: 50, totalTokens: 1050 };

describe("entries of a conversation with Codex", () => {
  it("tell of the session, the prompt, the answer and what it has used", () => {
    expect(entriesOf(recorded("text"))).toMatchObject([
      { type: "system", text: "session id-1, model gpt-5.5", v: 1, at: 7 },
      { type: "user", text: expect.stringContaining("Follow the script.") },
      { type: "assistant", text: "Hello from the fake model." },
      { type: "usage", usage: USAGE },
    ]);
  });

  it("tell of its thinking and of a file with its content", () => {
    const entries = entriesOf(recorded("edit"));
    expect(typesOf(entries)).toEqual(["system", "user", "thinking", "assistant", "tool", "usage", "assistant"]);
    expect(entries).toMatchObject([
      {},
      {},
      { text: "Let me think." },
      { text: "Writing." },
      {
        kind: "edit",
        status: "succeeded",
        title: "edit /project/hello.txt",
        paths: ["/project/hello.txt"],
        diffs: [{ path: "/project/hello.txt", before: null, after: "hello\n", unified: null }],
      },
      { usage: { totalTokens: 2100 } },
      { text: "Done." },
    ]);
  });

  it("tell of a command without the shell around it, and of the leave for it", () => {
    expect(stagesOf(recorded("approved"))).toEqual(["running", "awaiting_approval", "running", "succeeded"]);
    expect(toolsOf("approved")).toMatchObject([
      { kind: "execute", command: "touch /project/esc1.txt", title: "touch /project/esc1.txt", exitCode: 0 },
    ]);
  });

  it("tell that leave was refused", () => {
    expect(stagesOf(recorded("declined"))).toEqual(["running", "awaiting_approval", "denied"]);
    expect(toolsOf("declined")).toMatchObject([{ status: "denied", exitCode: null }]);
  });

  it("tell how a command has failed", () => {
    expect(toolsOf("failing-command")).toMatchObject([
      { command: "echo nope >&2; exit 3", status: "failed", exitCode: 3, output: "nope\n" },
    ]);
  });

  it("tell of a server's tool by its name", () => {
    expect(stagesOf(recorded("server-tool"))).toEqual(["running", "awaiting_approval", "running", "succeeded"]);
    expect(toolsOf("server-tool")).toMatchObject([
      { kind: "mcp", title: "lab__stamp", input: { word: "hi" }, output: "stamped hi" },
    ]);
  });

  it("tell of files that are added, changed while they move, and deleted", () => {
    expect(toolsOf("patches").map((tool) => tool.type === "tool" && { paths: tool.paths, diffs: tool.diffs })).toEqual([
      {
        paths: ["/project/a.txt"],
        diffs: [{ path: "/project/a.txt", before: null, after: "one\ntwo\n", unified: null }],
      },
      {
        paths: ["/project/a.txt", "/project/c.txt"],
        diffs: [
          {
            path: "/project/a.txt",
            before: null,
            after: null,
            unified: "@@ -1,2 +1,2 @@\n one\n-two\n+three\n\n\nMoved to: /project/c.txt",
          },
        ],
      },
      {
        paths: ["/project/c.txt"],
        diffs: [{ path: "/project/c.txt", before: "one\nthree\n", after: null, unified: null }],
      },
    ]);
  });

  it("tell of retries, and of an error once", () => {
    const [, , ...entries] = entriesOf(recorded("refused-key"));
    expect(entries).toMatchObject([
      { type: "retry", attempt: 1, text: expect.stringContaining("401") },
      { type: "retry", attempt: 2 },
      { type: "error", class: "auth", text: expect.stringContaining("(HTTP 401)") },
    ]);
  });

  it("put a message that is begun anew in the place of the one that was cut", () => {
    const lines = recorded("cut-stream");
    const begun = lines.findIndex(({ msg }) => msg["method"] === "item/started" && said(msg, "agentMessage"));
    const delta = { ...lines[begun]?.msg, method: "item/agentMessage/delta" };
    const params = { threadId: "id-1", turnId: "id-2", itemId: itemId(lines[begun]?.msg), delta: "This ans" };
    const cut: Line = { dir: "<", msg: { ...delta, params } };
    const entries = entriesOf([...lines.slice(0, begun + 1), cut, ...lines.slice(begun + 1)]);
    expect(entries.filter(({ type }) => type === "assistant")).toMatchObject([
      { text: "This answer is cut in the middle of the stream the first time." },
    ]);
  });

  it("keep what was said until it was interrupted", () => {
    expect(entriesOf(recorded("interrupted")).slice(2)).toMatchObject([
      { type: "assistant", text: "A long slow answer that " },
      { type: "error", text: 'its turn ended as "interrupted"' },
    ]);
  });

  it("leave out what a resumed thread has used before", () => {
    expect(entriesOf(recorded("resumed"))).toMatchObject([
      { type: "system", text: "session id-1, model gpt-5.5" },
      { type: "user" },
      { type: "assistant", text: "Two." },
      { type: "usage", usage: USAGE },
    ]);
  });

  it("tell of a message where it was said, and of what it has cut short", () => {
    const entries = entriesOf(recorded("message")).filter(({ type }) => type === "user" || type === "assistant");
    expect(typesOf(entries)).toEqual(["user", "assistant", "user", "assistant"]);
    expect(entries.at(-1)).toMatchObject({ text: "Second turn." });
  });

  it("tell of plans, outputs that grow, searches and questions", () => {
    const turn = { threadId: "id-1", turnId: "id-2" };
    const heard = (method: string, params: JsonObject): Line => ({
      dir: "<",
      msg: { method, params: { ...turn, ...params } },
    });
    const plan = [
      { step: "Look", status: "completed" },
      { step: "Write", status: "inProgress" },
    ];
    const command = { type: "commandExecution", id: "c", command: "/bin/sh -c make", status: "inProgress" };
    const question = { id: "q", question: "Which?", options: [{ label: "red" }] };
    const entries = entriesOf([
      heard("turn/plan/updated", { plan }),
      heard("item/started", { item: command }),
      heard("item/commandExecution/outputDelta", { itemId: "c", delta: "one\n" }),
      heard("item/commandExecution/outputDelta", { itemId: "c", delta: "two\n" }),
      heard("item/completed", { item: { type: "webSearch", id: "w", query: "weather" } }),
      { dir: "<", msg: { id: 5, method: "item/tool/requestUserInput", params: { ...turn, questions: [question] } } },
      { dir: ">", msg: { id: 5, result: { answers: { q: { answers: ["red"] } } } } },
    ]);
    expect(entries).toMatchObject([
      {
        type: "plan",
        items: [
          { text: "Look", status: "completed" },
          { text: "Write", status: "in_progress" },
        ],
      },
      { type: "tool", command: "make", output: "one\ntwo\n", status: "running" },
      { type: "tool", kind: "search", title: "weather", status: "succeeded" },
      { type: "question", text: "Which?", choices: ["red"], answer: "red" },
    ]);
  });

  it("survive lines that are odd in every way", () => {
    const names = fs.readdirSync(RECORDINGS).map((file) => path.basename(file, ".jsonl"));
    const odd = names.flatMap((name) =>
      recorded(name).flatMap(({ dir, msg }) => oddly(msg).map((one) => ({ dir, msg: one }))),
    );
    expect(odd.length).toBeGreaterThan(1000);
    expect(() => entriesOf(odd)).not.toThrow();
    const reader = createCodexExecutor().entries(PROFILE);
    for (const line of ["", "{", "[]", "null", '{"method":1}', '{"id":1}']) reader.heard(line, null);
    expect(reader.changed()).toEqual([]);
  });
});

const toolsOf = (name: string): readonly Entry[] => entriesOf(recorded(name)).filter(({ type }) => type === "tool");

const itemOf = (msg: JsonObject | undefined): JsonObject => objectOf(objectOf(msg?.["params"])["item"]);
const itemId = (msg: JsonObject | undefined): string => textOf(itemOf(msg)["id"]);
const said = (msg: JsonObject, type: string): boolean => itemOf(msg)["type"] === type;

/** The message with each of its values in turn left out, and in another shape. */
function oddly(value: JsonObject): readonly JsonObject[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const { [key]: _, ...rest } = value;
    const odd: readonly Json[] = [null, 3, "x", [null], {}, ...(isJsonObject(inner) ? oddly(inner) : [])];
    return [rest].concat(odd.map((one) => Object.assign({}, rest, { [key]: one })));
  });
}
