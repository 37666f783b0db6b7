import type { AgentExecutor, AgentProfile, AgentReading, AgentRequest } from "../../core/agent.ts";
import type { Decision } from "../../core/ask.ts";
import type { Usage } from "../../core/entry.ts";
import { withHistory } from "../../core/history.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { errorText, objectOf, parseMessage, refusal, request, response, type RpcError } from "../talking/json-rpc.ts";
import { createTalkingExecutor, type TalkingOptions } from "../talking/talking-executor.ts";
import { answerTo, openQuestions, type Question, questionBy, questionName } from "../talking/questions.ts";
import { markedExpiry } from "../talking/refusal-status.ts";
import { endOfText } from "../talking/text-end.ts";
import type { Wire, WireQuestion } from "../talking/wire.ts";
import { createAcpEntries } from "./entries.ts";
import { acpOffer } from "./offer.ts";
import { failureNotice, givesNotices } from "./notices.ts";
import { type AcpState, ASKED, FIRST, heard, isDenied, isWorkId, messageId, optionsOf, said } from "./state.ts";
import { diffsOf, toolUseOf } from "./tool-use.ts";
import { sessionName } from "../session-id.ts";
import { isCount, sumUsage, UNKNOWN_USAGE } from "../usage.ts";

/** Any agent that speaks the Agent Client Protocol on its standard streams: a profile is all it takes. */
export const createAcpExecutor = (options?: TalkingOptions): AgentExecutor => ({
  ...createTalkingExecutor(acpWire, options),
  offer: offerOf,
});

export const offerOf: NonNullable<AgentExecutor["offer"]> = (profile, cwd, talk) =>
  acpOffer(talk, [CLIENT, sessionFolder(profile, cwd)]);

export const acpWire: Wire<AcpState> = {
  command: ({ profile }) => ({ argv: profile.command, stdin: null }),
  memory: (about) => (hasNoPlaceFor(about) ? "none" : "unsure"),
  first: FIRST,
  said,
  heard,
  next: (state, about, cwd) => (failureOf(state, about.profile) === null ? nextRequest(state, about, cwd) : null),
  canHear: (state, profile) => isIdle(state) && failureOf(state, profile) === null && stopOf(state) === "end_turn",
  message: (state, { id, text }) => promptRequest(messageId(id), state, text),
  messagesSaid: ({ work }) =>
    work.flatMap((id) => (id === ASKED.prompt ? [] : [String(id).replace(messageId(""), "")])),
  questions: (state) => openQuestions(state.questions).map((question) => questionOf(question, state.cwd)),
  answer: (state, question, decision) => answer(state, question, decision),
  isWork(line) {
    const message = parseMessage(line);
    return message?.type === "request" && isWorkId(message.id);
  },
  isOpen: ({ work }) => work.length > 0,
  hasBegun,
  isOver: (state, profile) => isIdle(state) || failureOf(state, profile) !== null,
  reading,
  entries: createAcpEntries,
};

/** It has had its prompt, and whatever was said since, and has ended every turn. */
const isIdle = ({ work, results }: AcpState): boolean => work.length > 0 && work.every((id) => results.has(id));

/** The turns before the last have ended, and it has done something in this one, or has ended it too. */
function hasBegun(state: AcpState): boolean {
  return isIdle(state) || (state.hasBegun && state.work.slice(0, -1).every((id) => state.results.has(id)));
}

const stopOf = ({ work, results }: AcpState): Json | undefined => results.get(work.at(-1) ?? "")?.["stopReason"];

/** An agent that knows no modes may say so, unless the profile wants one. */
function failureOf({ errors }: AcpState, { mode }: AgentProfile): RpcError | null {
  const [failure] = [...errors].flatMap(([id, error]) => (id === ASKED.mode && mode === null ? [] : [error]));
  return failure ?? null;
}

function nextRequest(state: AcpState, about: AgentRequest, cwd: string): string | null {
  const { profile, session } = about;
  const { asked, results } = state;
  if (!asked.has(ASKED.initialize)) return request(ASKED.initialize, "initialize", CLIENT);
  const agent = results.get(ASKED.initialize);
  if (agent === undefined) return null;
  if (!asked.has(ASKED.session)) return sessionRequest(objectOf(agent["agentCapabilities"]), about, cwd);
  const opened = results.get(ASKED.session);
  if (opened === undefined || asked.has(ASKED.prompt)) return null;
  const mode = profile.mode ?? (session === null ? null : currentMode(opened));
  if (mode !== null && !isAnswered(state, ASKED.mode)) return once(state, ASKED.mode, () => modeRequest(state, mode));
  if (profile.model !== null && !isAnswered(state, ASKED.model))
    return once(state, ASKED.model, () => modelRequest(state, opened, profile.model));
  return promptRequest(ASKED.prompt, state, promptOf(objectOf(agent["agentCapabilities"]), about));
}

const isAnswered = ({ results, errors }: AcpState, id: number): boolean => results.has(id) || errors.has(id);

const once = ({ asked }: AcpState, id: number, make: () => string): string | null => (asked.has(id) ? null : make());

/** Also asked for the mode that is set already: what the agent replays of a loaded session comes before the answer. */
const modeRequest = ({ session }: AcpState, modeId: string): string =>
  request(ASKED.mode, "session/set_mode", { sessionId: session, modeId });

/** Agents offer their models in one of two ways. */
function modelRequest({ session }: AcpState, opened: JsonObject, model: string | null): string {
  const options = Array.isArray(opened["configOptions"]) ? opened["configOptions"] : [];
  const isOption = options.some((option: Json) => objectOf(option)["id"] === "model");
  return isOption
    ? request(ASKED.model, "session/set_config_option", { sessionId: session, configId: "model", value: model })
    : request(ASKED.model, "session/set_model", { sessionId: session, modelId: model });
}

const promptRequest = (id: number | string, { session }: AcpState, text: string): string =>
  request(id, "session/prompt", { sessionId: session, prompt: [{ type: "text", text }] });

/** The agent has its own tools for files and commands; we offer none. */
const CLIENT: JsonObject = {
  protocolVersion: 1,
  clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
  clientInfo: { name: "drover", title: "Drover", version: "0" },
};

type SessionMethod = "session/new" | "session/fork" | "session/resume" | "session/load";

/** The protocol has whole copies only: in those of a session that has gone on since stands too much. */
const hasNoPlaceFor = ({ session, sessionAt }: AgentRequest): boolean => session === null || sessionAt !== undefined;

/** Resuming replays nothing, so it comes before loading. An agent that cannot go on is handed what was said, in a session of its own. */
function sessionMethod(capabilities: JsonObject, about: AgentRequest): SessionMethod {
  const { fork, history } = about;
  if (hasNoPlaceFor(about)) return "session/new";
  const offered = objectOf(capabilities["sessionCapabilities"]);
  // One that cannot will say so: to begin anew, or to change the session after all, is not what was asked for.
  if (fork === true) return "fork" in offered || history === undefined ? "session/fork" : "session/new";
  if ("resume" in offered) return "session/resume";
  return capabilities["loadSession"] === true ? "session/load" : "session/new";
}

function sessionRequest(capabilities: JsonObject, about: AgentRequest, cwd: string): string {
  const method = sessionMethod(capabilities, about);
  const folder = sessionFolder(about.profile, cwd);
  return request(ASKED.session, method, method === "session/new" ? folder : { ...folder, sessionId: about.session });
}

const promptOf = (capabilities: JsonObject, about: AgentRequest): string =>
  about.history !== undefined && sessionMethod(capabilities, about) === "session/new"
    ? withHistory(about.history, about.prompt)
    : about.prompt;

const sessionFolder = ({ mcp }: AgentProfile, cwd: string): JsonObject => ({ cwd, mcpServers: mcp.map(mcpServer) });

function mcpServer({ name, command: [command = "", ...args], env }: AgentProfile["mcp"][number]): JsonObject {
  return { name, command, args, env: Object.entries(env).map(([key, value]) => ({ name: key, value })) };
}

function currentMode(opened: JsonObject): string | null {
  const { currentModeId } = objectOf(opened["modes"]);
  return typeof currentModeId === "string" ? currentModeId : null;
}

export function questionOf(question: Question, cwd: string): WireQuestion {
  const { method, params } = question;
  const id = questionName(question);
  if (method !== "session/request_permission") return { id, type: "foreign", method };
  const call = objectOf(params["toolCall"]);
  const input = objectOf(call["rawInput"]);
  return { id, type: "tool", tool: toolUseOf(call, cwd), input, diffs: diffsOf(call["content"]) };
}

/** Leave is given once only: an agent that may always would not ask again, and no rule would be looked at. */
function answer({ questions }: AcpState, asked: string, decision: Decision): string {
  const question = questionBy(questions, asked);
  const id = question?.id ?? asked;
  if (question?.method !== "session/request_permission")
    return refusal(id, `Drover does not offer ${question?.method ?? "this"}.`);
  const kinds = decision.answer === "allow" ? ["allow_once"] : ["reject_once", "reject_always"];
  const optionId = optionsOf(question, kinds).at(0) ?? null;
  const outcome = optionId === null ? { outcome: "cancelled" } : { outcome: "selected", optionId };
  return response(id, markedExpiry({ outcome }, decision));
}

/** Success needs the agent's own word that its turn has ended well, and an answer. */
function reading(state: AcpState, isDoubted: boolean, profile: AgentProfile): AgentReading {
  const failure = failureOf(state, profile);
  const stop = isIdle(state) ? stopOf(state) : undefined;
  const text = endOfText(state.text.trim() === "" ? state.saidAll : state.text).trim();
  const isOpen = failure === null && stop === undefined;
  return {
    turns: state.work.length,
    text,
    session: sessionName(state.session),
    usage: usageOf(state),
    error: failure === null ? (notice(state) ?? stopError(stop, state, text)) : errorText(failure),
    turn: isOpen ? (isDoubted && !hasBegun(state) ? "unknown" : "open") : "over",
  };
}

/** What the last turn said instead of an answer. */
const notice = ({ work, results, lastPiece }: AcpState): string | null =>
  givesNotices(results.get(ASKED.initialize)) ? failureNotice(lastPiece, results.get(work.at(-1) ?? "") ?? {}) : null;

/** Cost is told apart from the tokens, and for the whole session or the last turn as the agent pleases. */
function usageOf({ usages, cost }: AcpState): Usage | null {
  const sum = sumUsage(usages);
  return isCount(cost) ? { ...(sum ?? UNKNOWN_USAGE), cost } : sum;
}

/** What an agent has said before it was denied something is no answer. */
function stopError(stop: Json | undefined, state: AcpState, text: string): string | null {
  if (stop === undefined) return null;
  const denied = deniedTools(state);
  if (stop === "end_turn")
    return denied.length === 0 || state.text.trim() !== "" ? null : `gave up after it was denied: ${denied.join("; ")}`;
  return `ended its turn with "${typeof stop === "string" ? stop : JSON.stringify(stop)}"${text === "" ? "" : `: ${text.slice(-200)}`}`;
}

/** What was refused, by the titles that the agent gave. */
const deniedTools = ({ questions, cwd }: AcpState): readonly string[] =>
  questions.asked
    .filter((question) => isDenied(question, answerTo(questions, question)))
    .map(({ params }) => toolUseOf(objectOf(params["toolCall"]), cwd).title);
