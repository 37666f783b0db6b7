import { randomUUID } from "node:crypto";
import type { AgentExecutor, AgentReading, AgentRequest } from "../../core/agent.ts";
import type { Usage } from "../../core/entry.ts";
import { createTalkingExecutor, type TalkingOptions } from "../talking/talking-executor.ts";
import { plainId } from "../talking/questions.ts";
import { endOfText } from "../talking/text-end.ts";
import type { Wire } from "../talking/wire.ts";
import { withReset } from "../reset-time.ts";
import { sessionArgument } from "../session-id.ts";
import { sumUsage, UNKNOWN_USAGE } from "../usage.ts";
import { denials } from "./denials.ts";
import { createClaudeEntries } from "./entries.ts";
import { answerLine, initializeLine, refusalLine, userLine, uuidOf } from "./lines.ts";
import { claudeOffer } from "./offer.ts";
import { answerTo, inputOf, isDenial, isToolQuestion, toolNameOf, wireQuestion } from "./questions.ts";
import { type ClaudeState, FIRST, heard, openQuestions, said } from "./state.ts";
import { titleOf } from "./tool-use.ts";

/** Claude Code, by the control protocol of its standard streams. */
export const createClaudeExecutor = (options?: TalkingOptions): AgentExecutor => ({
  ...createTalkingExecutor(claudeWire, options),
  offer: (_profile, _cwd, talk) => claudeOffer(talk),
});

const claudeWire: Wire<ClaudeState> = {
  command: (request) => ({ argv: [...request.profile.command, ...argumentsFor(request)], stdin: null }),
  memory: (request) => (sessionOf(request) === null ? "none" : "own"),
  first: FIRST,
  said,
  heard,
  next,
  canHear: ({ work, failure }) => work.length > 0 && failure === null,
  // With the text: an id may come again with another message once its own was said.
  message: (_, { id, text }) => userLine(uuidOf(`${id}\n${text}`), text, id),
  messagesSaid: ({ work }) => work.flatMap(({ message }) => message ?? []),
  questions: (state, cwd) => openQuestions(state).map((question) => wireQuestion(question, cwd)),
  withdrawn: ({ withdrawn }) => [...withdrawn].map(plainId),
  answer(state, name, decision) {
    const question = state.questions.find(({ id }) => plainId(id) === name);
    const id = question?.id ?? name;
    if (question !== undefined && isToolQuestion(question)) return answerLine(id, answerTo(question, decision));
    return refusalLine(id, `Drover does not offer ${JSON.stringify(question?.request["subtype"] ?? "this")}.`);
  },
  // Said again it has the same uuid, and Claude does not do it twice.
  isWork: () => false,
  isOpen: ({ work }) => work.length > 0,
  hasBegun: ({ hasBegun }) => hasBegun,
  isOver,
  reading,
  entries: createClaudeEntries,
};

const STREAMS = ["-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose"] as const;
/** Claude asks us for leave, streams what it says, and tells which of our lines it has taken. */
const TALKING = ["--permission-prompt-tool", "stdio", "--include-partial-messages", "--replay-user-messages"] as const;

/** `null` for one that cannot stand among arguments, or that cannot be cut where it is to end. */
function sessionOf({ session, sessionAt }: AgentRequest): string | null {
  return sessionAt !== undefined && sessionArgument(sessionAt) === null ? null : sessionArgument(session);
}

/** A copy of the session, up to and with the message that is named. Claude ends where it has no such message. */
const forkOf = ({ fork, sessionAt }: AgentRequest): readonly string[] =>
  fork === true ? ["--fork-session", ...(sessionAt === undefined ? [] : ["--resume-session-at", sessionAt])] : [];

/** A new session's id is Claude's choice: the first line of its turn tells it, before the model is asked. */
function argumentsFor(request: AgentRequest): readonly string[] {
  const { profile } = request;
  const { model, mode, mcp, reasoning } = profile;
  const denied = denials(profile);
  const session = sessionOf(request);
  const servers = mcp.map(({ name, command: [command = "", ...args], env }) => [name, { command, args, env }]);
  const config = JSON.stringify({ mcpServers: Object.fromEntries(servers) });
  return [
    ...STREAMS,
    ...TALKING,
    ...(model === null ? [] : ["--model", model]),
    ...(mode === null ? [] : ["--permission-mode", mode]),
    ...(reasoning === null ? [] : ["--effort", reasoning]),
    ...(session === null ? [] : ["--resume", session, ...forkOf(request)]),
    ...(denied.length === 0 ? [] : ["--disallowedTools", ...denied]),
    ...(mcp.length === 0 ? [] : ["--mcp-config", config, "--strict-mcp-config"]),
  ];
}

/** Only the key does not follow from what was said and heard. Once said it stands there. */
function next({ key, isReady, work, failure }: ClaudeState, { prompt }: AgentRequest): string | null {
  if (failure !== null) return null;
  if (key === null) return initializeLine(randomUUID());
  return isReady && work.length === 0 ? userLine(key, prompt, null) : null;
}

/** Everything said is done, and no turn is to come that Claude begins by itself. */
function isOver({ work, done, failure, isBusy, agents }: ClaudeState): boolean {
  if (failure !== null) return true;
  const isDone = work.length > 0 && work.every(({ uuid }) => done.has(uuid));
  return isDone && !isBusy && agents.working.size === 0 && agents.untold.size === 0;
}

function reading(state: ClaudeState): AgentReading {
  const isEnded = isOver(state);
  const unfinished = isEnded ? "" : state.text || state.saidAll;
  const text = endOfText(unfinished || (state.result ?? "")).trim();
  return {
    turns: state.work.length,
    text,
    session: sessionArgument(state.session),
    sessionAt: sessionArgument(state.at),
    usage: usageOf(state),
    error: failureOf(state) ?? (isEnded && text === "" ? givenUp(state) : null),
    turn: isEnded ? "over" : "open",
  };
}

const failureOf = ({ failure, limitedUntil }: ClaudeState): string | null =>
  failure === null ? null : withReset(failure, limitedUntil);

function usageOf({ usages, cost }: ClaudeState): Usage | null {
  const sum = sumUsage(usages);
  return cost === null ? sum : { ...(sum ?? UNKNOWN_USAGE), cost };
}

/** What was refused, when nothing was said after it. */
function givenUp({ questions, answers }: ClaudeState): string | null {
  const denied = questions.filter((question) => isToolQuestion(question) && isDenial(answers.get(question.id)));
  const titles = denied.map((question) => titleOf(toolNameOf(question), inputOf(question)));
  return titles.length === 0 ? null : `gave up after it was denied: ${titles.join("; ")}`;
}
