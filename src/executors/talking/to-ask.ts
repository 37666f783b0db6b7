import type { Ask, AskRequest } from "../../core/ask.ts";
import type { FileDiff } from "../../core/entry.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Approver, Permissions } from "../../core/agent.ts";
import { approverOf, staysWithin, type ToolUse } from "../../core/permissions.ts";
import type { WireQuestion } from "./wire.ts";

/** An ask goes into the run's state, so longer texts in it are cut. Characters. */
const TEXT_LIMIT = 8 * 1024;

/** What a person, or an approver, is shown and decides on. A question is a person's. */
export function askOf(question: Exclude<WireQuestion, { type: "foreign" }>, permissions: Permissions): AskRequest {
  const { id } = question;
  const { expiresMs } = permissions;
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
  const shown = {
    title: cut(tool.title),
    subjects: tool.subjects.map(cut),
    input: small(input),
    diffs: diffs.map(shorter),
  };
  const approver = isWhole(shown, { title: tool.title, subjects: tool.subjects, input, diffs })
    ? approverOf(permissions, tool)
    : null;
  return {
    id,
    kind: "tool",
    tool: tool.kind,
    ...shown,
    choices: [],
    risk: riskOf(tool),
    expiresMs,
    ...(approver === null ? {} : { approver: withoutRules(approver) }),
  };
}

/** An approver decides on nothing of which it sees only a part. Characters. */
const WHOLE_LIMIT = 64 * 1024;

function isWhole(shown: object, told: object): boolean {
  const text = JSON.stringify(told);
  return text.length <= WHOLE_LIMIT && JSON.stringify(shown) === text;
}

const withoutRules = ({ agent, instructions, timeoutMs }: Approver): NonNullable<AskRequest["approver"]> => ({
  agent,
  instructions,
  timeoutMs,
});

const HARMLESS: ReadonlySet<string> = new Set(["read", "search", "think"]);

/** Looking is low, changing what lies in the working folder (and so in git) medium, everything else high. */
function riskOf(tool: ToolUse): Ask["risk"] {
  const { kind, subjects } = tool;
  if (HARMLESS.has(kind)) return subjects.some((subject) => subject.startsWith("/")) ? "medium" : "low";
  return kind === "edit" && staysWithin(tool) ? "medium" : "high";
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
