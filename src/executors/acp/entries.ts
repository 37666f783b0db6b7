import type { EntryReader, ToolStatus } from "../../core/entry.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { createEntryList, type EntryList, isEnded, keepStatus, putSaid } from "../talking/entry-list.ts";
import { errorText, type Message, objectOf, parseMessage, textOf } from "../talking/json-rpc.ts";
import { isRefused, refusalStatus } from "../talking/refusal-status.ts";
import { tableOf } from "../talking/table.ts";
import { asked, QUESTION, replyIn, RETRY } from "../opencode/dialect.ts";
import { failureNotice, givesNotices, noticeIn } from "./notices.ts";
import { ASKED, isDenied, isWorkId, usageOf } from "./state.ts";
import { commandOf, diffsOf, kindOf, pathsOf } from "./tool-use.ts";

type Asked = Extract<Message, { type: "request" }>;

interface Reader {
  readonly list: EntryList;
  /** What the agent asked leave for and got no answer to yet, by the id of its request. */
  readonly open: Map<number | string, Asked>;
  /** Tools by the agent's ids, with how they stand. */
  readonly tools: Map<string, ToolStatus>;
  /** The agent has its prompt; what came before it is history. */
  hasWork: boolean;
  /** It speaks in the assistant's place, and what was said last in this turn. */
  givesNotices: boolean;
  lastPiece: string;
}

/** Entries of a conversation by the Agent Client Protocol. */
export function createAcpEntries(): EntryReader {
  const list = createEntryList();
  const reader: Reader = {
    list,
    open: new Map(),
    tools: new Map(),
    hasWork: false,
    givesNotices: false,
    lastPiece: "",
  };
  return {
    said: (line, at) => {
      const message = parseMessage(line);
      if (message !== null) said(reader, message, at);
    },
    heard: (line, at) => {
      const message = parseMessage(line);
      if (message !== null) heard(reader, message, at);
    },
    changed: () => list.changed(),
  };
}

function said(reader: Reader, message: Message, at: number | null): void {
  const { list, open } = reader;
  if (message.type === "request" && isWorkId(message.id)) {
    reader.hasWork = true;
    reader.lastPiece = "";
    const [first] = Array.isArray(message.params["prompt"]) ? message.params["prompt"] : [];
    list.breakStream();
    putSaid(list, textOf(objectOf(first as Json)["text"]), at);
  }
  if (message.type !== "result" && message.type !== "error") return;
  const question = open.get(message.id);
  if (question === undefined) return;
  open.delete(message.id);
  if (question.method === QUESTION)
    return putQuestion(list, question, { answer: replyIn(message.type === "result" ? message.result : {}), at });
  const given = message.type === "result" ? message.result : {};
  const status = isDenied(question, given) ? refusalStatus(given) : "running";
  setTool(reader, objectOf(question.params["toolCall"]), { status, at });
}

function heard(reader: Reader, message: Message, at: number | null): void {
  const { list, open } = reader;
  if (message.type === "notification" && message.method === "session/update" && reader.hasWork)
    return updated(reader, objectOf(message.params["update"]), at);
  if (message.type === "request" && message.method === "session/request_permission") {
    open.set(message.id, message);
    return setTool(reader, objectOf(message.params["toolCall"]), { status: "awaiting_approval", at });
  }
  if (message.type === "request" && message.method === QUESTION) {
    open.set(message.id, message);
    return putQuestion(list, message, { answer: null, at });
  }
  if (message.type === "error") return list.error(errorText(message.error), at);
  if (message.type === "result") answered(reader, message, at);
}

function putQuestion(
  list: EntryList,
  { id, params }: Asked,
  { answer, at }: { readonly answer: string | null; readonly at: number | null },
): void {
  list.put(`question-${id}`, { type: "question", ...asked(params), answer }, at);
}

function answered(reader: Reader, { id, result }: Extract<Message, { type: "result" }>, at: number | null): void {
  if (id === ASKED.initialize) reader.givesNotices = givesNotices(result);
  if (id === ASKED.session) sessionOpened(reader, result, at);
  if (isWorkId(id)) turnEnded(reader, result, at);
}

function sessionOpened({ list }: Reader, { sessionId }: JsonObject, at: number | null): void {
  if (typeof sessionId === "string") list.put("session", { type: "system", text: `session ${sessionId}` }, at);
}

function turnEnded({ list, tools, ...reader }: Reader, result: JsonObject, at: number | null): void {
  list.breakStream();
  const failure = reader.givesNotices ? failureNotice(reader.lastPiece, result) : null;
  if (failure !== null) list.error(failure, at);
  const usage = usageOf(result);
  if (usage !== null) list.usage(usage, at);
  const { stopReason } = result;
  // A tool whose end the agent never told has not succeeded for all we know; in a turn that ended well it stays as it was told.
  if (stopReason !== "end_turn")
    for (const [id, status] of tools) if (!isEnded(status)) list.tool(id, { status: "canceled" }, at);
  tools.clear();
  if (stopReason !== "end_turn") list.error(`ended its turn with ${JSON.stringify(stopReason ?? null)}`, at);
}

type Update = (reader: Reader, update: JsonObject, at: number | null) => void;

const streamed =
  (type: "assistant" | "thinking"): Update =>
  ({ list }, { content }, at) => {
    const text = textOf(objectOf(content)["text"]);
    if (text !== "") list.stream(type, text, at);
  };
const answer = streamed("assistant");

function spoken(reader: Reader, update: JsonObject, at: number | null): void {
  const text = textOf(objectOf(update["content"])["text"]);
  const notice = reader.givesNotices ? noticeIn(text) : null;
  if (notice === null) {
    reader.lastPiece = text;
    return answer(reader, update, at);
  }
  const { list } = reader;
  list.breakStream();
  if (notice === "retry") list.put(list.nextId("retry"), { type: "retry", text, attempt: null }, at);
  else list.put(list.nextId("system"), { type: "system", text }, at);
}

const tool: Update = (reader, update, at) => setTool(reader, update, { status: null, at });

const UPDATES = tableOf<Update>({
  agent_message_chunk: spoken,
  agent_thought_chunk: streamed("thinking"),
  tool_call: tool,
  tool_call_update: tool,
  [RETRY]: ({ list }, { text, attempt }, at) => {
    list.breakStream();
    const told = typeof attempt === "number" ? attempt : null;
    list.put(list.nextId("retry"), { type: "retry", text: textOf(text), attempt: told }, at);
  },
  plan: ({ list }, { entries }, at) => list.put("plan", { type: "plan", items: planOf(entries) }, at),
  current_mode_update: ({ list }, { currentModeId }, at) =>
    list.put(list.nextId("system"), { type: "system", text: `mode ${textOf(currentModeId)}` }, at),
});

const updated: Update = (reader, update, at) => UPDATES.get(textOf(update["sessionUpdate"]))?.(reader, update, at);

const planOf = (entries: Json | undefined): readonly { readonly text: string; readonly status: string }[] =>
  Array.isArray(entries)
    ? entries.map((entry: Json) => {
        const { content, status } = objectOf(entry);
        return { text: textOf(content), status: textOf(status) || "pending" };
      })
    : [];

const STATUSES = tableOf<ToolStatus>({
  pending: "created",
  in_progress: "running",
  completed: "succeeded",
  failed: "failed",
});

/** What an update leaves out stays as it was. `status`: what we know better than the agent's word. */
function setTool(
  { list, tools }: Reader,
  call: JsonObject,
  { status, at }: { readonly status: ToolStatus | null; readonly at: number | null },
): void {
  const id = `tool-${textOf(call["toolCallId"])}`;
  const before = tools.get(id) ?? "created";
  const told = status ?? STATUSES.get(textOf(call["status"])) ?? before;
  // Agents call a tool that was denied a failed one, and some a command that failed a completed one.
  const ended = exitCodeOf(call);
  const known = told === "succeeded" && ended !== null && ended !== 0 ? "failed" : told;
  const now = isRefused(before) ? before : known;
  keepStatus(tools, id, now);
  list.tool(id, { ...toldOf(call), status: now }, at);
}

type Told = Parameters<EntryList["tool"]>[1];

function toldOf(call: JsonObject): Told {
  const input = objectOf(call["rawInput"]);
  const [diffs, paths, [command]] = [diffsOf(call["content"]), pathsOf(call), commandOf(input)];
  const output = outputOf(call);
  const exitCode = exitCodeOf(call);
  return {
    ...(typeof call["kind"] === "string" ? { kind: kindOf(call["kind"]) } : {}),
    ...(typeof call["title"] === "string" ? { title: call["title"] } : {}),
    ...(Object.keys(input).length > 0 ? { input } : {}),
    ...(command === undefined ? {} : { command }),
    ...(paths.length > 0 ? { paths: [...new Set(paths)] } : {}),
    ...(diffs.length > 0 ? { diffs } : {}),
    ...(output === "" ? {} : { output }),
    ...(exitCode === null ? {} : { exitCode }),
  };
}

/** Where OpenCode tells it, and where Copilot does, beside the plain place. */
function exitCodeOf({ rawOutput }: JsonObject): number | null {
  const { exitCode, metadata, contents } = objectOf(rawOutput);
  const parts = Array.isArray(contents) ? contents.map((part: Json) => objectOf(part)["exitCode"]) : [];
  return [exitCode, objectOf(metadata)["exit"], ...parts].find((code) => typeof code === "number") ?? null;
}

function outputOf({ content }: JsonObject): string {
  if (!Array.isArray(content)) return "";
  const texts = content.map((part: Json) => objectOf(objectOf(part)["content"])["text"]);
  return texts.filter((text) => typeof text === "string").join("\n");
}
