import type { Ask, AskRequest } from "../../core/ask.ts";
import type { FileDiff } from "../../core/entry.ts";
import type { JsonObject } from "../../core/json.ts";
import type { ToolUse } from "../../core/permissions.ts";
import type { WireQuestion } from "./wire.ts";

/** An ask goes into the run's state, so longer texts in it are cut. Characters. */
const TEXT_LIMIT = 8 * 1024;

/** What a person is shown and decides on. */
export function askOf(question: Exclude<WireQuestion, { type: "foreign" }>, expiresMs: number | null): AskRequest {
  const { id } = question;
  if (question.type === "question") {
    const { text, choices } = question;
    return {
      id,
      kind: "question",
      tool: "other",
      title: cut(text),
      subjects: [],
      input: {},
      diffs: [],
      choices,
      risk: "low",
      expiresMs,
    };
  }
  const { tool, input, diffs } = question;
  return {
    id,
    kind: "tool",
    tool: tool.kind,
    title: cut(tool.title),
    subjects: tool.subjects.map(cut),
    input: small(input),
    diffs: diffs.map(shorter),
    choices: [],
    risk: riskOf(tool),
    expiresMs,
  };
}

const HARMLESS: ReadonlySet<string> = new Set(["read", "search", "think"]);

/** Looking is low, changing what lies in the working folder (and so in git) medium, everything else high. */
function riskOf({ kind, subjects }: ToolUse): Ask["risk"] {
  const isInside = subjects.length > 0 && subjects.every((subject) => !subject.startsWith("/"));
  if (HARMLESS.has(kind)) return subjects.some((subject) => subject.startsWith("/")) ? "medium" : "low";
  return kind === "edit" && isInside ? "medium" : "high";
}

const cut = (text: string): string => (text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…` : text);

const cutOrNull = (text: string | null): string | null => (text === null ? null : cut(text));

const shorter = ({ path, before, after, unified }: FileDiff): FileDiff => ({
  path,
  before: cutOrNull(before),
  after: cutOrNull(after),
  unified: cutOrNull(unified),
});

/** Arguments as they are, or as the beginning of their text. */
function small(input: JsonObject): JsonObject {
  const text = JSON.stringify(input);
  return text.length > TEXT_LIMIT ? { text: cut(text) } : input;
}
