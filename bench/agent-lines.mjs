// Logs of agents in lines as the real ones write them (test/fixtures/recordings), made so that any number of them can follow. `@@` in
// the repeated part becomes a number, so that ids are new each time.
const json = (lines) => lines.map((line) => JSON.stringify(line));
const words = (count, from = 0) =>
  Array.from(
    { length: count },
    (_, i) => ["the", "parser", "now", "reads", "lines", "with", "é", "and", "tabs"][(i + from) % 9],
  ).join(" ");
const OUTPUT = Array.from({ length: 30 }, (_, i) => `src/file${i}.ts:${i + 12}: ${words(8, i)}`).join("\n");
const BEFORE = Array.from({ length: 12 }, (_, i) => `  const value${i} = ${words(4, i)};`).join("\n");
const AFTER = BEFORE.replaceAll("value", "result");
const pieces = (count) => Array.from({ length: count }, (_, i) => `${words(5, i)} `);

const update = (what) => ({ jsonrpc: "2.0", method: "session/update", params: { sessionId: "s1", update: what } });
const chunk = (kind) => (text) => update({ sessionUpdate: kind, content: { type: "text", text } });

const acp = {
  said: json([
    { jsonrpc: "2.0", id: 1, method: "initialize", params: { protocolVersion: 1 } },
    { jsonrpc: "2.0", id: 2, method: "session/new", params: { cwd: "/project", mcpServers: [] } },
    {
      jsonrpc: "2.0",
      id: 5,
      method: "session/prompt",
      params: { sessionId: "s1", prompt: [{ type: "text", text: "Do it." }] },
    },
  ]),
  first: json([
    { jsonrpc: "2.0", id: 1, result: { protocolVersion: 1, agentCapabilities: {} } },
    { jsonrpc: "2.0", id: 2, result: { sessionId: "s1" } },
  ]),
  block: json([
    ...pieces(10).map(chunk("agent_thought_chunk")),
    ...pieces(25).map(chunk("agent_message_chunk")),
    update({
      sessionUpdate: "tool_call",
      toolCallId: "read-@@",
      title: "Read src/a.ts",
      kind: "read",
      status: "in_progress",
      locations: [{ path: "/project/src/a.ts" }],
      rawInput: { file_path: "/project/src/a.ts" },
    }),
    update({
      sessionUpdate: "tool_call_update",
      toolCallId: "read-@@",
      status: "completed",
      content: [{ type: "content", content: { type: "text", text: OUTPUT } }],
    }),
    update({
      sessionUpdate: "tool_call",
      toolCallId: "edit-@@",
      title: "Edit src/a.ts",
      kind: "edit",
      status: "pending",
    }),
    update({
      sessionUpdate: "tool_call_update",
      toolCallId: "edit-@@",
      status: "completed",
      content: [{ type: "diff", path: "/project/src/a.ts", oldText: BEFORE, newText: AFTER }],
    }),
    update({
      sessionUpdate: "tool_call",
      toolCallId: "run-@@",
      title: "npm test",
      kind: "execute",
      status: "in_progress",
      rawInput: { command: "npm test" },
    }),
    update({
      sessionUpdate: "tool_call_update",
      toolCallId: "run-@@",
      status: "completed",
      rawOutput: { exitCode: 0 },
      content: [{ type: "content", content: { type: "text", text: OUTPUT } }],
    }),
    update({
      sessionUpdate: "plan",
      entries: [
        { content: "Read", status: "completed" },
        { content: "Edit", status: "in_progress" },
      ],
    }),
    update({ sessionUpdate: "usage_update", used: 1000, size: 200000, cost: { amount: 0.1, currency: "USD" } }),
  ]),
  last: json([
    chunk("agent_message_chunk")("All done."),
    { jsonrpc: "2.0", id: 5, result: { stopReason: "end_turn" } },
  ]),
};

const told = (method, params) => ({ method, params: { threadId: "t1", turnId: "u1", ...params } });
const item = (when, what) => told(`item/${when}`, { item: what, startedAtMs: 1795179612025, completedAtMs: null });
const TOKENS = {
  totalTokens: 1050,
  inputTokens: 1000,
  cachedInputTokens: 200,
  outputTokens: 50,
  reasoningOutputTokens: 0,
};
const COMMAND = {
  type: "commandExecution",
  id: "c-@@",
  command: "/bin/bash -lc 'npm test'",
  cwd: "/project",
  status: "inProgress",
};
const CHANGE = {
  type: "fileChange",
  id: "f-@@",
  status: "inProgress",
  changes: [
    {
      path: "/project/src/a.ts",
      kind: { type: "update", move_path: null },
      diff: `@ -1,12 +1,12 @\n-${BEFORE}\n+${AFTER}\n`,
    },
  ],
};

const codex = {
  said: json([
    { id: 1, method: "initialize", params: {} },
    { method: "initialized" },
    { id: 2, method: "thread/start", params: { cwd: "/project" } },
    { id: 3, method: "turn/start", params: { threadId: "t1", input: [{ type: "text", text: "Do it." }] } },
  ]),
  first: json([
    { id: 1, result: { userAgent: "codex" } },
    { id: 2, result: { thread: { id: "t1", turns: [] }, model: "gpt-5.5" } },
    { id: 3, result: { turn: { id: "u1", items: [], status: "inProgress", error: null } } },
    told("turn/started", { turn: { id: "u1", items: [], status: "inProgress", error: null } }),
  ]),
  block: json([
    item("started", { type: "reasoning", id: "r-@@", summary: [], content: [] }),
    ...pieces(10).map((delta) => told("item/reasoning/summaryTextDelta", { itemId: "r-@@", delta, summaryIndex: 0 })),
    item("completed", { type: "reasoning", id: "r-@@", summary: [words(50)], content: [] }),
    item("started", { type: "agentMessage", id: "m-@@", text: "", phase: null }),
    ...pieces(25).map((delta) => told("item/agentMessage/delta", { itemId: "m-@@", delta })),
    item("completed", { type: "agentMessage", id: "m-@@", text: words(125), phase: null }),
    item("started", COMMAND),
    ...[OUTPUT.slice(0, 900), OUTPUT.slice(900)].map((delta) =>
      told("item/commandExecution/outputDelta", { itemId: "c-@@", delta }),
    ),
    item("completed", { ...COMMAND, status: "completed", exitCode: 0, aggregatedOutput: OUTPUT }),
    item("started", CHANGE),
    item("completed", { ...CHANGE, status: "completed" }),
    told("thread/tokenUsage/updated", { tokenUsage: { total: TOKENS, last: TOKENS, modelContextWindow: 272000 } }),
  ]),
  last: json([
    item("completed", { type: "agentMessage", id: "last", text: "All done." }),
    told("turn/completed", { turn: { id: "u1", items: [], status: "completed", error: null } }),
  ]),
};

const line = (what) => ({ ...what, parent_tool_use_id: null, session_id: "c7db59a4-690a-4211-9ce8-bd85ed9b8eab" });
const event = (what) => line({ type: "stream_event", event: what });
const whole = (content) =>
  line({ type: "assistant", message: { id: "msg-@@", role: "assistant", model: "claude-opus", content: [content] } });
const block = (index, content, deltas) => [
  event({ type: "content_block_start", index, content_block: content }),
  ...deltas.map((delta) => event({ type: "content_block_delta", index, delta })),
];
const used = (name, use, input, output) => [
  event({
    type: "content_block_start",
    index: 2,
    content_block: { type: "tool_use", id: `${use}-@@`, name, input: {} },
  }),
  event({
    type: "content_block_delta",
    index: 2,
    delta: { type: "input_json_delta", partial_json: JSON.stringify(input).slice(0, 60) },
  }),
  whole({ type: "tool_use", id: `${use}-@@`, name, input }),
  line({
    type: "user",
    message: {
      role: "user",
      content: [{ type: "tool_result", tool_use_id: `${use}-@@`, content: output, is_error: false }],
    },
  }),
];

const claude = {
  said: json([
    { type: "control_request", request_id: "key", request: { subtype: "initialize" } },
    {
      type: "user",
      message: { role: "user", content: [{ type: "text", text: "Do it." }] },
      parent_tool_use_id: null,
      uuid: "key",
    },
  ]),
  first: json([
    { type: "control_response", response: { subtype: "success", request_id: "key", response: { commands: [] } } },
    line({ type: "command_lifecycle", command_uuid: "key", state: "started" }),
    line({ type: "system", subtype: "init", model: "claude-opus" }),
  ]),
  block: json([
    event({ type: "message_start", message: { id: "msg-@@", role: "assistant" } }),
    ...block(
      0,
      { type: "thinking", thinking: "" },
      pieces(10).map((thinking) => ({ type: "thinking_delta", thinking })),
    ),
    whole({ type: "thinking", thinking: pieces(10).join("") }),
    ...block(
      1,
      { type: "text", text: "" },
      pieces(25).map((text) => ({ type: "text_delta", text })),
    ),
    whole({ type: "text", text: pieces(25).join("") }),
    ...used("Read", "read", { file_path: "/project/src/a.ts" }, OUTPUT),
    ...used(
      "Edit",
      "edit",
      { file_path: "/project/src/a.ts", old_string: BEFORE, new_string: AFTER },
      "The file was changed.",
    ),
    ...used("Bash", "bash", { command: "npm test" }, OUTPUT),
  ]),
  last: json([
    line({ type: "assistant", message: { id: "last", content: [{ type: "text", text: "All done." }] } }),
    line({
      type: "result",
      subtype: "success",
      is_error: false,
      result: "All done.",
      usage: { input_tokens: 10, output_tokens: 2 },
    }),
  ]),
};

export const LOGS = { acp, codex, claude };

/** An agent in a few lines of shell: it speaks at once, then does as the protocol wants; its turn is the file `$LOG`, where it is set. */
export const TALKER = `
echo '{"jsonrpc":"2.0","method":"hello"}'
while read -r line; do
  case $line in
  *'"id":1,'*) echo '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":1}}' ;;
  *'"id":2,'*) echo '{"jsonrpc":"2.0","id":2,"result":{"sessionId":"s1"}}' ;;
  *'"id":5,'*)
    [ -z "$LOG" ] || cat "$LOG"
    echo '${JSON.stringify(chunk("agent_message_chunk")("All done."))}'
    echo '{"jsonrpc":"2.0","id":5,"result":{"stopReason":"end_turn"}}' ;;
  esac
done`;
