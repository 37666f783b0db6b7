import { adviceFor, agentErrorClass } from "../../core/agent-error.ts";
import { splitHistory } from "../../core/history.ts";
import type { Entry, EntryBody, ToolStatus, Usage } from "../../core/entry.ts";

type Tool = Extract<EntryBody, { type: "tool" }>;
type Spoken = "assistant" | "thinking";

/** Entries of one conversation while they come about: put by id, streamed texts grown, changes collected. */
export interface EntryList {
  put(id: string, body: EntryBody, at: number | null): void;
  /** Adds to the assistant's or the thinking text that is being streamed, or begins one. */
  stream(type: Spoken, text: string, at: number | null): void;
  /** The next streamed text is another entry. */
  breakStream(): void;
  /** What is given replaces what was known of the tool. */
  tool(id: string, change: Partial<Omit<Tool, "type">>, at: number | null): void;
  error(text: string, at: number | null): void;
  usage(usage: Usage, at: number | null): void;
  /** An id that nothing has yet. */
  nextId(prefix: string): string;
  changed(): readonly Entry[];
}

const NEW_TOOL: Tool = {
  type: "tool",
  kind: "other",
  status: "created",
  title: "a tool",
  command: null,
  paths: [],
  diffs: [],
  exitCode: null,
  output: null,
  input: null,
};

/** Longer outputs of tools keep their end. Characters. */
const OUTPUT_LIMIT = 64 * 1024;

export const endOfOutput = (output: string): string => output.slice(-OUTPUT_LIMIT);

/** A text that is streamed on and on goes on in another entry. Characters. */
const STREAM_LIMIT = 256 * 1024;
/** What an agent may still tell of a tool replaces parts only, so the latest are kept. */
const TOOLS_KEPT = 500;

/** Keeps what may still grow, and forgets the rest once it was asked for: a log may be longer than the memory. */
export function createEntryList(): EntryList {
  const dirty = new Map<string, Entry>();
  const tools = new Map<string, Tool>();
  const counts = new Map<string, number>();
  let streaming: { readonly id: string; readonly type: Spoken; readonly text: string } | null = null;

  function put(id: string, body: EntryBody, at: number | null): void {
    dirty.set(id, { v: 1, id, at, ...body });
  }

  function nextId(prefix: string): string {
    const count = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, count);
    return `${prefix}${count}`;
  }

  function keepTool(id: string, tool: Tool): void {
    // Last in the order, as the one that was told of last.
    tools.delete(id);
    tools.set(id, tool);
    for (const [oldest] of tools) {
      if (tools.size <= TOOLS_KEPT) break;
      tools.delete(oldest);
    }
  }

  return {
    put,
    nextId,
    stream(type, text, at) {
      const isOther = streaming === null || streaming.type !== type || streaming.text.length > STREAM_LIMIT;
      const before = isOther || streaming === null ? { id: nextId(type), text: "" } : streaming;
      streaming = { type, id: before.id, text: before.text + text };
      put(streaming.id, { type, text: streaming.text }, at);
    },
    breakStream() {
      streaming = null;
    },
    tool(id, change, at) {
      streaming = null;
      const known = tools.get(id) ?? NEW_TOOL;
      const output = typeof change.output === "string" ? endOfOutput(change.output) : known.output;
      const tool: Tool = { ...known, ...change, output };
      keepTool(id, tool);
      put(id, tool, at);
    },
    error(text, at) {
      streaming = null;
      const errorClass = agentErrorClass(text);
      put(nextId("error"), { type: "error", text, class: errorClass, advice: adviceFor(errorClass) }, at);
    },
    usage: (usage, at) => put(nextId("usage"), { type: "usage", usage }, at),
    changed() {
      const entries = [...dirty.values()];
      dirty.clear();
      return entries;
    },
  };
}

/** What was said to the agent; that a history was handed over with it is an entry of its own. */
export function putSaid(list: EntryList, text: string, at: number | null, id = list.nextId("user")): void {
  const handed = splitHistory(text);
  if (handed !== null) list.put(list.nextId("history"), { type: "system", text: handed.note }, at);
  list.put(id, { type: "user", text: handed?.prompt ?? text }, at);
}

/** A tool that has ended stays as it ended. */
export const isEnded = (status: ToolStatus): boolean =>
  status === "succeeded" ||
  status === "failed" ||
  status === "denied" ||
  status === "timed_out" ||
  status === "canceled";

/** Of the tools of a long turn those that ended long ago are forgotten. */
export function keepStatus(tools: Map<string, ToolStatus>, id: string, status: ToolStatus): void {
  tools.set(id, status);
  if (tools.size <= TOOLS_KEPT) return;
  for (const [oldest, stands] of tools) {
    if (!isEnded(stands) || oldest === id) continue;
    tools.delete(oldest);
    return;
  }
}
