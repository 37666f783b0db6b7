import { adviceFor, agentErrorClass } from "../../core/agent-error.ts";
import type { EntryReader, ToolStatus, Usage } from "../../core/entry.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { createEntryList, endOfOutput, type EntryList, isEnded, keepStatus, putSaid } from "../talking/entry-list.ts";
import { errorText, type Message, objectOf, parseMessage, textOf } from "../talking/json-rpc.ts";
import { answerTo, type Question } from "../talking/questions.ts";
import { isRefused, refusalStatus } from "../talking/refusal-status.ts";
import { tableOf } from "../talking/table.ts";
import { isDenied, questionOf } from "./approvals.ts";
import { turnErrorText } from "./errors.ts";
import { ASKED, type CodexState, FIRST, heardMessage, isWorkId, saidMessage } from "./state.ts";
import { minus, usageOfAll } from "./tokens.ts";
import { type ToldTool, toolOf } from "./tool-items.ts";

interface Reader {
  readonly list: EntryList;
  /** The conversation as the executor understands it. */
  state: CodexState;
  /** Tools by Codex's ids, with how they stand. */
  readonly tools: Map<string, ToolStatus>;
  /** Texts that come in pieces, by the ids of their entries. */
  readonly texts: Map<string, string>;
  /** The message that is under way, and its entry. */
  message: { readonly id: string; readonly entry: string } | null;
  /** The last use of a server's tool. */
  mcpTool: string | null;
  /** What was used before the turn that is under way. */
  usedBefore: Usage | null;
}

/** Entries of a conversation with Codex's app-server. */
export function createCodexEntries(): EntryReader {
  const list = createEntryList();
  const own = { tools: new Map(), texts: new Map(), message: null, mcpTool: null, usedBefore: null };
  const reader: Reader = { list, state: FIRST, ...own };
  return {
    said(line, at) {
      const message = parseMessage(line);
      if (message !== null) said(reader, message, at);
    },
    heard(line, at) {
      const message = parseMessage(line);
      if (message !== null) heard(reader, message, at);
    },
    changed: () => list.changed(),
  };
}

/** What Codex echoes of our words is passed over: they stand here as soon as they are said. */
function said(reader: Reader, message: Message, at: number | null): void {
  const { list } = reader;
  reader.state = saidMessage(reader.state, message);
  if (message.type === "request" && isWorkId(message.id)) {
    const [first] = Array.isArray(message.params["input"]) ? message.params["input"] : [];
    reader.message = null;
    putSaid(list, textOf(objectOf(first as Json)["text"]), at);
  }
  if (message.type !== "result" && message.type !== "error") return;
  const { questions } = reader.state;
  const question = questions.asked.findLast(({ id }) => id === message.id);
  if (question === undefined) return;
  const given = answerTo(questions, question);
  asked(reader, question, {
    status: isDenied(question, given) ? refusalStatus(given) : "running",
    reply: replyIn(given),
    at,
  });
}

function heard(reader: Reader, message: Message, at: number | null): void {
  reader.state = heardMessage(reader.state, message);
  if (message.type === "notification") NOTIFIED.get(message.method)?.(reader, message.params, at);
  if (message.type === "error") reader.list.error(errorText(message.error), at);
  const question = message.type === "request" ? reader.state.questions.asked.at(-1) : undefined;
  if (question !== undefined) asked(reader, question, { status: "awaiting_approval", reply: null, at });
  if (message.type === "result" && message.id === ASKED.thread) threadOpened(reader, message.result, at);
}

function threadOpened({ list }: Reader, { thread, model }: JsonObject, at: number | null): void {
  const { id } = objectOf(thread);
  if (typeof id !== "string") return;
  list.put("session", { type: "system", text: `session ${id}${textOf(model) && `, model ${textOf(model)}`}` }, at);
}

interface Asked {
  readonly status: ToolStatus;
  readonly reply: string | null;
  readonly at: number | null;
}

/** Leave for a tool is its status; a question is an entry of its own. */
function asked(reader: Reader, question: Question, { status, reply, at }: Asked): void {
  const { type, id, ...what } = questionOf(question, reader.state);
  if (type === "question" && "choices" in what)
    reader.list.put(`question-${id}`, { type, text: what.text, choices: what.choices, answer: reply }, at);
  if (type !== "tool") return;
  const { itemId } = question.params;
  // Leave for a server's tool names none of its uses.
  const tool = typeof itemId === "string" ? itemId : reader.mcpTool;
  if (tool !== null) setTool(reader, tool, { change: {}, status }, at);
}

function replyIn(given: JsonObject | undefined): string | null {
  const [reply = null] = Object.values(objectOf(given?.["answers"]));
  const { answers } = objectOf(reply);
  return Array.isArray(answers) ? textOf(answers[0] as Json) : null;
}

type Notified = (reader: Reader, params: JsonObject, at: number | null) => void;

const item =
  (isCompleted: boolean): Notified =>
  (reader, params, at) => {
    const told = objectOf(params["item"]);
    const [type, id] = [textOf(told["type"]), textOf(told["id"])];
    if (isCompleted) for (const kind of ["thinking", "output"]) reader.texts.delete(`${kind}-${id}`);
    const words = WORDS.get(type);
    if (words !== undefined) return words(reader, { ...told, isCompleted }, at);
    const tool = toolOf(told, isCompleted);
    if (tool === null) return;
    reader.message = null;
    if (type === "mcpToolCall") reader.mcpTool = id;
    setTool(reader, id, tool, at);
  };

const WORDS = tableOf<Notified>({
  agentMessage: (reader, { id, text, isCompleted }, at) => {
    const entry = messageEntry(reader, textOf(id));
    if (isCompleted !== true) return void reader.texts.set(entry, "");
    reader.message = null;
    reader.texts.delete(entry);
    if (textOf(text) !== "") reader.list.put(entry, { type: "assistant", text: textOf(text) }, at);
  },
  reasoning: ({ list }, { id, summary, content }, at) => {
    const text = [...linesOf(summary), ...linesOf(content)].join("\n\n");
    if (text !== "") list.put(`thinking-${textOf(id)}`, { type: "thinking", text }, at);
  },
  plan: ({ list }, { id, text }, at) => {
    if (textOf(text) !== "") list.put(`plan-${textOf(id)}`, { type: "assistant", text: textOf(text) }, at);
  },
  contextCompaction: ({ list }, { id }, at) =>
    list.put(`compaction-${textOf(id)}`, { type: "system", text: "the context was made smaller" }, at),
});

/** A stream that is cut is begun anew under another id: the new message stands in the old one's place. */
function messageEntry(reader: Reader, id: string): string {
  if (reader.message?.id !== id) reader.message = { id, entry: reader.message?.entry ?? `message-${id}` };
  return reader.message.entry;
}

const thought: Notified = (reader, { itemId, delta }, at) => {
  const entry = `thinking-${textOf(itemId)}`;
  reader.list.put(entry, { type: "thinking", text: grown(reader, entry, delta) }, at);
};

const NOTIFIED = tableOf<Notified>({
  "turn/started": (reader) => void (reader.usedBefore = usageOfAll(reader.state.tokens)),
  "turn/completed": turnCompleted,
  "turn/plan/updated": ({ list }, { plan }, at) => list.put("plan", { type: "plan", items: planOf(plan) }, at),
  "item/started": item(false),
  "item/completed": item(true),
  "item/agentMessage/delta": (reader, { itemId, delta }, at) => {
    const entry = messageEntry(reader, textOf(itemId));
    reader.list.put(entry, { type: "assistant", text: grown(reader, entry, delta) }, at);
  },
  "item/reasoning/summaryTextDelta": thought,
  "item/reasoning/textDelta": thought,
  "item/commandExecution/outputDelta": (reader, { itemId, delta }, at) => {
    const entry = `output-${textOf(itemId)}`;
    const output = endOfOutput(grown(reader, entry, delta));
    reader.texts.set(entry, output);
    setTool(reader, textOf(itemId), { change: { output }, status: null }, at);
  },
  "item/fileChange/patchUpdated": (reader, { itemId, changes = null }, at) => {
    const tool = toolOf({ type: "fileChange", changes }, false);
    if (tool !== null) setTool(reader, textOf(itemId), { ...tool, status: null }, at);
  },
  "thread/tokenUsage/updated": usageUpdated,
  error: (reader, { error = null, willRetry, turnId }, at) => {
    const text = turnErrorText(error);
    if (willRetry !== true) return putError(reader, textOf(turnId), text, at);
    const attempt = Number(/(\d+)\/\d+/.exec(text)?.[1] ?? Number.NaN);
    const body = { type: "retry", text, attempt: Number.isNaN(attempt) ? null : attempt } as const;
    reader.list.put(reader.list.nextId("retry"), body, at);
  },
});

/** Its error was told before, by itself. */
function turnCompleted(reader: Reader, { turn }: JsonObject, at: number | null): void {
  const { id, status, error = null } = objectOf(turn);
  // A tool that Codex never told the end of has not succeeded for all we know.
  for (const [tool, stands] of reader.tools)
    if (!isEnded(stands)) setTool(reader, tool, { change: {}, status: "canceled" }, at);
  reader.tools.clear();
  reader.message = null;
  if (error !== null) putError(reader, textOf(id), turnErrorText(error), at);
  else if (status !== "completed")
    putError(reader, textOf(id), `its turn ended as ${JSON.stringify(status ?? null)}`, at);
}

function putError({ list }: Reader, turn: string, text: string, at: number | null): void {
  const errorClass = agentErrorClass(text);
  list.put(`error-${turn}`, { type: "error", text, class: errorClass, advice: adviceFor(errorClass) }, at);
}

/** What this turn has used until now. */
function usageUpdated({ list, state, usedBefore }: Reader, { turnId }: JsonObject, at: number | null): void {
  const all = usageOfAll(state.tokens);
  if (all === null || !state.started.has(textOf(turnId))) return;
  list.put(`usage-${textOf(turnId)}`, { type: "usage", usage: usedBefore === null ? all : minus(all, usedBefore) }, at);
}

/** What is left out stays as it was; what was denied stays denied. */
function setTool({ list, tools }: Reader, id: string, { change, status }: ToldTool, at: number | null): void {
  const before = tools.get(id) ?? "created";
  const now = isRefused(before) ? before : (status ?? before);
  keepStatus(tools, id, now);
  list.tool(`tool-${id}`, { ...change, status: now }, at);
}

function grown({ texts }: Reader, entry: string, delta: Json | undefined): string {
  const text = (texts.get(entry) ?? "") + textOf(delta);
  texts.set(entry, text);
  return text;
}

const PLAN_STATUSES = tableOf({ inProgress: "in_progress" });

const planOf = (plan: Json | undefined): readonly { readonly text: string; readonly status: string }[] =>
  Array.isArray(plan)
    ? plan.map((one: Json) => {
        const { step, status } = objectOf(one);
        const told = textOf(status) || "pending";
        return { text: textOf(step), status: PLAN_STATUSES.get(told) ?? told };
      })
    : [];

const linesOf = (texts: Json | undefined): readonly string[] =>
  Array.isArray(texts) ? texts.flatMap((text: Json) => (typeof text === "string" ? [text] : [])) : [];
