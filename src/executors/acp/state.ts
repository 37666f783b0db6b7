import type { Json, JsonObject } from "../../core/json.ts";
import { type Message, objectOf, parseMessage, type RpcError } from "./messages.ts";

/** The ids of our requests: each is made once in a conversation, so its id says what it is. */
export const ASKED = { initialize: 1, session: 2, mode: 3, prompt: 4 } as const;

/** What the agent asked of us. */
export interface Question {
  readonly id: number | string;
  readonly method: string;
  readonly params: JsonObject;
}

/** The conversation so far: a fold of what was said and heard. */
export interface AcpState {
  readonly asked: ReadonlySet<number>;
  readonly results: ReadonlyMap<number, JsonObject>;
  readonly errors: ReadonlyMap<number, RpcError>;
  /** All of them, and which were answered. */
  readonly questions: readonly Question[];
  readonly answered: ReadonlySet<number | string>;
  /** The agent's working folder, as it was told; paths in rules count from there. */
  readonly cwd: string;
  /** The session that was asked for or given. */
  readonly session: string | null;
  /** The answer: what the agent said in this turn after its last tool, or all of it when it said nothing then. */
  readonly text: string;
  readonly saidAll: string;
  /** It has done something in this turn, so it has its prompt. */
  readonly hasBegun: boolean;
  readonly usage: JsonObject | null;
  readonly cost: Json;
}

export const FIRST: AcpState = {
  asked: new Set(),
  results: new Map(),
  errors: new Map(),
  questions: [],
  answered: new Set(),
  cwd: "/",
  session: null,
  text: "",
  saidAll: "",
  hasBegun: false,
  usage: null,
  cost: null,
};

/** A step's text goes into the run's state, so a longer one keeps its end. Characters. */
const TEXT_LIMIT = 256 * 1024;

export function said(state: AcpState, line: string): AcpState {
  const message = parseMessage(line);
  if (message === null) return state;
  if (message.type === "request") {
    const { sessionId, cwd = state.cwd } = message.params;
    const session = typeof sessionId === "string" ? sessionId : state.session;
    const folder = typeof cwd === "string" ? cwd : state.cwd;
    return { ...state, session, cwd: folder, asked: new Set([...state.asked, Number(message.id)]) };
  }
  if (message.type === "notification") return state;
  return { ...state, answered: new Set([...state.answered, message.id]) };
}

export function heard(state: AcpState, line: string): AcpState {
  const message = parseMessage(line);
  return message === null ? state : HEARD[message.type](state, message as never);
}

type Heard<T extends Message["type"]> = (state: AcpState, message: Extract<Message, { type: T }>) => AcpState;

const HEARD: { readonly [T in Message["type"]]: Heard<T> } = {
  // Gemini announces no tool before it asks for leave.
  request: (state, question) => ({ ...state, text: "", hasBegun: true, questions: [...state.questions, question] }),
  notification: (state, { method, params }) =>
    method === "session/update" ? updated(state, objectOf(params["update"])) : state,
  result: (state, { id, result }) => answered(state, Number(id), result),
  error: (state, { id, error }) => refused(state, Number(id), error),
};

/** What was said before the last answer to the preparations is history that the agent replays. */
const AT_THE_BEGINNING = { text: "", saidAll: "", hasBegun: false, usage: null, cost: null } as const;

function refused(state: AcpState, id: number, error: RpcError): AcpState {
  if (!state.asked.has(id) || state.results.has(id)) return state;
  const errors = new Map([...state.errors, [id, error] as const]);
  return { ...state, errors, ...(id === ASKED.prompt ? {} : AT_THE_BEGINNING) };
}

/** The first answer counts. */
function answered(state: AcpState, id: number, result: JsonObject): AcpState {
  if (state.results.has(id) || !state.asked.has(id)) return state;
  const next = { ...state, results: new Map([...state.results, [id, result]]) };
  if (id === ASKED.prompt) return { ...next, usage: usageOf(result) ?? state.usage };
  const session = id === ASKED.session && typeof result["sessionId"] === "string" ? result["sessionId"] : state.session;
  return { ...next, session, ...AT_THE_BEGINNING };
}

/** Gemini tells its tokens only in a field of its own. */
function usageOf(result: JsonObject): JsonObject | null {
  const usage = objectOf(result["usage"]);
  if (Object.keys(usage).length > 0) return usage;
  const tokens = objectOf(objectOf(objectOf(result["_meta"])["quota"])["token_count"]);
  return Object.keys(tokens).length > 0 ? tokens : null;
}

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
  const state = ASIDE.has(kind) ? before : { ...before, hasBegun: true };
  if (kind === "tool_call") return { ...state, text: "" };
  if (kind === "usage_update") return { ...state, cost: objectOf(update["cost"])["amount"] ?? null };
  const { text } = objectOf(update["content"]);
  if (kind !== "agent_message_chunk" || typeof text !== "string") return state;
  const [own, all] = [state.text + text, state.saidAll + text];
  return { ...state, text: own.slice(-TEXT_LIMIT), saidAll: all.slice(-TEXT_LIMIT) };
}

export const openQuestions = ({ questions, answered: given }: AcpState): readonly Question[] =>
  questions.filter(({ id }) => !given.has(id));
