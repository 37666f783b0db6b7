import { fileURLToPath } from "node:url";
import type { AgentExecutor, AgentReading } from "../../core/agent.ts";
import type { Decision } from "../../core/ask.ts";
import { type AcpState, ASKED } from "../acp/state.ts";
import { acpWire, offerOf, questionOf } from "../acp/wire.ts";
import { objectOf, parseMessage, request, response } from "../talking/json-rpc.ts";
import { openQuestions, type Question, questionBy, questionName } from "../talking/questions.ts";
import { createTalkingExecutor, type TalkingOptions } from "../talking/talking-executor.ts";
import type { Wire, WireQuestion } from "../talking/wire.ts";
import { sessionName } from "../session-id.ts";
import { answersTo, asked, askingCopy, type CopyAsked, isBegunAnew, QUESTION } from "./dialect.ts";

/**
 * OpenCode by a server that lives on between the steps of a run. The process of an attempt is a client of ours (`client/main.ts`), which
 * speaks the Agent Client Protocol, and a few words more (`dialect.ts`).
 */
export const createOpencodeExecutor = (options?: TalkingOptions): AgentExecutor => ({
  ...createTalkingExecutor(opencodeWire, options),
  offer: offerOf,
});

const opencodeWire: Wire<AcpState> = {
  ...acpWire,
  command: ({ profile }) => ({ argv: [process.execPath, clientFile(), ...profile.command], stdin: null }),
  memory: ({ session }) => (session === null ? "none" : "unsure"),
  next(state, { sessionAt, ...about }, cwd) {
    const line = acpWire.next(state, isAnew(state) ? { ...about, session: null } : about, cwd);
    return line === null ? null : withCopy(line, { upTo: sessionAt ?? null, orNew: about.history !== undefined });
  },
  reading: (state, isDoubted, profile) => withStanding(acpWire.reading(state, isDoubted, profile), state),
  questions: (state) => openQuestions(state.questions).map((question) => asking(question, state.cwd)),
  answer: (state, name, decision) => {
    const question = questionBy(state.questions, name);
    if (question?.method === QUESTION) return response(question.id, reply(question, decision));
    return withReason(acpWire.answer(state, name, decision), decision);
  },
};

/** There was nothing to make a copy of: what was said is handed over. */
const isAnew = ({ results }: AcpState): boolean => isBegunAnew(results.get(ASKED.session) ?? {});

/** The protocol knows only copies of all that was said. */
function withCopy(line: string, copy: CopyAsked): string {
  const message = parseMessage(line);
  if (message?.type !== "request" || message.method !== "session/fork") return line;
  return request(message.id, message.method, { ...message.params, ...askingCopy(copy) });
}

const withStanding = (reading: AgentReading, { place }: AcpState): AgentReading => ({
  ...reading,
  sessionAt: reading.turn === "over" ? sessionName(place) : null,
});

function asking(question: Question, cwd: string): WireQuestion {
  if (question.method !== QUESTION) return questionOf(question, cwd);
  return { id: questionName(question), type: "question", ...asked(question.params) };
}

const reply = ({ params }: Question, { answer, comment }: Decision) =>
  answer === "deny" || comment === null ? {} : answersTo(params, comment);

/** Why something was denied reaches OpenCode's model. */
function withReason(line: string, { answer, comment }: Decision): string {
  const message = parseMessage(line);
  if (message?.type !== "result" || answer !== "deny" || comment === null) return line;
  return response(message.id, { ...message.result, _meta: { ...objectOf(message.result["_meta"]), reason: comment } });
}

/** Node runs the built file; seen from the sources, as in tests, it lies over in dist/. In the bundle it lies beside this one. */
const clientFile = (): string => {
  const here = fileURLToPath(import.meta.url);
  const isBundled = !here.includes("/executors/opencode/");
  const file = isBundled ? "opencode-client.js" : "client/main.js";
  return fileURLToPath(new URL(file, import.meta.url)).replace("/src/executors/opencode/", "/dist/executors/opencode/");
};
