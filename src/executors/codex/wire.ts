import type {
  AgentExecutor,
  AgentProfile,
  AgentReading,
  AgentRequest,
  McpServer,
  Permissions,
} from "../../core/agent.ts";
import { agentErrorClass } from "../../core/agent-error.ts";
import { isLimit } from "../../core/breaker.ts";
import type { Decision } from "../../core/ask.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { errorText, objectOf, parseMessage, type RpcError, textOf } from "../talking/json-rpc.ts";
import { createTalkingExecutor, type TalkingOptions } from "../talking/talking-executor.ts";
import { answerTo, openQuestions, questionBy, questionName } from "../talking/questions.ts";
import { endOfText } from "../talking/text-end.ts";
import type { Wire } from "../talking/wire.ts";
import { isDenied, questionOf, resultFor } from "./approvals.ts";
import { createCodexEntries } from "./entries.ts";
import { deniedFeatures, deniedTools } from "./denials.ts";
import { resetOf, turnErrorText } from "./errors.ts";
import { notification, refusal, request, response } from "./messages.ts";
import { codexOffer } from "./offer.ts";
import {
  ASKED,
  type CodexState,
  FIRST,
  hasBegun,
  heard,
  isWorkId,
  messageId,
  unanswered,
  said,
  turnOf,
} from "./state.ts";
import { withReset } from "../reset-time.ts";
import { sessionName } from "../session-id.ts";
import { usageOfAll } from "./tokens.ts";

/** Codex, by its own protocol: `codex app-server`. */
export const createCodexExecutor = (options?: TalkingOptions): AgentExecutor => ({
  ...createTalkingExecutor(codexWire, options),
  offer: (_profile, _cwd, talk) => codexOffer(talk, CLIENT),
});

const codexWire: Wire<CodexState> = {
  command: ({ profile }) => ({ argv: profile.command, stdin: null }),
  memory: ({ session }) => (session === null ? "none" : "own"),
  first: FIRST,
  said,
  heard,
  next: (state, about, cwd) => (failureOf(state) === null ? nextLine(state, about, cwd) : null),
  canHear: (state) => turnOf(state, ASKED.prompt) !== null && failureOf(state) === null && lastError(state) === null,
  message: (state, { id, text }) => turnRequest(messageId(id), state, text),
  messagesSaid: ({ work }) =>
    work.flatMap((id) => (id === ASKED.prompt ? [] : [String(id).replace(messageId(""), "")])),
  questions: (state) => unanswered(state).map((question) => questionOf(question, state)),
  withdrawn: ({ questions, resolved }) =>
    openQuestions(questions).flatMap((question) => (resolved.has(question.id) ? [questionName(question)] : [])),
  answer,
  isWork(line) {
    const message = parseMessage(line);
    return message?.type === "request" && isWorkId(message.id);
  },
  isOpen: ({ work }) => work.length > 0,
  hasBegun,
  isOver: (state) => isIdle(state) || failureOf(state) !== null,
  reading,
  entries: createCodexEntries,
};

/** It has had its prompt, and whatever was said since, and every turn of it has ended. A message that was refused begins none. */
const isIdle = (state: CodexState): boolean =>
  state.work.length > 0 && state.work.every((id) => state.errors.has(id) || state.ended.has(turnOf(state, id) ?? ""));

/** What leaves nothing to wait for. */
function failureOf(state: CodexState): RpcError | null {
  const [failure] = Object.values(ASKED).flatMap((id) => state.errors.get(id) ?? []);
  return failure ?? longerFork(state);
}

/** A Codex that does not know where to end a fork takes all of the thread, and says nothing of it. */
function longerFork({ forkedAt, results }: CodexState): RpcError | null {
  const told = results.get(ASKED.lastTurn);
  if (told === undefined) return null;
  const turns = Array.isArray(told["data"]) ? told["data"] : [];
  const last = textOf(objectOf(turns[0] as Json)["id"]) || "none";
  if (forkedAt === null || last === forkedAt) return null;
  return { code: null, message: `its thread was to be forked at turn ${forkedAt}, but ends with ${last}`, data: null };
}

function nextLine(state: CodexState, about: AgentRequest, cwd: string): string | null {
  const { asked, results } = state;
  if (!asked.has(ASKED.initialize)) return request(ASKED.initialize, "initialize", CLIENT);
  if (!results.has(ASKED.initialize)) return null;
  if (!state.isInitialized) return notification("initialized");
  if (!asked.has(ASKED.thread)) return threadRequest(about, cwd);
  if (!results.has(ASKED.thread) || asked.has(ASKED.prompt)) return null;
  if (state.forkedAt !== null && !asked.has(ASKED.lastTurn)) return lastTurnRequest(state);
  if (state.forkedAt !== null && !results.has(ASKED.lastTurn)) return null;
  return turnRequest(ASKED.prompt, state, about.prompt);
}

/** Questions of Codex are for those only who know its newer methods. */
const CLIENT: JsonObject = {
  clientInfo: { name: "drover", title: "Drover", version: "0" },
  capabilities: { experimentalApi: true, requestAttestation: false },
};

/** Each conversation says anew what the thread may do. What a thread that is gone on with has said is not told again. */
function threadRequest({ profile, session, fork, sessionAt }: AgentRequest, cwd: string): string {
  const { model, mode, mcp, reasoning, permissions } = profile;
  const settings = [
    ...mcp.map((server) => mcpServer(server, permissions)),
    ...deniedFeatures(permissions),
    ...(reasoning === null ? [] : [["model_reasoning_effort", reasoning] as const]),
  ];
  const thread = {
    cwd,
    sandbox: mode ?? "workspace-write",
    ...(model === null ? {} : { model }),
    ...(namesPolicy(profile) ? {} : { approvalPolicy: "on-request" }),
    ...(settings.length === 0 ? {} : { config: Object.fromEntries(settings) }),
  };
  if (session === null) return request(ASKED.thread, "thread/start", thread);
  return request(ASKED.thread, fork === true ? "thread/fork" : "thread/resume", {
    threadId: session,
    ...(fork === true && sessionAt !== undefined ? { lastTurnId: sessionAt } : {}),
    ...thread,
    excludeTurns: true,
  });
}

const lastTurnRequest = ({ session }: CodexState): string =>
  request(ASKED.lastTurn, "thread/turns/list", { threadId: session, limit: 1, itemsView: "notLoaded" });

/** A policy in the command line stands (`-c approval_policy=…`): there may be good reasons to be asked more often. */
const namesPolicy = ({ command }: AgentProfile): boolean =>
  command.some((argument) => argument.startsWith("approval_policy"));

function mcpServer({ name, command: [command = "", ...args], env }: McpServer, permissions: Permissions) {
  const denied = deniedTools(name, permissions);
  const disabled = denied.length === 0 ? {} : { disabled_tools: denied };
  return [`mcp_servers.${name}`, { command, args, env, ...disabled }] as const;
}

/** While a turn is under way this joins it, else it begins one; whichever it was, the answer names the turn. */
const turnRequest = (id: number | string, { session }: CodexState, text: string): string =>
  request(id, "turn/start", { threadId: session, input: [{ type: "text", text }] });

function answer({ questions }: CodexState, asked: string, decision: Decision): string {
  const question = questionBy(questions, asked);
  const result = question === undefined ? null : resultFor(question, decision);
  const id = question?.id ?? asked;
  return result === null ? refusal(id, `Drover does not offer ${question?.method ?? "this"}.`) : response(id, result);
}

/** Success needs Codex's own word that its last turn was completed, and an answer. */
function reading(state: CodexState, isDoubted: boolean): AgentReading {
  const failure = failureOf(state);
  const last = state.streamed === null ? state.text : state.streamed.text;
  const text = endOfText(last.trim() === "" ? state.saidAll : last).trim();
  const isOpen = failure === null && !isIdle(state);
  return {
    turns: state.work.length,
    text,
    session: sessionName(state.session),
    sessionAt: isOpen ? null : sessionName([...state.ended.keys()].at(-1) ?? null),
    usage: usageOfAll(state.tokens),
    error: failure === null ? (isOpen ? null : endError(state, text)) : errorText(failure),
    turn: isOpen ? (isDoubted && !hasBegun(state) ? "unknown" : "open") : "over",
  };
}

function endError(state: CodexState, text: string): string | null {
  const error = lastError(state);
  if (error !== null) return error;
  const denied = deniedIn(state);
  return text !== "" || denied.length === 0 ? null : `gave up after it was denied: ${denied.join("; ")}`;
}

/** How the last turn that is over went wrong. */
function lastError({ ended, limits }: CodexState): string | null {
  const turn = [...ended.values()].at(-1);
  if (turn === undefined) return null;
  const { status, error = null } = turn;
  if (error !== null) {
    const text = turnErrorText(error);
    return isLimit(agentErrorClass(text)) ? withReset(text, resetOf(limits)) : text;
  }
  return status === "completed" ? null : `its turn ended as ${JSON.stringify(status ?? null)}`;
}

const deniedIn = (state: CodexState): readonly string[] =>
  state.questions.asked
    .filter((question) => isDenied(question, answerTo(state.questions, question)))
    .flatMap((question) => {
      const asked = questionOf(question, state);
      return asked.type === "tool" ? [asked.tool.title] : [];
    });
