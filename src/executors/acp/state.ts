import type { Usage } from "../../core/entry.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { usageFrom } from "../usage.ts";
import { type Message, objectOf, parseMessage, type RpcError } from "../talking/json-rpc.ts";

/** The ids of our requests: each is made once in a conversation, so its id says what it is. A message has an id of its own. */
export const ASKED = { initialize: 1, session: 2, mode: 3, model: 4, prompt: 5 } as const;
const MESSAGE = "message-";

export const messageId = (id: string): string => `${MESSAGE}${id}`;

export const isWorkId = (id: number | string): boolean => id === ASKED.prompt || String(id).startsWith(MESSAGE);

/** What the agent asked of us. */
export interface Question {
  readonly id: number | string;
  /** Tells it from all others in the conversation, whatever ids the agent uses. */
  readonly key: string;
  readonly method: string;
  readonly params: JsonObject;
}

interface Answer {
  readonly id: number | string;
  readonly result: JsonObject;
}

/** The conversation so far: a fold of what was said and heard. */
export interface AcpState {
  readonly asked: ReadonlySet<number | string>;
  readonly results: ReadonlyMap<number | string, JsonObject>;
  readonly errors: ReadonlyMap<number | string, RpcError>;
  /** The prompt and the messages that were said, in order. */
  readonly work: readonly (number | string)[];
  /** All of them, and what was answered, in order. */
  readonly questions: readonly Question[];
  readonly answers: readonly Answer[];
  /** The agent's working folder, as it was told; paths in rules count from there. */
  readonly cwd: string;
  /** The session that was asked for or given. */
  readonly session: string | null;
  /** The answer: what the agent said in this turn after its last tool, or all of it when it said nothing then. */
  readonly text: string;
  readonly saidAll: string;
  /** A turn has ended: what is said next belongs to another. */
  readonly isBetween: boolean;
  /** It has done something in this turn. */
  readonly hasBegun: boolean;
  /** What each turn has used, as told. */
  readonly usages: readonly Usage[];
  readonly cost: Json;
}

export const FIRST: AcpState = {
  asked: new Set(),
  results: new Map(),
  errors: new Map(),
  work: [],
  questions: [],
  answers: [],
  cwd: "/",
  session: null,
  text: "",
  saidAll: "",
  hasBegun: false,
  isBetween: false,
  usages: [],
  cost: null,
};

/** A step's text goes into the run's state, so a longer one keeps its end. Characters. */
const TEXT_LIMIT = 256 * 1024;

export function said(state: AcpState, line: string): AcpState {
  const message = parseMessage(line);
  if (message === null || message.type === "notification") return state;
  if (message.type !== "request") {
    const result = message.type === "result" ? message.result : {};
    return { ...state, answers: [...state.answers, { id: message.id, result }] };
  }
  const { id, params } = message;
  const { sessionId, cwd = state.cwd } = params;
  return {
    ...state,
    session: typeof sessionId === "string" ? sessionId : state.session,
    cwd: typeof cwd === "string" ? cwd : state.cwd,
    asked: new Set([...state.asked, id]),
    ...(isWorkId(id) ? { work: [...state.work, id] } : {}),
  };
}

export function heard(state: AcpState, line: string): AcpState {
  const message = parseMessage(line);
  return message === null ? state : HEARD[message.type](state, message as never);
}

type Heard<T extends Message["type"]> = (state: AcpState, message: Extract<Message, { type: T }>) => AcpState;

const HEARD: { readonly [T in Message["type"]]: Heard<T> } = {
  // Gemini announces no tool before it asks for leave.
  request: (state, { id, method, params }) => ({
    ...state,
    text: "",
    hasBegun: true,
    questions: [...state.questions, { id, key: keyFor(id, state.questions), method, params }],
  }),
  notification: (state, { method, params }) =>
    method === "session/update" ? updated(state, objectOf(params["update"])) : state,
  result: (state, { id, result }) => answered(state, id, result),
  error: (state, { id, error }) => refused(state, id, error),
};

const NEW_TURN = { text: "", saidAll: "", isBetween: false } as const;
/** What was said before the last answer to the preparations is history that the agent replays. */
const AT_THE_BEGINNING = { ...NEW_TURN, hasBegun: false, usages: [] as readonly Usage[], cost: null } as const;

function refused(state: AcpState, id: number | string, error: RpcError): AcpState {
  if (!state.asked.has(id) || state.results.has(id)) return state;
  const errors = new Map([...state.errors, [id, error] as const]);
  return { ...state, errors, ...(isWorkId(id) ? {} : AT_THE_BEGINNING) };
}

/** The first answer counts. */
function answered(state: AcpState, id: number | string, result: JsonObject): AcpState {
  if (state.results.has(id) || !state.asked.has(id)) return state;
  const next = { ...state, results: new Map([...state.results, [id, result]]) };
  const usage = usageOf(result);
  if (isWorkId(id))
    return {
      ...next,
      isBetween: true,
      hasBegun: false,
      usages: usage === null ? state.usages : [...state.usages, usage],
    };
  const session = id === ASKED.session && typeof result["sessionId"] === "string" ? result["sessionId"] : state.session;
  return { ...next, session, ...AT_THE_BEGINNING };
}

/** Gemini tells its tokens only in a field of its own. */
export const usageOf = (result: JsonObject): Usage | null =>
  usageFrom(objectOf(result["usage"])) ??
  usageFrom(objectOf(objectOf(objectOf(result["_meta"])["quota"])["token_count"]));

/** Updates that come without a turn, such as the list of commands. */
const ASIDE: ReadonlySet<Json | undefined> = new Set([
  "available_commands_update",
  "current_mode_update",
  "config_option_update",
  "session_info_update",
  "usage_update",
  "user_message_chunk",
]);

function updated(before: AcpState, update: JsonObject): AcpState {
  const { sessionUpdate: kind } = update;
  const state = ASIDE.has(kind) ? before : { ...before, hasBegun: true, ...(before.isBetween ? NEW_TURN : {}) };
  if (kind === "tool_call") return { ...state, text: "" };
  if (kind === "usage_update") return { ...state, cost: objectOf(update["cost"])["amount"] ?? null };
  const { text } = objectOf(update["content"]);
  if (kind !== "agent_message_chunk" || typeof text !== "string" || isNotice(state, text)) return state;
  const [own, all] = [state.text + text, state.saidAll + text];
  return { ...state, text: own.slice(-TEXT_LIMIT), saidAll: all.slice(-TEXT_LIMIT) };
}

/** Copilot names the file that it writes, and tells that it was denied, in the words of an answer. Neither is one. */
function isNotice({ results }: AcpState, text: string): boolean {
  const { name } = objectOf(results.get(ASKED.initialize)?.["agentInfo"]);
  return name === "Copilot" && /^Info: (?:Operation cancelled by user|\/.+)$/.test(text);
}

/** The agent's own id where it is short, plain and new. */
function keyFor(id: number | string, questions: readonly Question[]): string {
  const plain = String(id)
    .replaceAll(/[^\w.-]/g, "_")
    .slice(0, 40);
  const keys = new Set(questions.map(({ key }) => key));
  let key = plain;
  for (let count = 2; keys.has(key); count++) key = `${plain}.${count}`;
  return key;
}

/** An agent may use an id again for another question: the first answer is the first one's. */
export function answerTo({ questions, answers }: AcpState, question: Question): JsonObject | undefined {
  const index = questions.filter(({ id }) => id === question.id).indexOf(question);
  return answers.filter(({ id }) => id === question.id).at(index)?.result;
}

export const openQuestions = (state: AcpState): readonly Question[] =>
  state.questions.filter((question) => answerTo(state, question) === undefined);

/** The ids of the options of these kinds that the agent offered, in the order of the kinds. */
export function optionsOf(
  { params: { options } }: Pick<Question, "params">,
  kinds: readonly string[],
): readonly string[] {
  const list = Array.isArray(options) ? options.map((option: Json) => objectOf(option)) : [];
  const found = kinds.flatMap((kind) => list.filter((option) => option["kind"] === kind));
  return found.flatMap(({ optionId }) => (typeof optionId === "string" ? [optionId] : []));
}

/** Whether our answer refused leave. */
export function isDenied(question: Pick<Question, "method" | "params">, given: JsonObject | undefined): boolean {
  if (question.method !== "session/request_permission" || given === undefined) return false;
  const { outcome } = given;
  const optionId = isJsonObject(outcome) ? outcome["optionId"] : null;
  return typeof optionId !== "string" || !optionsOf(question, ["allow_once", "allow_always"]).includes(optionId);
}
