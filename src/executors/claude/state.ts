import type { Usage } from "../../core/entry.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { objectOf, textOf } from "../talking/json-rpc.ts";
import { endOfText, grownText } from "../talking/text-end.ts";
import { momentOf } from "../reset-time.ts";
import { isCount, usageFrom } from "../usage.ts";
import { tableOf } from "../talking/table.ts";
import { parseJsonLine } from "../json-line.ts";
import { isOfSubagent, kindOf, messageOf, partsOf, textIn } from "./lines.ts";
import type { Question } from "./questions.ts";

/** A line of ours that Claude works on: the prompt, or a message. */
interface Work {
  readonly uuid: string;
  readonly message: string | null;
}

/** The conversation so far: a fold of what was said and heard. */
export interface ClaudeState {
  /** The id under which we have introduced ourselves. Made anew for each conversation, it is the prompt's uuid too. */
  readonly key: string | null;
  /** Claude has answered to it. */
  readonly isReady: boolean;
  readonly work: readonly Work[];
  /** What Claude has taken into a turn, by uuid; and what it is done with. */
  readonly taken: ReadonlySet<string>;
  readonly done: ReadonlySet<string>;
  /** The model was asked, and the turn has not ended. */
  readonly isBusy: boolean;
  readonly hasBegun: boolean;
  readonly agents: BackgroundAgents;
  /** All of them, what was answered, and what Claude no longer wants to know. */
  readonly questions: readonly Question[];
  readonly answers: ReadonlyMap<string, JsonObject>;
  readonly withdrawn: ReadonlySet<string>;
  readonly session: string | null;
  /** The last message of the session that we have heard of; and where it stood when its last turn had ended, `null` in mid-turn. */
  readonly last: string | null;
  readonly at: string | null;
  /** What Claude said after its last tool, or all of it in this turn; and the answer that the last turn has given. */
  readonly text: string;
  readonly saidAll: string;
  readonly result: string | null;
  /** Why a turn has failed. */
  readonly failure: string | null;
  /** When the limit that is reached is over, in milliseconds since 1970; `null` for none that is reached. */
  readonly limitedUntil: number | null;
  readonly usages: readonly Usage[];
  readonly cost: number | null;
}

/** Subagents that work on while the turn ends. When one is ready Claude begins a turn by itself, or hears of it in the turn that runs. */
interface BackgroundAgents {
  readonly known: ReadonlySet<string>;
  readonly working: ReadonlySet<string>;
  /** Ended, and the model does not know it yet. */
  readonly untold: ReadonlySet<string>;
}

export const FIRST: ClaudeState = {
  key: null,
  isReady: false,
  work: [],
  taken: new Set(),
  done: new Set(),
  isBusy: false,
  hasBegun: false,
  agents: { known: new Set(), working: new Set(), untold: new Set() },
  questions: [],
  answers: new Map(),
  withdrawn: new Set(),
  session: null,
  last: null,
  at: null,
  text: "",
  saidAll: "",
  result: null,
  failure: null,
  limitedUntil: null,
  usages: [],
  cost: null,
};

export function said(state: ClaudeState, text: string): ClaudeState {
  const line = parseJsonLine(text);
  if (line === null) return state;
  const kind = kindOf(line);
  if (kind === "control_request/initialize") return { ...state, key: textOf(line["request_id"]) };
  if (kind === "user") return given(state, { uuid: textOf(line["uuid"]), message: messageOf(line) });
  if (kind !== "control_response") return state;
  const { request_id: id, response } = objectOf(line["response"]);
  return { ...state, answers: new Map([...state.answers, [textOf(id), objectOf(response)]]) };
}

const given = (state: ClaudeState, work: Work): ClaudeState =>
  state.work.some(({ uuid }) => uuid === work.uuid) ? state : { ...state, work: [...state.work, work] };

export function heard(state: ClaudeState, text: string): ClaudeState {
  const line = parseJsonLine(text);
  if (line === null) return state;
  const { session_id: session } = line;
  const isNew = typeof session === "string" && session !== "" && session !== state.session;
  const known = grown(isNew ? { ...state, session } : state, line);
  return HEARD.get(kindOf(line))?.(known, line) ?? otherwise(known, line);
}

/** What Claude says in the model's place, what subagents say, and a line of ours that it had before do not make the session longer. */
function grown(state: ClaudeState, line: JsonObject): ClaudeState {
  const { type, uuid, isReplay, is_api_error_message: isNotice } = line;
  if ((type !== "user" && type !== "assistant") || typeof uuid !== "string" || isOfSubagent(line)) return state;
  if (isNotice === true || (isReplay === true && state.taken.has(uuid))) return state;
  return { ...state, last: uuid, at: null };
}

type Heard = (state: ClaudeState, line: JsonObject) => ClaudeState;

const HEARD = tableOf<Heard>({
  // Claude repeats our answers too.
  control_response: (state, { response }) =>
    objectOf(response)["request_id"] === state.key ? { ...state, isReady: true } : state,
  control_cancel_request: (state, { request_id: id }) => ({
    ...state,
    withdrawn: new Set([...state.withdrawn, textOf(id)]),
  }),
  command_lifecycle: (state, { command_uuid: uuid, state: stage }) => lived(state, textOf(uuid), textOf(stage)),
  user: (state, { isReplay, uuid }) => (isReplay === true ? took(state, textOf(uuid)) : state),
  assistant: spoke,
  stream_event: (state) => (state.hasBegun ? state : { ...state, hasBegun: true }),
  "system/status": (state, { status }) => (status === "requesting" ? requested(state) : state),
  "system/background_tasks_changed": (state, { tasks }) => ({ ...state, agents: changed(state.agents, tasks) }),
  "system/task_notification": (state, { task_id: id }) => ({ ...state, agents: ended(state.agents, textOf(id)) }),
  rate_limit_event: (state, { rate_limit_info: info }) => ({ ...state, limitedUntil: limitIn(objectOf(info)) }),
  result: turnEnded,
});

/** It also tells of limits that are near, or that are passed at a price. */
const limitIn = ({ status, resetsAt }: JsonObject): number | null =>
  status === "rejected" ? momentOf(resetsAt) : null;

/** Claude asks in more ways than one. */
function otherwise(state: ClaudeState, line: JsonObject): ClaudeState {
  const { type, request_id: id } = line;
  if (type !== "control_request" || typeof id !== "string") return state;
  if (state.questions.some((question) => question.id === id)) return state;
  return { ...state, hasBegun: true, questions: [...state.questions, { id, request: objectOf(line["request"]) }] };
}

const took = (state: ClaudeState, uuid: string): ClaudeState => ({
  ...state,
  hasBegun: true,
  taken: new Set([...state.taken, uuid]),
});

/** Newer versions tell of each line that it waits, is worked on, is done or was dropped. The prompt is done only with its result. */
function lived(state: ClaudeState, uuid: string, stage: string): ClaudeState {
  if (stage === "queued") return state;
  if (stage === "started") return took(state, uuid);
  return { ...state, done: new Set([...state.done, uuid]) };
}

function requested(state: ClaudeState): ClaudeState {
  return { ...state, isBusy: true, agents: { ...state.agents, untold: new Set() } };
}

function changed(agents: BackgroundAgents, tasks: Json | undefined): BackgroundAgents {
  const list = Array.isArray(tasks) ? tasks.map((task: Json) => objectOf(task)) : [];
  const ids = list.flatMap(({ task_type: type, task_id: id }) => (type === "local_agent" ? [textOf(id)] : []));
  return { ...agents, working: new Set(ids), known: new Set([...agents.known, ...ids]) };
}

const ended = (agents: BackgroundAgents, id: string): BackgroundAgents =>
  agents.known.has(id) ? { ...agents, untold: new Set([...agents.untold, id]) } : agents;

function spoke(state: ClaudeState, line: JsonObject): ClaudeState {
  if (isOfSubagent(line)) return state;
  const parts = partsOf(line["message"]);
  const lastTool = parts.findLastIndex(({ type }) => type === "tool_use");
  return {
    ...state,
    hasBegun: true,
    isBusy: true,
    text: joined(lastTool < 0 ? state.text : "", textIn(parts.slice(lastTool + 1))),
    saidAll: joined(state.saidAll, textIn(parts)),
  };
}

function joined(before: string, more: string): string {
  if (before === "" || more === "") return before + more;
  return grownText(before, `\n${more}`);
}

/** Claude calls a failing model a success with `is_error`. */
function turnEnded(state: ClaudeState, line: JsonObject): ClaudeState {
  const text = textOf(line["result"]) || state.text || state.saidAll;
  const usage = usageFrom(usageIn(line));
  return {
    ...state,
    isBusy: false,
    at: state.last,
    done: new Set([...state.done, ...state.taken]),
    text: "",
    saidAll: "",
    result: text === "" ? state.result : endOfText(text),
    failure: state.failure ?? failureIn(line),
    usages: usage === null ? state.usages : [...state.usages, usage],
    cost: costAfter(state.cost, line),
  };
}

/** Tokens of this turn. Those of thinking stand apart. */
export const usageIn = ({ usage }: JsonObject): JsonObject => {
  const told = objectOf(usage);
  const { thinking_tokens: thoughtTokens } = objectOf(told["output_tokens_details"]);
  return typeof thoughtTokens === "number" ? { ...told, thoughtTokens } : told;
};

export function failureIn({ is_error: isError, subtype, errors, result }: JsonObject): string | null {
  if (isError !== true && subtype === "success") return null;
  const listed = Array.isArray(errors) ? errors.map((error) => textOf(error)).filter((text) => text !== "") : [];
  return listed.join("; ") || textOf(result) || `ended its turn with ${JSON.stringify(subtype ?? null)}`;
}

/** The total is that of the process, and of a continued session before it; newer versions tell what a turn has added. */
function costAfter(before: number | null, line: JsonObject): number | null {
  const own = costOf(line);
  if (own !== null) return (before ?? 0) + own;
  const { total_cost_usd: total } = line;
  return isCount(total) ? total : before;
}

/** What a turn has cost; `null` where that is not told. */
export function costOf({ model_usage_since_last_result: models }: JsonObject): number | null {
  if (models === undefined) return null;
  const costs = Object.values(objectOf(models)).map((model) => objectOf(model)["costUSD"]);
  return costs.reduce<number>((sum, cost) => sum + (isCount(cost) ? cost : 0), 0);
}

export const openQuestions = ({ questions, answers, withdrawn }: ClaudeState): readonly Question[] =>
  questions.filter(({ id }) => !answers.has(id) && !withdrawn.has(id));
