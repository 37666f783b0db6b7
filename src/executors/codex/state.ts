import type { JsonObject } from "../../core/json.ts";
import { type Message, objectOf, parseMessage, type RpcError, textOf } from "../talking/json-rpc.ts";
import {
  NO_QUESTIONS,
  openQuestions,
  type Question,
  type Questions,
  withAnswer,
  withQuestion,
} from "../talking/questions.ts";
import { tableOf } from "../talking/table.ts";
import { endOfText, grownText } from "../talking/text-end.ts";
import { type TokenCounts, usageTold } from "./tokens.ts";

/** The ids of our requests: each is made once in a conversation, so its id says what it is. A message has an id of its own. */
export const ASKED = { initialize: 1, thread: 2, prompt: 3, lastTurn: 4 } as const;
const MESSAGE = "message-";

export const messageId = (id: string): string => `${MESSAGE}${id}`;

export const isWorkId = (id: number | string): boolean => id === ASKED.prompt || String(id).startsWith(MESSAGE);

/** The conversation so far: a fold of what was said and heard. */
export interface CodexState {
  readonly asked: ReadonlySet<number | string>;
  readonly results: ReadonlyMap<number | string, JsonObject>;
  readonly errors: ReadonlyMap<number | string, RpcError>;
  readonly isInitialized: boolean;
  /** The prompt and the messages that were said, in order. */
  readonly work: readonly (number | string)[];
  /** Turns that are over, by their ids. */
  readonly ended: ReadonlyMap<string, JsonObject>;
  readonly questions: Questions;
  /** What Codex does not wait for any more. */
  readonly resolved: ReadonlySet<number | string>;
  /** File changes by their ids: who asks leave for one names it only. */
  readonly patches: ReadonlyMap<string, JsonObject>;
  /** The working folder, as Codex was told; paths in rules count from there. */
  readonly cwd: string;
  /** The thread that was asked for or given. */
  readonly session: string | null;
  /** The turn that the thread was asked to be forked at; `null` for all of it. */
  readonly forkedAt: string | null;
  /** Its last message after its last tool. */
  readonly text: string;
  /** The message that is being streamed. */
  readonly streamed: { readonly id: string; readonly text: string } | null;
  /** All its messages in this turn. */
  readonly saidAll: string;
  /** Turns that have started in this conversation. */
  readonly started: ReadonlySet<string>;
  readonly tokens: TokenCounts;
  /** What Codex has told last of the account's limits. */
  readonly limits: JsonObject;
}

export const FIRST: CodexState = {
  asked: new Set(),
  results: new Map(),
  errors: new Map(),
  isInitialized: false,
  work: [],
  ended: new Map(),
  questions: NO_QUESTIONS,
  resolved: new Set(),
  patches: new Map(),
  cwd: "/",
  session: null,
  forkedAt: null,
  text: "",
  streamed: null,
  saidAll: "",
  started: new Set(),
  tokens: new Map(),
  limits: {},
};

export function said(state: CodexState, line: string): CodexState {
  const message = parseMessage(line);
  return message === null ? state : saidMessage(state, message);
}

export function saidMessage(state: CodexState, message: Message): CodexState {
  if (message.type === "notification") return { ...state, isInitialized: true };
  if (message.type !== "request") {
    const result = message.type === "result" ? message.result : {};
    return { ...state, questions: withAnswer(state.questions, message.id, result) };
  }
  const { id, params } = message;
  const { threadId, cwd, lastTurnId } = params;
  return {
    ...state,
    // A fork has an id of its own, which comes with the answer.
    session: typeof threadId === "string" && message.method !== "thread/fork" ? threadId : state.session,
    forkedAt: typeof lastTurnId === "string" ? lastTurnId : state.forkedAt,
    cwd: typeof cwd === "string" ? cwd : state.cwd,
    asked: new Set([...state.asked, id]),
    ...(isWorkId(id) ? { work: [...state.work, id] } : {}),
  };
}

export function heard(state: CodexState, line: string): CodexState {
  const message = parseMessage(line);
  return message === null ? state : heardMessage(state, message);
}

export const heardMessage = (state: CodexState, message: Message): CodexState =>
  HEARD[message.type](state, message as never);

type Heard<T extends Message["type"]> = (state: CodexState, message: Extract<Message, { type: T }>) => CodexState;

const HEARD: { readonly [T in Message["type"]]: Heard<T> } = {
  request: (state, question) => ({ ...state, questions: withQuestion(state.questions, question) }),
  notification: (state, { method, params }) => NOTIFIED.get(method)?.(state, params) ?? state,
  result: (state, { id, result }) => answered(state, id, result),
  error: (state, { id, error }) =>
    isOpen(state, id) ? { ...state, errors: new Map([...state.errors, [id, error]]) } : state,
};

/** The first answer counts: an engine that could not know whether it had asked has asked again. */
const isOpen = ({ asked, results, errors }: CodexState, id: number | string): boolean =>
  asked.has(id) && !results.has(id) && !errors.has(id);

function answered(state: CodexState, id: number | string, result: JsonObject): CodexState {
  if (!isOpen(state, id)) return state;
  const results = new Map([...state.results, [id, result]]);
  const thread = id === ASKED.thread ? objectOf(result["thread"])["id"] : null;
  const session = typeof thread === "string" ? thread : state.session;
  return { ...state, results, session };
}

type Notified = (state: CodexState, params: JsonObject) => CodexState;

/** Only what belongs to our thread: Codex may tell of others that it has started itself. */
const ours =
  (notified: Notified): Notified =>
  (state, params) =>
    state.session === null || params["threadId"] === state.session ? notified(state, params) : state;

const NOTIFIED = tableOf<Notified>({
  "turn/started": (state, params) =>
    turnStarted({ ...state, started: new Set([...state.started, turnId(params)]) }, params),
  "turn/completed": ours((state, { turn }) => {
    const ended = objectOf(turn);
    return { ...state, ended: new Map([...state.ended, [textOf(ended["id"]), ended]]) };
  }),
  "item/started": (state, params) => itemStarted(patched(state, params), params),
  "item/completed": (state, params) => itemCompleted(withoutPatch(state, params), params),
  "item/agentMessage/delta": ours((state, { itemId, delta }) => {
    const { streamed } = state;
    const before = streamed !== null && streamed.id === itemId ? streamed.text : "";
    return { ...state, streamed: { id: textOf(itemId), text: grownText(before, textOf(delta)) } };
  }),
  "item/fileChange/patchUpdated": (state, { itemId, changes }) =>
    changes === undefined
      ? state
      : { ...state, patches: new Map([...state.patches, [textOf(itemId), { id: textOf(itemId), changes }]]) },
  "serverRequest/resolved": (state, { requestId }) =>
    typeof requestId === "number" || typeof requestId === "string"
      ? { ...state, resolved: new Set([...state.resolved, requestId]) }
      : state,
  "account/rateLimits/updated": (state, { rateLimits }) => ({ ...state, limits: objectOf(rateLimits) }),
  "thread/tokenUsage/updated": (state, params) => ({
    ...state,
    tokens: usageTold(state.tokens, params, state.started.has(textOf(params["turnId"]))),
  }),
});

const turnId = ({ turn }: JsonObject): string => textOf(objectOf(turn)["id"]);

const turnStarted = ours((state) => ({ ...state, text: "", saidAll: "", streamed: null }));

function patched(state: CodexState, params: JsonObject): CodexState {
  const item = objectOf(params["item"]);
  if (item["type"] !== "fileChange") return state;
  return { ...state, patches: new Map([...state.patches, [textOf(item["id"]), item]]) };
}

/** Leave for a change is asked before it is made. */
function withoutPatch(state: CodexState, params: JsonObject): CodexState {
  const id = textOf(objectOf(params["item"])["id"]);
  if (!state.patches.has(id)) return state;
  return { ...state, patches: new Map([...state.patches].filter(([other]) => other !== id)) };
}

/** Items that are no tools. */
const WORDS: ReadonlySet<string> = new Set(["agentMessage", "reasoning", "plan", "contextCompaction", "hookPrompt"]);

/** What was said before a tool or before somebody else spoke is no answer. A message that was begun and not ended is begun anew. */
const itemStarted = ours((state, { item }) => {
  const { type, id } = objectOf(item);
  if (type === "agentMessage") return { ...state, streamed: { id: textOf(id), text: "" } };
  return WORDS.has(textOf(type)) ? state : { ...state, text: "", streamed: null };
});

const itemCompleted = ours((state, params) => {
  const { type, text } = objectOf(params["item"]);
  if (type !== "agentMessage" || typeof text !== "string" || text === "") return state;
  const saidAll = grownText(state.saidAll, state.saidAll === "" ? text : `\n\n${text}`);
  return { ...state, text: endOfText(text), saidAll, streamed: null };
});

/** It shows that it has its prompt, or the message that came last: each is answered at once. */
export function hasBegun({ started, work, results, errors }: CodexState): boolean {
  const last = work.at(-1) ?? "";
  return results.has(last) || errors.has(last) || (work.length === 1 && started.size > 0);
}

export const unanswered = ({ questions, resolved }: CodexState): readonly Question[] =>
  openQuestions(questions).filter(({ id }) => !resolved.has(id));

/** The turn that a prompt or message has begun or joined; `null` while Codex has not said. */
export function turnOf({ results }: CodexState, id: number | string): string | null {
  const turn = objectOf(results.get(id)?.["turn"])["id"];
  return typeof turn === "string" ? turn : null;
}
