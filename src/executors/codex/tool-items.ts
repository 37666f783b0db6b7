import type { ToolKind, ToolStatus } from "../../core/entry.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { EntryList } from "../talking/entry-list.ts";
import { objectOf, textOf } from "../talking/json-rpc.ts";
import { tableOf } from "../talking/table.ts";
import { innerCommand } from "./command-line.ts";
import { diffsOf, mcpTool, pathsOf } from "./tool-use.ts";

type Change = Parameters<EntryList["tool"]>[1];

/** What an item tells of a tool; `status: null` leaves it as it stands. */
export interface ToldTool {
  readonly change: Change;
  readonly status: ToolStatus | null;
}

const STATUSES = tableOf<ToolStatus>({
  inProgress: "running",
  completed: "succeeded",
  failed: "failed",
  declined: "denied",
});

/** `null` for an item that is no tool. */
export function toolOf(item: JsonObject, isCompleted: boolean): ToldTool | null {
  const change = TOOLS.get(textOf(item["type"]))?.(item);
  if (change === undefined) return null;
  return { change, status: STATUSES.get(textOf(item["status"])) ?? (isCompleted ? "succeeded" : "running") };
}

const TOOLS = tableOf<(item: JsonObject) => Change>({
  commandExecution({ command, cwd, aggregatedOutput, exitCode }) {
    const inner = innerCommand(textOf(command));
    return {
      ...named("execute", inner || "a command", { command: command ?? null, cwd: cwd ?? null }),
      command: inner === "" ? null : inner,
      ...(typeof aggregatedOutput === "string" ? { output: aggregatedOutput } : {}),
      ...(typeof exitCode === "number" ? { exitCode } : {}),
    };
  },
  fileChange({ changes }) {
    const paths = pathsOf(changes);
    return { ...named("edit", `edit ${paths.join(", ")}`.trim(), null), paths, diffs: diffsOf(changes) };
  },
  mcpToolCall(item) {
    const output = resultText(item);
    const told = named("mcp", mcpTool(item["server"], item["tool"]), item["arguments"] ?? null);
    return { ...told, ...(output === "" ? {} : { output }) };
  },
  dynamicToolCall: ({ tool, arguments: input = null }) => named("other", textOf(tool) || "a tool", input),
  collabAgentToolCall: ({ tool, prompt = null }) => named("subagent", textOf(tool) || "an agent", { prompt }),
  webSearch: ({ query, action = null }) => named("search", textOf(query) || "a search", action),
  imageView: ({ path }) => ({ ...named("read", textOf(path), null), paths: [textOf(path)] }),
  imageGeneration: () => named("other", "an image", null),
});

const named = (kind: ToolKind, title: string, input: Json): Change => ({ kind, title, input });

function resultText({ result, error }: JsonObject): string {
  const { content } = objectOf(result);
  const texts = Array.isArray(content) ? content.map((part: Json) => textOf(objectOf(part)["text"])) : [];
  return [...texts, textOf(objectOf(error)["message"])].filter((text) => text !== "").join("\n");
}
