import type { Json, JsonObject } from "./json.ts";
import type { ErrorClass } from "./outcome.ts";

/** What a tool does, whatever the agent calls it. */
export type ToolKind =
  | "read"
  | "edit"
  | "delete"
  | "move"
  | "search"
  | "execute"
  | "fetch"
  | "think"
  | "mcp"
  | "subagent"
  | "switch_mode"
  | "other";

/** `awaiting_approval`: leave was asked for and is not given yet. */
export type ToolStatus =
  | "created"
  | "awaiting_approval"
  | "running"
  | "succeeded"
  | "failed"
  | "denied"
  | "timed_out"
  | "canceled";

/** One file's change: `null` for what the agent did not tell. */
export interface FileDiff {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  /** As the agent gave it, where it gave one. */
  readonly unified: string | null;
}

/** What a model has used. Every number may be unknown, and unknown is not zero. `cost` is in US dollars. */
export interface Usage extends JsonObject {
  /** Without what was read from and written to a cache. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly totalTokens: number | null;
  /** As the agent reported it, or by a table of prices; then with `pricesAsOf`, the day of that. */
  readonly cost: number | null;
  readonly pricesAsOf?: string;
}

export type EntryBody =
  /** What was said to the agent: the prompt, or a message while it worked. */
  | { readonly type: "user"; readonly text: string }
  | { readonly type: "assistant"; readonly text: string }
  | { readonly type: "thinking"; readonly text: string }
  | {
      readonly type: "tool";
      readonly kind: ToolKind;
      readonly status: ToolStatus;
      readonly title: string;
      readonly command: string | null;
      readonly paths: readonly string[];
      readonly diffs: readonly FileDiff[];
      readonly exitCode: number | null;
      /** What it gave, as text. */
      readonly output: string | null;
      /** Its arguments as the agent told them. */
      readonly input: Json;
    }
  | { readonly type: "plan"; readonly items: readonly { readonly text: string; readonly status: string }[] }
  | {
      readonly type: "question";
      readonly text: string;
      readonly choices: readonly string[];
      readonly answer: string | null;
    }
  | { readonly type: "usage"; readonly usage: Usage }
  | { readonly type: "retry"; readonly text: string; readonly attempt: number | null }
  | { readonly type: "error"; readonly text: string; readonly class: ErrorClass; readonly advice: string | null }
  | { readonly type: "system"; readonly text: string };

/**
 * One thing in a conversation with an agent, in the same form for every agent (docs/entries.md). Entries follow from the raw log and
 * can be derived from it again. A later one with the same `id` replaces the former.
 */
export type Entry = EntryBody & {
  readonly v: 1;
  /** Unique within the attempt. */
  readonly id: string;
  /** Milliseconds since 1970: when its latest part was heard; `null` where nobody listened. */
  readonly at: number | null;
};

/** Derives entries from the lines of a log, one after another. */
export interface EntryReader {
  /** A line that was said to the agent. */
  said(line: string, at: number | null): void;
  /** A line of its standard output. */
  heard(line: string, at: number | null): void;
  /** What is new or has changed since the last call, in the order of its beginning. */
  changed(): readonly Entry[];
}
