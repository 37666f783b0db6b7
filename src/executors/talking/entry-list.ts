import { adviceFor, agentErrorClass } from "../../core/agent-error.ts";
import type { Entry, EntryBody, ToolStatus, Usage } from "../../core/entry.ts";

type Tool = Extract<EntryBody, { type: "tool" }>;

/** Entries of one conversation while they come about: put by id, streamed texts grown, changes collected. */
export interface EntryList {
  put(id: string, body: EntryBody, at: number | null): void;
  /** Adds to the assistant's or the thinking text that is being streamed, or begins one. */
  stream(type: "assistant" | "thinking", text: string, at: number | null): void;
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

export function createEntryList(): EntryList {
  const entries = new Map<string, Entry>();
  const dirty = new Set<string>();
  const counts = new Map<string, number>();
  let streaming: { readonly id: string; readonly type: "assistant" | "thinking" } | null = null;

  function put(id: string, body: EntryBody, at: number | null): void {
    entries.set(id, { v: 1, id, at, ...body });
    dirty.add(id);
  }

  function nextId(prefix: string): string {
    const count = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, count);
    return `${prefix}${count}`;
  }

  return {
    put,
    nextId,
    stream(type, text, at) {
      if (streaming?.type !== type) streaming = { type, id: nextId(type) };
      const before = entries.get(streaming.id);
      put(streaming.id, { type, text: (before?.type === type ? before.text : "") + text }, at);
    },
    breakStream() {
      streaming = null;
    },
    tool(id, change, at) {
      streaming = null;
      const before = entries.get(id);
      const known = before?.type === "tool" ? before : NEW_TOOL;
      const output = change.output?.slice(-OUTPUT_LIMIT) ?? known.output;
      put(id, { ...bodyOf(known), ...change, output }, at);
    },
    error(text, at) {
      streaming = null;
      const errorClass = agentErrorClass(text);
      put(nextId("error"), { type: "error", text, class: errorClass, advice: adviceFor(errorClass) }, at);
    },
    usage: (usage, at) => put(nextId("usage"), { type: "usage", usage }, at),
    changed() {
      const ids = [...dirty];
      dirty.clear();
      return ids.flatMap((id) => entries.get(id) ?? []);
    },
  };
}

function bodyOf(tool: Tool): Tool {
  const { type, kind, status, title, command, paths, diffs, exitCode, output, input } = tool;
  return { type, kind, status, title, command, paths, diffs, exitCode, output, input };
}

/** A tool that has ended stays as it ended. */
export const isEnded = (status: ToolStatus): boolean =>
  status === "succeeded" ||
  status === "failed" ||
  status === "denied" ||
  status === "timed_out" ||
  status === "canceled";
