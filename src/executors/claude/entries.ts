import { EXPIRED } from "../../core/ask.ts";
import type { EntryReader, ToolStatus } from "../../core/entry.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { createEntryList, type EntryList, isEnded, keepStatus, putSaid } from "../talking/entry-list.ts";
import { objectOf, textOf } from "../talking/json-rpc.ts";
import { isRefused } from "../talking/refusal-status.ts";
import { usageFrom } from "../usage.ts";
import { tableOf } from "../talking/table.ts";
import { parseJsonLine } from "../json-line.ts";
import { isOfSubagent, kindOf, partsOf, textIn } from "./lines.ts";
import { asked, inputOf, isAsking, isDenial, isToolQuestion, type Question, toolNameOf } from "./questions.ts";
import { costOf, failureIn, usageIn } from "./state.ts";
import { createStreamedTexts, type StreamedTexts } from "./streamed.ts";
import { commandOf, diffsOf, pathsOf, titleOf, toolKind } from "./tool-use.ts";

interface Reader {
  readonly list: EntryList;
  readonly texts: StreamedTexts;
  /** What Claude asked and got no answer to yet, by the id of its request. */
  readonly open: Map<string, Question>;
  /** Tools by Claude's ids, with how they stand. */
  readonly tools: Map<string, ToolStatus>;
}

/** Entries of a conversation by Claude Code's control protocol. */
export const createClaudeEntries = (): EntryReader => claudeEntriesIn(createEntryList());

/** The same among others. */
export function claudeEntriesIn(list: EntryList): EntryReader {
  const reader: Reader = { list, texts: createStreamedTexts(list), open: new Map(), tools: new Map() };
  const read = (handlers: Handlers, text: string, at: number | null): void => {
    const line = parseJsonLine(text);
    if (line !== null) handlers.get(kindOf(line))?.(reader, line, at);
  };
  return {
    said: (line, at) => read(SAID, line, at),
    heard: (line, at) => read(HEARD, line, at),
    changed: () => list.changed(),
  };
}

type Handler = (reader: Reader, line: JsonObject, at: number | null) => void;
type Handlers = ReadonlyMap<string, Handler>;

const SAID = tableOf<Handler>({
  user: ({ list }, { uuid, message }, at) => putSaid(list, textIn(partsOf(message)), at, `user-${textOf(uuid)}`),
  control_response: (reader, { response }, at) => answered(reader, objectOf(response), at),
});

const HEARD = tableOf<Handler>({
  stream_event(reader, line, at) {
    if (!isOfSubagent(line)) reader.texts.event(objectOf(line["event"]), at);
  },
  assistant: spoken,
  user: (reader, line, at) => {
    for (const part of partsOf(line["message"]))
      if (part["type"] === "tool_result") toolEnded(reader, part, { line, at });
  },
  "control_request/can_use_tool": questioned,
  control_cancel_request({ list, open }, { request_id: id }, at) {
    const toolId = open.get(textOf(id))?.request["tool_use_id"];
    if (typeof toolId === "string") list.tool(`tool-${toolId}`, { status: "canceled" }, at);
    open.delete(textOf(id));
  },
  result: turnEnded,
  "system/init": ({ list }, { session_id: session, model }, at) =>
    list.put("session", { type: "system", text: `session ${textOf(session)}, model ${textOf(model)}` }, at),
  "system/api_retry": ({ list }, line, at) => list.put(list.nextId("retry"), retryOf(line), at),
  "system/compact_boundary": ({ list }, { compact_metadata: data }, at) =>
    list.put(list.nextId("system"), { type: "system", text: compaction(objectOf(data)) }, at),
});

function spoken(reader: Reader, line: JsonObject, at: number | null): void {
  const { texts } = reader;
  const message = textOf(objectOf(line["message"])["id"]);
  // What Claude says in the model's place; the result says it as an error.
  if (line["is_api_error_message"] === true) return;
  for (const part of partsOf(line["message"])) {
    const { type, text, thinking } = part;
    if (type === "tool_use") toolBegun(reader, part, at);
    if (isOfSubagent(line)) continue;
    if (type === "text") texts.settle(message, "assistant", textOf(text), at);
    else if (type === "thinking") texts.settle(message, "thinking", textOf(thinking), at);
    else texts.skip(message);
  }
}

function toolBegun({ list, tools }: Reader, part: JsonObject, at: number | null): void {
  const [id, name, input] = [textOf(part["id"]), textOf(part["name"]), objectOf(part["input"])];
  // Is a question, and shown as one.
  if (isAsking(name)) return;
  if (name === "TodoWrite") list.put("plan", { type: "plan", items: planOf(input["todos"]) }, at);
  if (!tools.has(id)) tools.set(id, "running");
  list.tool(
    `tool-${id}`,
    {
      kind: toolKind(name),
      status: tools.get(id) ?? "running",
      title: titleOf(name, input),
      command: commandOf(name, input),
      paths: pathsOf(input),
      diffs: diffsOf(input),
      input,
    },
    at,
  );
}

const planOf = (todos: Json | undefined): readonly { readonly text: string; readonly status: string }[] =>
  Array.isArray(todos)
    ? todos.map((todo: Json) => {
        const { content, status } = objectOf(todo);
        return { text: textOf(content), status: textOf(status) || "pending" };
      })
    : [];

function questioned(reader: Reader, line: JsonObject, at: number | null): void {
  const { list, open } = reader;
  const question: Question = { id: textOf(line["request_id"]), request: objectOf(line["request"]) };
  const { tool_use_id: id, input } = question.request;
  open.set(question.id, question);
  if (isAsking(toolNameOf(question))) return putQuestion(list, question, { answer: null, at });
  toolBegun(reader, { id: id ?? null, name: toolNameOf(question), input: input ?? null }, at);
  setStatus(reader, textOf(id), "awaiting_approval", at);
}

function putQuestion(
  list: EntryList,
  question: Question,
  { answer, at }: { readonly answer: string | null; readonly at: number | null },
): void {
  list.put(`question-${question.id}`, { type: "question", ...asked(inputOf(question)), answer }, at);
}

function answered(reader: Reader, { request_id: id, response }: JsonObject, at: number | null): void {
  const question = reader.open.get(textOf(id));
  if (question === undefined || !isToolQuestion(question)) return;
  reader.open.delete(question.id);
  const answer = objectOf(response);
  if (isAsking(toolNameOf(question))) return putQuestion(reader.list, question, { answer: answerIn(answer), at });
  const status = isDenial(answer) ? (answer["message"] === EXPIRED.comment ? "timed_out" : "denied") : "running";
  setStatus(reader, textOf(question.request["tool_use_id"]), status, at);
}

function answerIn({ message, updatedInput }: JsonObject): string {
  const given = Object.values(objectOf(objectOf(updatedInput)["answers"])).map((text) => textOf(text));
  return given.length > 0 ? given.join("\n") : textOf(message);
}

function setStatus({ list, tools }: Reader, id: string, status: ToolStatus, at: number | null): void {
  keepStatus(tools, id, status);
  list.tool(`tool-${id}`, { status }, at);
}

const EXIT_CODE = /^Exit code (\d+)/;

function toolEnded(
  reader: Reader,
  part: JsonObject,
  { line, at }: { readonly line: JsonObject; readonly at: number | null },
): void {
  const id = textOf(part["tool_use_id"]);
  if (!reader.tools.has(id)) return;
  const output = textIn(partsOf(part));
  const code = EXIT_CODE.exec(output)?.[1];
  reader.list.tool(`tool-${id}`, { output, ...(code === undefined ? {} : { exitCode: Number(code) }) }, at);
  setStatus(reader, id, endOf(reader, part, line), at);
}

/** A tool that was denied counts as an error for the model; newer versions tell why it was not done. */
function endOf({ tools }: Reader, { tool_use_id: id, is_error: isError }: JsonObject, line: JsonObject): ToolStatus {
  const metas = Array.isArray(line["tool_result_meta"]) ? line["tool_result_meta"] : [];
  const meta = metas.map((one: Json) => objectOf(one)).find((one) => one["id"] === id);
  const before = tools.get(textOf(id));
  if (before !== undefined && isRefused(before)) return before;
  if (DENIALS.has(meta?.["non_execution_kind"])) return "denied";
  return isError === true ? "failed" : "succeeded";
}

const DENIALS: ReadonlySet<Json | undefined> = new Set(["permission-rule", "user-rejected"]);

function turnEnded(reader: Reader, line: JsonObject, at: number | null): void {
  const { list, tools } = reader;
  // A tool that Claude never told the end of has not succeeded for all we know.
  for (const [id, status] of tools) if (!isEnded(status)) setStatus(reader, id, "canceled", at);
  tools.clear();
  const usage = usageFrom(usageIn(line), costOf(line));
  if (usage !== null) list.usage(usage, at);
  const failure = failureIn(line);
  if (failure !== null) list.error(failure, at);
}

type Retry = Parameters<EntryList["put"]>[1];

function retryOf({ attempt, error, error_status: status, retry_delay_ms: delay }: JsonObject): Retry {
  const why = [textOf(error) || "the model failed", typeof status === "number" ? `(${status})` : ""].join(" ").trim();
  const when = typeof delay === "number" ? `, again in ${Math.ceil(delay / 1000)} s` : "";
  return { type: "retry", text: `${why}${when}`, attempt: typeof attempt === "number" ? attempt : null };
}

function compaction({ trigger, pre_tokens: tokens }: JsonObject): string {
  const size = typeof tokens === "number" ? `, ${tokens} tokens before` : "";
  return `conversation compacted (${textOf(trigger) || "unknown"}${size})`;
}
