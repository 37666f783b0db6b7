import type { EntryReader, ToolKind } from "../../core/entry.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { claudeEntriesIn } from "../claude/entries.ts";
import { parseJsonLine } from "../json-line.ts";
import { createEntryList, type EntryList, putSaid } from "../talking/entry-list.ts";
import { objectOf, textOf } from "../talking/json-rpc.ts";
import { tableOf } from "../talking/table.ts";

/**
 * Entries of a program that writes its stream as Claude Code does: system, assistant, user and result lines, as Amp's `--stream-json`
 * and Cursor's `--output-format stream-json`. Cursor tells its tools in lines of their own.
 */
export function createStreamEntries(): EntryReader {
  const list = createEntryList();
  const claude = claudeEntriesIn(list);
  let messages = 0;
  return {
    said: (prompt, at) => putSaid(list, prompt, at),
    heard(text, at) {
      const line = parseJsonLine(text);
      if (line?.["type"] === "tool_call") return toolTold(list, line, at);
      claude.heard(line === null ? text : JSON.stringify(asClaudes(line, `message-${++messages}`)), at);
    },
    changed: () => list.changed(),
  };
}

/** Claude gives every message an id, and errors as a list. */
function asClaudes(line: JsonObject, id: string): JsonObject {
  const { type, message, error } = line;
  if (type === "assistant" && isJsonObject(message) && message["id"] === undefined)
    return { ...line, message: { ...message, id } };
  return type === "result" && typeof error === "string" ? { ...line, errors: [error] } : line;
}

const KINDS = tableOf<ToolKind>({
  read: "read",
  ls: "search",
  grep: "search",
  glob: "search",
  semSearch: "search",
  write: "edit",
  edit: "edit",
  delete: "delete",
  shell: "execute",
  fetch: "fetch",
  webFetch: "fetch",
  webSearch: "search",
  mcp: "mcp",
  task: "subagent",
});

/** `{ subtype: started | completed, call_id, tool_call: { readToolCall: { args, result: { success | error } } } }`. */
function toolTold(list: EntryList, line: JsonObject, at: number | null): void {
  const [[key, told] = ["", null]] = Object.entries(objectOf(line["tool_call"]));
  const { args, arguments: words, name, result } = objectOf(told);
  const input = objectOf(args);
  const tool = textOf(name) || key.replace(/ToolCall$/, "");
  const place = textOf(input["path"]);
  const command = textOf(input["command"]) || null;
  const change = {
    kind: KINDS.get(tool) ?? "other",
    title: [tool, command ?? place].join(" ").trim() || "a tool",
    command,
    paths: place === "" ? [] : [place],
    input: args ?? words ?? null,
  };
  list.tool(`tool-${textOf(line["call_id"])}`, { ...change, ...endOf(line, objectOf(result)) }, at);
}

function endOf({ subtype }: JsonObject, result: JsonObject) {
  if (subtype !== "completed") return { status: "running" } as const;
  const success = objectOf(result["success"]);
  const exitCode = typeof success["exitCode"] === "number" ? success["exitCode"] : null;
  const output = textOf(success["stdout"]) || textOf(success["content"]);
  // What it calls a failure has several names.
  const hasFailed = (!("success" in result) && Object.keys(result).length > 0) || (exitCode ?? 0) !== 0;
  return {
    status: hasFailed ? ("failed" as const) : ("succeeded" as const),
    exitCode,
    ...(output === "" ? {} : { output }),
  };
}
