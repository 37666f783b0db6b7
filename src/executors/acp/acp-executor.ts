import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { AgentConversation, AgentExecutor, AgentProfile, AgentReading, AgentRequest } from "../../core/agent.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { ProcessFiles, ProcessTalk } from "../../core/process.ts";
import { objectOf, parseMessage, refusal, request, response, type RpcError } from "./messages.ts";
import { isAllowed, toolUseOf } from "./permissions.ts";
import { type AcpState, ASKED, FIRST, heard, openQuestions, type Question, said } from "./state.ts";

/**
 * Any agent that speaks the Agent Client Protocol on its standard streams: a profile is all it takes. The protocol's own library
 * keeps open requests in memory; here both directions are files, and what is to be said follows from what they hold, so that the
 * next engine says it.
 */
export const createAcpExecutor = ({ patienceMs = 60_000 }: AcpOptions = {}): AgentExecutor => ({
  command: ({ profile }) => ({ argv: profile.command, stdin: null }),
  converse: (conversation) => converse(conversation, patienceMs),
  async read(profile, files, talk) {
    const lines = talk?.said ?? [];
    const isDoubted = talk?.isUnsure === true && isPrompt(lines.at(-1));
    return reading(await lastState(files, lines), isDoubted, profile);
  },
});

interface AcpOptions {
  /** How long an agent that may not have its prompt is waited for; a minute unless told. Milliseconds. */
  readonly patienceMs?: number;
}

async function converse({ request: about, cwd, talk }: AgentConversation, patienceMs: number): Promise<void> {
  // What a former engine may not have come to say is said (again), save the prompt: given twice, the agent would work twice.
  const isDoubted = talk.isUnsure && isPrompt(talk.said.at(-1));
  const known = talk.isUnsure && !isDoubted ? talk.said.slice(0, -1) : talk.said;
  let state = known.reduce(said, FIRST);
  for (;;) {
    for (const line of nextLines(state, about, cwd)) {
      await talk.say(line);
      state = said(state, line);
    }
    if (isOver(state, about.profile)) return;
    const line = await (isDoubted && !state.hasBegun ? heardSoon(talk, patienceMs) : talk.hear());
    if (line === null) return;
    state = heard(state, line);
  }
}

async function heardSoon(talk: ProcessTalk, patienceMs: number): Promise<string | null> {
  const over = new AbortController();
  const line = await Promise.race([talk.hear(), sleep(patienceMs, null, { signal: over.signal, ref: false })]);
  over.abort();
  return line;
}

function isPrompt(line = ""): boolean {
  const message = parseMessage(line);
  return message?.type === "request" && message.id === ASKED.prompt;
}

const isOver = (state: AcpState, profile: AgentProfile): boolean =>
  state.results.has(ASKED.prompt) || failureOf(state, profile) !== null;

/** An agent that knows no modes may say so, unless the profile wants one. */
function failureOf({ errors }: AcpState, { mode }: AgentProfile): RpcError | null {
  const [failure] = [...errors].flatMap(([id, error]) => (id === ASKED.mode && mode === null ? [] : [error]));
  return failure ?? null;
}

/** What is to be said now. Answers come first: an agent that waits for one does nothing else. */
function nextLines(state: AcpState, about: AgentRequest, cwd: string): readonly string[] {
  if (failureOf(state, about.profile) !== null) return [];
  const answers = openQuestions(state).map((question) => answer(question, state.cwd, about.profile));
  const step = nextRequest(state, about, cwd);
  return step === null ? answers : [...answers, step];
}

function nextRequest(state: AcpState, { profile, prompt, session }: AgentRequest, cwd: string): string | null {
  const { asked, results } = state;
  if (!asked.has(ASKED.initialize)) return request(ASKED.initialize, "initialize", CLIENT);
  const agent = results.get(ASKED.initialize);
  if (agent === undefined) return null;
  if (!asked.has(ASKED.session)) return sessionRequest(objectOf(agent["agentCapabilities"]), session, cwd);
  const opened = results.get(ASKED.session);
  if (opened === undefined || asked.has(ASKED.prompt)) return null;
  const mode = profile.mode ?? (session === null ? null : currentMode(opened));
  return mode === null || isModeAnswered(state) ? promptRequest(state, prompt) : modeRequest(state, mode);
}

const isModeAnswered = ({ results, errors }: AcpState): boolean => results.has(ASKED.mode) || errors.has(ASKED.mode);

/** Also asked for the mode that is set already: what the agent replays of a loaded session comes before the answer. */
const modeRequest = ({ asked, session }: AcpState, modeId: string): string | null =>
  asked.has(ASKED.mode) ? null : request(ASKED.mode, "session/set_mode", { sessionId: session, modeId });

const promptRequest = ({ session }: AcpState, text: string): string =>
  request(ASKED.prompt, "session/prompt", { sessionId: session, prompt: [{ type: "text", text }] });

/** The agent has its own tools for files and commands; we offer none. */
const CLIENT: JsonObject = {
  protocolVersion: 1,
  clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
  clientInfo: { name: "drover", title: "Drover", version: "0" },
};

/** Resuming replays nothing, so it comes before loading. An agent that can do neither begins anew: its output tells by the id. */
function sessionRequest(capabilities: JsonObject, session: string | null, cwd: string): string {
  const folder = { cwd, mcpServers: [] };
  if (session === null) return request(ASKED.session, "session/new", folder);
  const canResume = "resume" in objectOf(capabilities["sessionCapabilities"]);
  if (canResume) return request(ASKED.session, "session/resume", { ...folder, sessionId: session });
  if (capabilities["loadSession"] === true)
    return request(ASKED.session, "session/load", { ...folder, sessionId: session });
  return request(ASKED.session, "session/new", folder);
}

function currentMode(opened: JsonObject): string | null {
  const { currentModeId } = objectOf(opened["modes"]);
  return typeof currentModeId === "string" ? currentModeId : null;
}

/** Leave is given once only: an agent that may always would not ask again, and no rule would be looked at. */
function answer({ id, method, params }: Question, cwd: string, { permissions }: AgentProfile): string {
  if (method !== "session/request_permission") return refusal(id, `Drover does not offer ${method}.`);
  const allowed = isAllowed(permissions, toolUseOf(objectOf(params["toolCall"]), cwd));
  const optionId = optionOf(params["options"], allowed ? ["allow_once"] : ["reject_once", "reject_always"]);
  return response(id, { outcome: optionId === null ? { outcome: "cancelled" } : { outcome: "selected", optionId } });
}

function optionOf(options: Json | undefined, kinds: readonly string[]): string | null {
  const list = Array.isArray(options) ? options.map((option: Json) => objectOf(option)) : [];
  const found = kinds.flatMap((kind) => list.filter((option) => option["kind"] === kind)).at(0);
  return typeof found?.["optionId"] === "string" ? found["optionId"] : null;
}

/** The whole conversation once more, from its files. */
async function lastState(files: ProcessFiles, lines: readonly string[]): Promise<AcpState> {
  let state = lines.reduce(said, FIRST);
  if (!fs.existsSync(files.stdout)) return state;
  let rest = "";
  for await (const chunk of fs.createReadStream(files.stdout, { encoding: "utf8" })) {
    const parts = (rest + String(chunk)).split("\n");
    rest = parts.pop() ?? "";
    state = parts.reduce(heard, state);
  }
  return state;
}

/** Success needs the agent's own word that its turn has ended well, and an answer. */
function reading(state: AcpState, isDoubted: boolean, profile: AgentProfile): AgentReading {
  const failure = failureOf(state, profile);
  const stop = state.results.get(ASKED.prompt)?.["stopReason"];
  const text = (state.text.trim() === "" ? state.saidAll : state.text).trim();
  const isOpen = failure === null && stop === undefined;
  return {
    text,
    session: state.session,
    usage: state.usage === null ? null : { ...state.usage, ...(state.cost === null ? {} : { cost: state.cost }) },
    error: failure === null ? stopError(stop, text, deniedTools(state, profile)) : errorText(failure),
    turn: isOpen ? (isDoubted && !state.hasBegun ? "unknown" : "open") : "over",
  };
}

/** Agents name their errors in their own ways; what tells most about the cause comes along. */
function errorText({ code, message, data }: RpcError): string {
  const details =
    data === null || data === undefined ? "" : ` ${typeof data === "string" ? data : JSON.stringify(data)}`;
  return `${message}${details}${code === null ? "" : ` (code ${code})`}`;
}

function stopError(stop: Json | undefined, text: string, denied: readonly string[]): string | null {
  if (stop === undefined) return null;
  if (stop === "end_turn")
    return text !== "" || denied.length === 0 ? null : `gave up after it was denied: ${denied.join("; ")}`;
  return `ended its turn with "${typeof stop === "string" ? stop : JSON.stringify(stop)}"${text === "" ? "" : `: ${text.slice(-200)}`}`;
}

/** What was refused, by the titles that the agent gave. */
const deniedTools = ({ questions, cwd }: AcpState, { permissions }: AgentProfile): readonly string[] =>
  questions
    .filter(({ method }) => method === "session/request_permission")
    .map(({ params }) => toolUseOf(objectOf(params["toolCall"]), cwd))
    .filter((tool) => !isAllowed(permissions, tool))
    .map(({ title }) => title);
