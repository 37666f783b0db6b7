import type { AgentConversation, AgentExecutor, AgentProfile } from "../../core/agent.ts";
import type { Decision, Desk, Message } from "../../core/ask.ts";
import type { ProcessFiles, ProcessTalk } from "../../core/process.ts";
import { type ErrorInfo, errorInfo } from "../../core/outcome.ts";
import { ruling } from "../../core/permissions.ts";
import { fileLines } from "../supervisor/file-lines.ts";
import { createAttention } from "./attention.ts";
import { listeningTime, type ListeningTime, openedNoSession, OPENING_MS } from "./opening.ts";
import { createSpending, type Spending } from "./spending.ts";
import { askOf } from "./to-ask.ts";
import type { Wire, WireQuestion } from "./wire.ts";

export interface TalkingOptions {
  /** How long an agent that may not have its prompt is waited for; a minute unless told. Milliseconds. */
  readonly patienceMs?: number;
}

/** An agent that is talked with over its standard streams. Both directions are files, so any engine can go on with it. */
export const createTalkingExecutor = <State>(
  wire: Wire<State>,
  { patienceMs = 60_000 }: TalkingOptions = {},
): AgentExecutor => ({
  command: (request) => wire.command(request),
  memory: (request) => wire.memory(request),
  async converse(conversation) {
    const { openingMs = OPENING_MS } = conversation.request.profile;
    const opening = listeningTime(openingMs);
    const error = () => (opening.over.aborted ? openedNoSession(openingMs) : null);
    try {
      return await converse(wire, conversation, { patienceMs, opening: { ...opening, error } });
    } finally {
      opening.close();
    }
  },
  async read(profile, files, talk) {
    const state = await lastState(wire, { files, profile, said: talk?.said ?? [] });
    return wire.reading(state, talk !== null && isWorkInDoubt(wire, talk), profile);
  },
  told: (_, talk) => wire.messagesSaid(surelySaid(wire, talk)),
  entries: (source) => wire.entries(source),
});

interface Patience {
  readonly patienceMs: number;
  /** Until the session is open. */
  readonly opening: ListeningTime & { readonly error: () => ErrorInfo | null };
}

async function converse<State>(
  wire: Wire<State>,
  about: AgentConversation,
  { patienceMs, opening }: Patience,
): Promise<ErrorInfo | null> {
  const { request, talk, desk } = about;
  let isDoubted = isWorkInDoubt(wire, talk);
  let state = saidBefore(wire, talk);
  const tellSaid = (ids: readonly string[]) => Promise.all(ids.map((id) => desk.messageSaid(id)));
  await tellSaid(wire.messagesSaid(state).slice(0, isDoubted ? -1 : undefined));
  const isOpening = (): boolean => !isDoubted && !wire.isOpen(state);
  const hear = (): Promise<string | null> =>
    isDoubted ? heardSoon(talk, patienceMs) : talk.hear(isOpening() ? opening.over : undefined);
  const attention = createAttention(hear, () => desk.changed());
  const spending = createSpending(wire, about);
  const refused = spending.refused(state);
  if (refused !== null) return limitError(refused);
  for (;;) {
    if (isDoubted && wire.hasBegun(state)) {
      isDoubted = false;
      await tellSaid(wire.messagesSaid(state));
    }
    attention.listen();
    state = await sayAll(wire, about, { before: state, isDoubted, spending });
    if (wire.isOver(state, request.profile)) return null;
    const line = await attention.next();
    if (line === null) return isOpening() ? opening.error() : null;
    if (line !== undefined) {
      state = wire.heard(state, line);
      spending.heard(state, line);
    }
    const reached = spending.reached(state);
    if (reached !== null) return limitError(reached);
  }
}

const limitError = (limit: string): ErrorInfo => errorInfo(limit, { code: "limit", class: "limit" });

/** By former engines. What one may not have come to say is said again, unless it is work. */
function saidBefore<State>(wire: Wire<State>, { said, unsure }: ProcessTalk): State {
  const known = said.filter((line, place) => !unsure.has(place) || wire.isWork(line));
  return known.reduce((so, line) => wire.said(so, line), wire.first);
}

const surelySaid = <State>(wire: Wire<State>, { said, unsure }: ProcessTalk): State =>
  said.filter((_, place) => !unsure.has(place)).reduce((so, line) => wire.said(so, line), wire.first);

/**
 * Nobody knows whether the agent was given its work; given twice, it would be done twice. Only its last work can be in doubt: more is
 * given to nobody who has not shown that he has what came before. Answers may have been said since.
 */
function isWorkInDoubt<State>(wire: Wire<State>, { unsure, said }: ProcessTalk): boolean {
  const last = said.findLastIndex((line) => wire.isWork(line));
  return last >= 0 && unsure.has(last);
}

interface SoFar<State> {
  readonly before: State;
  /** Nothing more is asked of an agent of which nobody knows whether it was asked the last thing. */
  readonly isDoubted: boolean;
  readonly spending: Spending<State>;
}

/** Until nothing is left to say. Answers come first: an agent that waits for one does nothing else. */
async function sayAll<State>(
  wire: Wire<State>,
  about: AgentConversation,
  { before, isDoubted, spending }: SoFar<State>,
): Promise<State> {
  const { request, cwd, talk, desk } = about;
  let state = before;
  const say = async (so: State, line: string): Promise<State | null> =>
    (await talk.say(line)) ? wire.said(so, line) : null;
  for (const question of wire.questions(state, cwd)) {
    const decision = await decisionOn(question, request.profile, desk);
    if (decision !== null) state = (await say(state, wire.answer(state, question.id, decision))) ?? state;
  }
  await takeBack(wire, state, desk);
  for (let line = wire.next(state, request, cwd); line !== null; line = wire.next(state, request, cwd)) {
    const said = await say(state, line);
    if (said === null) return state;
    state = said;
  }
  return isDoubted ? state : sayMore(wire, about, { state, spending, say });
}

interface Saying<State> {
  readonly state: State;
  readonly spending: Spending<State>;
  /** `null`: it was not said, since the agent is gone. */
  readonly say: (state: State, line: string) => Promise<State | null>;
}

/** More work for an agent that can hear it, as long as turns are left: messages, or the same answer once more. */
async function sayMore<State>(
  wire: Wire<State>,
  about: AgentConversation,
  { state: before, spending, say }: Saying<State>,
): Promise<State> {
  const { request, desk } = about;
  let state = before;
  while (wire.canHear(state, request.profile) && spending.mayBeTold(state)) {
    const message = await desk.takeMessage();
    // Another agent may have had the last turn meanwhile; what was taken goes back at the end.
    if (message === null || !spending.mayBeTold(state)) break;
    spending.giveTurn(state);
    const told = await say(state, wire.message(state, message));
    // It waits for another agent.
    if (told === null) return state;
    state = told;
    await desk.messageSaid(message.id);
  }
  const repair = spending.mayBeTold(state) ? repairOf(wire, about, state) : null;
  if (repair === null) return state;
  spending.giveTurn(state);
  return (await say(state, wire.message(state, repair))) ?? state;
}

/** What the agent wants to know no more is no question to a person either. */
async function takeBack<State>(wire: Wire<State>, state: State, desk: Desk): Promise<void> {
  await Promise.all((wire.withdrawn?.(state) ?? []).map((id) => desk.withdraw(id)));
}

/** How often an answer that does not fit is asked for again. */
const REPAIRS = 2;
const REPAIR = "repair-";

const isRepair = (id: string): boolean => id.startsWith(REPAIR);

/** What is said to an agent whose work is over, but whose answer cannot be used; `null` for nothing. */
function repairOf<State>(
  wire: Wire<State>,
  about: AgentConversation,
  state: State,
): Pick<Message, "id" | "text"> | null {
  const {
    request: { profile },
    check,
  } = about;
  if (check === undefined || !wire.isOver(state, profile)) return null;
  const { text, error } = wire.reading(state, false, profile);
  const problem = error === null && wire.canHear(state, profile) ? check(text) : null;
  const count = wire.messagesSaid(state).filter(isRepair).length;
  if (problem === null || count >= REPAIRS) return null;
  const again = `Your answer cannot be used: ${problem}. Answer again with the JSON object alone.`;
  return { id: `${REPAIR}${count + 1}`, text: again };
}

const NOT_OFFERED: Decision = { answer: "deny", comment: "Drover does not offer this.", by: null };

/** By a rule, an approver or a person; `null` while one of these is waited for. */
async function decisionOn(question: WireQuestion, { permissions }: AgentProfile, desk: Desk): Promise<Decision | null> {
  if (question.type === "foreign") return NOT_OFFERED;
  if (question.type === "tool") {
    const decided = ruling(permissions, question.tool);
    if (decided === "allow") return { answer: "allow", comment: null, by: null };
    if (decided === "deny") return { answer: "deny", comment: "The rules of this agent's profile deny it.", by: null };
  }
  const known = desk.decision(question.id);
  if (known === null) await desk.ask(askOf(question, permissions));
  return known;
}

/** For an agent that may not have its prompt: how long nobody knows. */
async function heardSoon(talk: ProcessTalk, patienceMs: number): Promise<string | null> {
  const patience = listeningTime(patienceMs);
  try {
    return await talk.hear(patience.over);
  } finally {
    patience.close();
  }
}

interface Ended {
  readonly files: ProcessFiles;
  readonly profile: AgentProfile;
  readonly said: readonly string[];
}

/** The conversation once more, from its files, to where it was over: what an agent says after that was heard by nobody. */
async function lastState<State>(wire: Wire<State>, { files, profile, said }: Ended): Promise<State> {
  let state = said.reduce((so, line) => wire.said(so, line), wire.first);
  for await (const lines of fileLines(files.stdout)) {
    for (const line of lines) {
      state = wire.heard(state, line);
      if (wire.isOver(state, profile)) return state;
    }
  }
  return state;
}
