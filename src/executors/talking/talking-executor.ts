import { setTimeout as sleep } from "node:timers/promises";
import type { AgentConversation, AgentExecutor, AgentProfile } from "../../core/agent.ts";
import type { Decision, Desk, Message } from "../../core/ask.ts";
import { reachedBy, spentOn } from "../../core/limits.ts";
import type { ProcessFiles, ProcessTalk } from "../../core/process.ts";
import { ruling } from "../../core/permissions.ts";
import { fileLines } from "../supervisor/file-lines.ts";
import { createAttention } from "./attention.ts";
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
  converse: (conversation) => converse(wire, conversation, patienceMs),
  async read(profile, files, talk) {
    const state = await lastState(wire, { files, profile, said: talk?.said ?? [] });
    return wire.reading(state, talk !== null && isWorkInDoubt(wire, talk), profile);
  },
  told: (_, talk) => wire.messagesSaid(surelySaid(wire, talk)),
  entries: (source) => wire.entries(source),
});

async function converse<State>(
  wire: Wire<State>,
  about: AgentConversation,
  patienceMs: number,
): Promise<string | null> {
  const { request, talk, desk } = about;
  let isDoubted = isWorkInDoubt(wire, talk);
  let state = saidBefore(wire, talk);
  const tellSaid = (ids: readonly string[]) => Promise.all(ids.map((id) => desk.messageSaid(id)));
  await tellSaid(wire.messagesSaid(state).slice(0, isDoubted ? -1 : undefined));
  const hear = (): Promise<string | null> => (isDoubted ? heardSoon(talk, patienceMs) : talk.hear());
  const attention = createAttention(hear, () => desk.changed());
  for (;;) {
    if (isDoubted && wire.hasBegun(state)) {
      isDoubted = false;
      await tellSaid(wire.messagesSaid(state));
    }
    attention.listen();
    state = await sayAll(wire, about, { before: state, isDoubted });
    if (wire.isOver(state, request.profile)) return null;
    const line = await attention.next();
    if (line === undefined) continue;
    if (line === null) return null;
    state = wire.heard(state, line);
    const reached = limitReached(wire, about, { state, line });
    if (reached !== null) return reached;
  }
}

/** By former engines. What one may not have come to say is said again, unless it is work. */
function saidBefore<State>(wire: Wire<State>, { said, unsure }: ProcessTalk): State {
  const known = said.filter((line, place) => !unsure.has(place) || wire.isWork(line));
  return known.reduce((so, line) => wire.said(so, line), wire.first);
}

const surelySaid = <State>(wire: Wire<State>, { said, unsure }: ProcessTalk): State =>
  said.filter((_, place) => !unsure.has(place)).reduce((so, line) => wire.said(so, line), wire.first);

/** Lines that may tell what was used. */
const TELLS_USAGE = /usage|token|cost/i;

/** An agent whose turn is over has done its work; what it used counts for the next one. */
function limitReached<State>(
  wire: Wire<State>,
  { request: { profile }, budget, priced }: AgentConversation,
  { state, line }: { readonly state: State; readonly line: string },
): string | null {
  if (budget === undefined || !TELLS_USAGE.test(line) || wire.isOver(state, profile)) return null;
  const { usage, turns = 1 } = wire.reading(state, false, profile);
  return reachedBy(budget, spentOn(usage === null ? null : (priced?.(usage) ?? usage), turns));
}

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
}

/** Until nothing is left to say. Answers come first: an agent that waits for one does nothing else. */
async function sayAll<State>(
  wire: Wire<State>,
  about: AgentConversation,
  { before, isDoubted }: SoFar<State>,
): Promise<State> {
  const { request, cwd, talk, desk } = about;
  let state = before;
  const say = async (line: string): Promise<boolean> => {
    const isSaid = await talk.say(line);
    if (isSaid) state = wire.said(state, line);
    return isSaid;
  };
  for (const question of wire.questions(state, cwd)) {
    const decision = await decisionOn(question, request.profile, desk);
    if (decision !== null) await say(wire.answer(state, question.id, decision));
  }
  await takeBack(wire, state, desk);
  for (let line = wire.next(state, request, cwd); line !== null; line = wire.next(state, request, cwd))
    if (!(await say(line))) return state;
  if (isDoubted) return state;
  while (wire.canHear(state, request.profile) && mayBeTold(wire, about, state)) {
    const message = await desk.takeMessage();
    if (message === null) break;
    // Not said to an agent that is gone; it waits for another.
    if (!(await say(wire.message(state, message)))) return state;
    await desk.messageSaid(message.id);
  }
  const repair = repairOf(wire, about, state);
  if (repair !== null) await say(wire.message(state, repair));
  return state;
}

/** What the agent wants to know no more is no question to a person either. */
async function takeBack<State>(wire: Wire<State>, state: State, desk: Desk): Promise<void> {
  await Promise.all((wire.withdrawn?.(state) ?? []).map((id) => desk.withdraw(id)));
}

/** A message is a turn, and has to wait for another attempt when none is left. */
function mayBeTold<State>(wire: Wire<State>, { budget }: AgentConversation, state: State): boolean {
  const left = budget?.turns?.left ?? Infinity;
  return wire.messagesSaid(state).length + 1 < left;
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
  if (check === undefined || !wire.isOver(state, profile) || !mayBeTold(wire, about, state)) return null;
  const { text, error } = wire.reading(state, false, profile);
  const problem = error === null && wire.canHear(state, profile) ? check(text) : null;
  const count = wire.messagesSaid(state).filter(isRepair).length;
  if (problem === null || count >= REPAIRS) return null;
  const again = `Your answer cannot be used: ${problem}. Answer again with the JSON object alone.`;
  return { id: `${REPAIR}${count + 1}`, text: again };
}

const NOT_OFFERED: Decision = { answer: "deny", comment: "Drover does not offer this.", by: null };

/** By a rule, or by a person; `null` while a person is waited for. */
async function decisionOn(question: WireQuestion, { permissions }: AgentProfile, desk: Desk): Promise<Decision | null> {
  if (question.type === "foreign") return NOT_OFFERED;
  if (question.type === "tool") {
    const decided = ruling(permissions, question.tool);
    if (decided === "allow") return { answer: "allow", comment: null, by: null };
    if (decided === "deny") return { answer: "deny", comment: "The rules of this agent's profile deny it.", by: null };
  }
  const known = desk.decision(question.id);
  if (known === null) await desk.ask(askOf(question, permissions.expiresMs));
  return known;
}

/** For an agent that may not have its prompt: how long nobody knows. */
async function heardSoon(talk: ProcessTalk, patienceMs: number): Promise<string | null> {
  const over = new AbortController();
  const line = await Promise.race([talk.hear(), sleep(patienceMs, null, { signal: over.signal, ref: false })]);
  over.abort();
  return line;
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
