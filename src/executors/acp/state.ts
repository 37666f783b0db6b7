import type { Usage } from "../../core/entry.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { usageFrom } from "../usage.ts";
import { PLACE, RETRY } from "../opencode/dialect.ts";
import { givesNotices, noticeIn } from "./notices.ts";
import { NO_QUESTIONS, type Question, type Questions, withAnswer, withQuestion } from "../talking/questions.ts";
import { tableOf } from "../talking/table.ts";
import { grownText } from "../talking/text-end.ts";
import { type Message, objectOf, parseMessage, type RpcError, textOf } from "../talking/json-rpc.ts";

/** The ids of our requests: each is made once in a conversation, so its id says what it is. A message has an id of its own. */
export const ASKED = { initialize: 1, session: 2, mode: 3, model: 4, prompt: 5 } as const;
const MESSAGE = "message-";

export const messageId = (id: string): string => `${MESSAGE}${id}`;

export const isWorkId = (id: number | string): boolean => id === ASKED.prompt || String(id).startsWith(MESSAGE);

/** The conversation so far: a fold of what was said and heard. */
export interface AcpState {
  readonly asked: ReadonlySet<number | string>;
  readonly results: ReadonlyMap<number | string, JsonObject>;
  readonly errors: ReadonlyMap<number | string, RpcError>;
  /** The prompt and the messages that were said, in order. */
  readonly work: readonly (number | string)[];
  readonly questions: Questions;
  /** The agent's working folder, as it was told; paths in rules count from there. */
  readonly cwd: string;
  /** The session that was asked for or given. */
  readonly session: string | null;
  /** The answer: what the agent said in this turn after its last tool, or all of it when it said nothing then. */
  readonly text: string;
  readonly saidAll: string;
  /** The last piece of it. */
  readonly lastPiece: string;
  /** A turn has ended: what is said next belongs to another. */
  readonly isBetween: boolean;
  /** It has done something in this turn. */
  readonly hasBegun: boolean;
  /** The last message of the session, as OpenCode's server tells it after a turn. */
  readonly place: string | null;
  /** What each turn has used, as told. */
  readonly usages: readonly Usage[];
  readonly cost: Json;
}

export const FIRST: AcpState = {
  asked: new Set(),
  results: new Map(),
  errors: new Map(),
  work: [],
  questions: NO_QUESTIONS,
  cwd: "/",
  session: null,
  text: "",
  saidAll: "",
  lastPiece: "",
  hasBegun: false,
  isBetween: false,
  place: null,
  usages: [],
  cost: null,
};

export function said(state: AcpState, line: string): AcpState {
  const message = parseMessage(line);
  if (message === null || message.type === "notification") return state;
  if (message.type !== "request") {
    const result = message.type === "result" ? message.result : {};
    return { ...state, questions: withAnswer(state.questions, message.id, result) };
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
  request: (state, question) => ({
    ...state,
    text: "",
    hasBegun: true,
    questions: withQuestion(state.questions, question),
  }),
  notification: (state, { method, params }) =>
    method === "session/update" ? updated(state, objectOf(params["update"])) : state,
  result: (state, { id, result }) => answered(state, id, result),
  error: (state, { id, error }) => refused(state, id, error),
};

const NEW_TURN = { text: "", saidAll: "", lastPiece: "", isBetween: false } as const;
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
  PLACE,
]);

function updated(before: AcpState, update: JsonObject): AcpState {
  const { sessionUpdate: kind } = update;
  const isKnown = ASIDE.has(kind) || (before.hasBegun && !before.isBetween);
  const state = isKnown ? before : { ...before, hasBegun: true, ...(before.isBetween ? NEW_TURN : {}) };
  return UPDATED.get(textOf(kind))?.(state, update) ?? state;
}

const UPDATED = tableOf<(state: AcpState, update: JsonObject) => AcpState>({
  agent_message_chunk(state, { content }) {
    const { text } = objectOf(content);
    return typeof text === "string" ? chunk(state, text) : state;
  },
  tool_call: (state) => ({ ...state, text: "" }),
  usage_update: (state, { cost }) => ({ ...state, cost: objectOf(cost)["amount"] ?? null }),
  [PLACE]: (state, { message }) => ({ ...state, place: textOf(message) || null }),
  [RETRY]: (state) => withoutHalf(state),
});

function chunk(state: AcpState, text: string): AcpState {
  const notice = givesNotices(state.results.get(ASKED.initialize)) ? noticeIn(text) : null;
  if (notice === "aside") return state;
  return notice === "retry" ? withoutHalf(state) : spoke(state, text);
}

const spoke = (state: AcpState, text: string): AcpState => ({
  ...state,
  text: grownText(state.text, text),
  saidAll: grownText(state.saidAll, text),
  lastPiece: text,
});

/** What was said since the last tool will be said again. */
const withoutHalf = (state: AcpState): AcpState => ({
  ...state,
  text: "",
  saidAll: state.saidAll.slice(0, state.saidAll.length - state.text.length),
});

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
