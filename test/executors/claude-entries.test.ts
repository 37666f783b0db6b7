import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/core/entry.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { createClaudeEntries } from "../../src/executors/claude/entries.ts";

/** Cut out of what Claude Code 2.1.329 and its host said to each other. */
const RECORDINGS = path.resolve(import.meta.dirname, "../fixtures/recordings/claude");

interface Line {
  readonly dir: "<" | ">";
  readonly msg: JsonObject;
}

const recorded = (name: string): readonly Line[] =>
  fs
    .readFileSync(path.join(RECORDINGS, `${name}.jsonl`), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

/** The entries at the end, in the order of their beginning. */
function derived(lines: readonly Line[]): readonly Entry[] {
  const reader = createClaudeEntries();
  const entries = new Map<string, Entry>();
  lines.forEach(({ dir, msg }, at) => {
    reader[dir === ">" ? "said" : "heard"](JSON.stringify(msg), at);
    for (const entry of reader.changed()) entries.set(entry.id, entry);
  });
  return [...entries.values()];
}

const entriesOf = (name: string): readonly Entry[] => derived(recorded(name));

const texts = (entries: readonly Entry[], type: "assistant" | "thinking" | "system"): readonly string[] =>
  entries.flatMap((entry) => (entry.type === type ? [entry.text] : []));

const heard = (...messages: readonly JsonObject[]): readonly Entry[] =>
  derived(messages.map((msg) => ({ dir: "<", msg })));

describe("entries of Claude Code", () => {
  it("tell a turn in its order: prompt, session, thinking, words, an edit, a command that fails, the usage", () => {
    const entries = entriesOf("edit-and-fail");
    expect(entries.map(({ type }) => type)).toEqual([
      "user",
      "system",
      "thinking",
      "assistant",
      "tool",
      "assistant",
      "tool",
      "assistant",
      "usage",
    ]);
    expect(texts(entries, "assistant")).toEqual(["Editing.", "Now.", "Done."]);
    expect(texts(entries, "thinking")).toEqual(["Let me think."]);
    const [edit, command] = entries.filter(({ type }) => type === "tool");
    expect(edit).toMatchObject({
      kind: "edit",
      status: "succeeded",
      title: "Write /project/a.txt",
      paths: ["/project/a.txt"],
      diffs: [{ path: "/project/a.txt", before: null, after: "one\n" }],
    });
    expect(command).toMatchObject({
      kind: "execute",
      status: "failed",
      command: "echo nope >&2; exit 3",
      exitCode: 3,
      output: "Exit code 3\nnope",
    });
    expect(entries.at(-1)).toMatchObject({ usage: { inputTokens: 3000, outputTokens: 150, cacheReadTokens: 600 } });
  });

  it("grow while a text streams in, and are settled by the whole of it", () => {
    const lines = recorded("edit-and-fail");
    const streamed = lines.findIndex(({ msg }) => JSON.stringify(msg).includes(`"text_delta"`));
    expect(texts(derived(lines.slice(0, streamed + 1)), "assistant")).toEqual(["Editing."]);
    const settled = derived(lines).filter(({ type }) => type === "assistant");
    expect(new Set(settled.map(({ id }) => id)).size).toBe(settled.length);
  });

  it("replace what came of a stream that broke off", () => {
    const entries = entriesOf("cut");
    expect(texts(entries, "assistant")).toEqual(["This answer is cut in the middle and then complete."]);
    expect(entries.filter(({ type }) => type === "retry")).toMatchObject([
      { text: "unknown, again in 1 s", attempt: 1 },
    ]);
  });

  it("show a tool that was denied as such, though Claude calls it failed", () => {
    const lines = recorded("denied");
    const asked = lines.findIndex(({ msg }) => msg["type"] === "control_request");
    const tool = (some: readonly Line[]): Entry | undefined => derived(some).find(({ type }) => type === "tool");
    expect(tool(lines.slice(0, asked + 1))).toMatchObject({ status: "awaiting_approval" });
    expect(tool(lines)).toMatchObject({ status: "denied", output: "The operator said no." });
  });

  it("show a question with its answer, and no tool beside it", () => {
    const entries = entriesOf("question");
    expect(entries.filter(({ type }) => type === "tool")).toEqual([]);
    expect(entries.find(({ type }) => type === "question")).toMatchObject({
      text: "1. Which color? (Red, Blue)\n2. Which sizes? (S, L)",
      choices: [],
      answer: "Blue\nS, L",
    });
  });

  it("show retries, and a failing model as an error and not as its words", () => {
    const entries = entriesOf("failing-model");
    expect(texts(entries, "assistant")).toEqual([]);
    expect(entries.flatMap((entry) => (entry.type === "retry" ? [entry.text] : []))).toEqual([
      "server_error (500), again in 1 s",
      "server_error (500), again in 2 s",
    ]);
    expect(entries.at(-1)).toMatchObject({ type: "error", class: "transient", text: expect.stringContaining("500") });
  });

  it("keep what a subagent says out of the text", () => {
    const entries = entriesOf("subagent");
    expect(texts(entries, "assistant")).toEqual(["Delegating.", "Main done."]);
    expect(entries.filter(({ type }) => type === "tool")).toMatchObject([
      { kind: "subagent", status: "succeeded", title: "Task Sub work" },
    ]);
  });

  it("tell each message once, though it was said twice", () => {
    const said = entriesOf("message").flatMap((entry) => (entry.type === "user" ? [entry.text] : []));
    expect(said.slice(1)).toEqual(["Please also be nice.", "Please also be quick."]);
  });

  it("tell that a conversation was compacted, and not what Claude repeats to itself", () => {
    const entries = entriesOf("compacted");
    expect(texts(entries, "system")).toContain("conversation compacted (manual, 1250 tokens before)");
    expect(entries.filter(({ type }) => type === "user")).toHaveLength(2);
  });

  it("make a plan of a list of things to do", () => {
    const todos = [{ content: "First", status: "completed" }, { content: "Second" }];
    const content = [{ type: "tool_use", id: "t1", name: "TodoWrite", input: { todos } }];
    expect(heard({ type: "assistant", message: { id: "m", content } })).toMatchObject([
      {
        type: "plan",
        items: [
          { text: "First", status: "completed" },
          { text: "Second", status: "pending" },
        ],
      },
      { type: "tool", kind: "other" },
    ]);
  });

  it("count a tool whose end is never told as canceled", () => {
    const content = [{ type: "tool_use", id: "t1", name: "Bash", input: { command: "sleep 9" } }];
    const entries = heard(
      { type: "assistant", message: { id: "m", content } },
      { type: "result", subtype: "success", is_error: false, result: "x" },
    );
    expect(entries).toMatchObject([{ type: "tool", status: "canceled" }]);
  });

  it("count a tool as canceled when Claude takes its question back", () => {
    const request = { subtype: "can_use_tool", tool_name: "Bash", input: { command: "make" }, tool_use_id: "t1" };
    const entries = heard(
      { type: "control_request", request_id: "q1", request },
      { type: "control_cancel_request", request_id: "q1" },
    );
    expect(entries).toMatchObject([{ id: "tool-t1", status: "canceled", command: "make" }]);
  });

  it("pass over lines of any other shape", () => {
    const reader = createClaudeEntries();
    const odd = [
      "",
      "warning: x",
      "{",
      "[]",
      "null",
      `{"type":7}`,
      `{"type":"constructor"}`,
      `{"type":"assistant"}`,
      `{"type":"user","message":null}`,
    ];
    const odder = [
      `{"type":"stream_event","event":{"type":"content_block_delta"}}`,
      `{"type":"control_cancel_request"}`,
    ];
    for (const line of [...odd, ...odder]) {
      reader.heard(line, null);
      reader.said(line.replace("user", "other"), null);
    }
    expect(reader.changed()).toEqual([]);
  });
});
