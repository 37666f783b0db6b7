import type { Decision } from "../../core/ask.ts";
import type { FileDiff } from "../../core/entry.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { objectOf, textOf } from "../talking/json-rpc.ts";
import type { ToolUse } from "../../core/permissions.ts";
import { type Question, questionName } from "../talking/questions.ts";
import { markedExpiry } from "../talking/refusal-status.ts";
import { hostOf, placesOf } from "../talking/subjects.ts";
import { tableOf } from "../talking/table.ts";
import type { WireQuestion } from "../talking/wire.ts";
import { innerCommand } from "./command-line.ts";
import type { CodexState } from "./state.ts";
import { diffsOf, mcpTool, pathsOf } from "./tool-use.ts";

type About = Pick<CodexState, "cwd" | "patches">;

interface Wanted {
  readonly tool: ToolUse;
  readonly diffs: readonly FileDiff[];
}

/** One way in which Codex asks leave. It is given for one use at a time: whoever may always would not ask again. */
interface Approval {
  wanted(params: JsonObject, about: About): Wanted;
  allowed(params: JsonObject): JsonObject;
  denied(params: JsonObject): JsonObject;
}

const DECISION = {
  allowed: (): JsonObject => ({ decision: "accept" }),
  // `cancel` would end the turn; this tells the model.
  denied: (): JsonObject => ({ decision: "decline" }),
};

const APPROVALS = tableOf<Approval>({
  "item/commandExecution/requestApproval": { ...DECISION, wanted: commandWanted },
  "item/fileChange/requestApproval": { ...DECISION, wanted: changeWanted },
  "item/permissions/requestApproval": {
    wanted: permissionsWanted,
    allowed: ({ permissions }) => ({ permissions: withoutNulls(objectOf(permissions)), scope: "turn" }),
    denied: () => ({ permissions: {}, scope: "turn" }),
  },
  "mcpServer/elicitation/request": {
    wanted: mcpToolWanted,
    allowed: () => ({ action: "accept", content: {}, _meta: null }),
    denied: () => ({ action: "decline", content: null, _meta: null }),
  },
});

const INPUT_REQUEST = "item/tool/requestUserInput";

/** Servers ask people things by the same method; only leave to use a tool of theirs is ours to give. */
function approvalOf({ method, params }: Question): Approval | null {
  const isOther =
    method === "mcpServer/elicitation/request" && metaOf(params)["codex_approval_kind"] !== "mcp_tool_call";
  return isOther ? null : (APPROVALS.get(method) ?? null);
}

export function questionOf(question: Question, about: About): WireQuestion {
  const { method, params } = question;
  const id = questionName(question);
  if (method === INPUT_REQUEST) return { id, type: "question", ...inputWanted(params) };
  const approval = approvalOf(question);
  if (approval === null) return { id, type: "foreign", method };
  return { id, type: "tool", ...approval.wanted(params, about), input: inputOf(params) };
}

/** The result to answer with; `null` for what is not offered. */
export function resultFor(question: Question, decision: Decision): JsonObject | null {
  const { method, params } = question;
  if (method === INPUT_REQUEST) return { answers: answersTo(params, decision) };
  const result = approvalOf(question)?.[decision.answer === "allow" ? "allowed" : "denied"](params);
  return result === undefined ? null : markedExpiry(result, decision);
}

/** Whether our answer refused leave. */
export function isDenied(question: Question, given: JsonObject | undefined): boolean {
  const approval = approvalOf(question);
  if (approval === null || given === undefined) return false;
  return JSON.stringify(given) !== JSON.stringify(approval.allowed(question.params));
}

/** Without a command nothing is known of it, as of text for one that runs already. */
function commandWanted(params: JsonObject): Wanted {
  const { kind, command, networkApprovalContext } = params;
  const host = textOf(objectOf(networkApprovalContext)["host"]);
  if (host !== "")
    return { tool: { kind: "fetch", title: `the network: ${host}`, subjects: hostOf(`http://${host}`) }, diffs: [] };
  const inner = innerCommand(textOf(command));
  if (kind === "writeStdin")
    return { tool: { kind: "execute", title: `input for a running command: ${inner}`, subjects: [] }, diffs: [] };
  return { tool: { kind: "execute", title: inner || "a command", subjects: inner === "" ? [] : [inner] }, diffs: [] };
}

/** Whatever a patch does with files (it may delete and move them), it edits. */
function changeWanted({ itemId, grantRoot }: JsonObject, { cwd, patches }: About): Wanted {
  const { changes } = objectOf(patches.get(textOf(itemId)));
  const root = textOf(grantRoot);
  const paths = [...pathsOf(changes), ...(root === "" ? [] : [root])].flatMap((file) => placesOf(cwd, file));
  const title = paths.length === 0 ? "a change of files" : `edit ${paths.join(", ")}`;
  return { tool: { kind: "edit", title, subjects: paths }, diffs: diffsOf(changes) };
}

/** More than the sandbox gives, until the turn is over. */
function permissionsWanted({ permissions, reason }: JsonObject): Wanted {
  const subject = JSON.stringify(withoutNulls(objectOf(permissions)));
  return {
    tool: { kind: "other", title: `${textOf(reason) || "more permissions"}: ${subject}`, subjects: [] },
    diffs: [],
  };
}

function mcpToolWanted(params: JsonObject): Wanted {
  const tool = mcpTool(params["serverName"], metaOf(params)["tool_name"]);
  return { tool: { kind: "mcp", title: tool, subjects: [tool] }, diffs: [] };
}

const metaOf = (params: JsonObject): JsonObject => objectOf(params["_meta"]);

/** What a person is shown beside the title. */
const SHOWN = [
  "reason",
  "command",
  "cwd",
  "additionalPermissions",
  "networkApprovalContext",
  "grantRoot",
  "permissions",
];

function inputOf(params: JsonObject): JsonObject {
  const shown = SHOWN.flatMap((key) => {
    const value = params[key] ?? null;
    return value === null ? [] : [[key, value] as const];
  });
  return { ...Object.fromEntries(shown), ...objectOf(metaOf(params)["tool_params"]) };
}

/** Several questions are put as one, and each of them gets the answer. */
function inputWanted({ questions }: JsonObject): { readonly text: string; readonly choices: readonly string[] } {
  const list = objectsOf(questions);
  const [first] = list;
  const choices = list.length === 1 ? objectsOf(first?.["options"]).map(({ label }) => textOf(label)) : [];
  const text = list.map(({ question, header }) => textOf(question) || textOf(header)).join("\n");
  return { text: text === "" ? "a question" : text, choices };
}

function answersTo({ questions }: JsonObject, { answer, comment }: Decision): JsonObject {
  if (answer === "deny" || comment === null) return {};
  return Object.fromEntries(objectsOf(questions).map(({ id }) => [textOf(id), { answers: [comment] }]));
}

const objectsOf = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.map((one: Json) => objectOf(one)) : [];

const withoutNulls = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
