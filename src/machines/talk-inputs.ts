import { type Ask, type Decision, EXPIRED, type Message } from "../core/ask.ts";
import type { Input } from "../core/input.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Activity } from "../core/run.ts";
import { forgetApproval, startApprover, stopApproval, verdictOf } from "./approver.ts";
import { nextGen, type Draft } from "./draft.ts";
import type { Ignored } from "./step.ts";

type InputOf<T extends Input["type"]> = Extract<Input, { type: T }>;

const WITHDRAWN: Decision = { answer: "deny", comment: "The agent asks it no more.", by: null };

export const expiryTimer = (activity: string, ask: string): string => `${activity}#ask:${ask}`;

/** A working agent wants a person to decide, or an approver before that. Asked again by a later engine it is the same ask. */
export function takeAsked(draft: Draft, { activity: id, gen, request }: InputOf<"asked">): Ignored | null {
  const activity = draft.activities[id];
  if (activity?.gen !== gen || askIn(activity, request.id) !== undefined) return "stale";
  const ask = newAsk(request, draft.at);
  draft.activities[id] = { ...activity, asks: [...(activity.asks ?? []), ask] };
  const { step } = activity;
  const { kind, tool, title, risk, expiresAt } = ask;
  const about = { ask: ask.id, kind, tool, title, risk, expiresAt, approver: ask.approver?.agent ?? null };
  if (step !== null) draft.events.push({ type: "ask.opened", step, gen, ...about });
  const { approver } = request;
  const refused = approver === undefined ? null : startApprover(draft, activity, { ask, approver });
  if (refused !== null) refer(draft, id, { ask, by: `agent:${approver?.agent}`, reason: `was not asked: ${refused}` });
  else setExpiry(draft, id, ask);
  return null;
}

/** The time that a person has begins when a person is asked. */
function newAsk({ expiresMs, approver, ...what }: InputOf<"asked">["request"], at: number): Ask {
  const ask = { ...what, askedAt: at, decision: null } as const;
  return approver === undefined
    ? { ...ask, expiresAt: expiresMs === null ? null : at + expiresMs }
    : { ...ask, expiresAt: null, approver: { agent: approver.agent, referred: null, expiresMs } };
}

/** A person has the time that was promised, whether an engine runs or not. */
function setExpiry(draft: Draft, activity: string, { id: ask, expiresAt }: Ask): void {
  if (expiresAt === null) return;
  const id = expiryTimer(activity, ask);
  const fires = { type: "expired", activity, ask } as const;
  draft.timers[id] = { id, gen: nextGen(draft), kind: "wall", dueAt: expiresAt, fires };
}

/** The approver does not decide: from now on a person is waited for. */
function refer(
  draft: Draft,
  id: string,
  { ask, by, reason }: { readonly ask: Ask; readonly by: string; readonly reason: string },
): void {
  const activity = draft.activities[id];
  if (activity === undefined || ask.approver === undefined) return;
  const { expiresMs } = ask.approver;
  const expiresAt = expiresMs === null ? null : draft.at + expiresMs;
  const referred: Ask = { ...ask, expiresAt, approver: { ...ask.approver, referred: reason } };
  draft.activities[id] = withAsk(activity, referred);
  setExpiry(draft, id, referred);
  const { step, gen } = activity;
  if (step !== null) draft.events.push({ type: "ask.referred", step, gen, ask: ask.id, by, reason, expiresAt });
}

/** An approver's turn has ended, well or not. Told in one commit: what it has used, and what follows from it. */
export function takeVerdict(draft: Draft, approval: Activity, outcome: Outcome): void {
  forgetApproval(draft, approval);
  const activity = draft.activities[approval.approves?.activity ?? ""];
  const ask = activity === undefined ? undefined : askIn(activity, approval.approves?.ask ?? "");
  if (activity === undefined || ask === undefined) return;
  const verdict = verdictOf(ask, outcome, approval.stopping !== null);
  if ("decision" in verdict) decide(draft, activity, { ask: ask.id, decision: verdict.decision });
  else refer(draft, activity.id, { ask, ...verdict });
}

/** It stays, as denied, so that a later engine that hears of it again does not ask again. */
export function takeWithdrawn(draft: Draft, { activity: id, gen, ask }: InputOf<"withdrawn">): Ignored | null {
  const activity = draft.activities[id];
  if (activity?.gen !== gen || askIn(activity, ask)?.decision !== null) return "stale";
  decide(draft, activity, { ask, decision: WITHDRAWN });
  return null;
}

export function takeDecision(draft: Draft, { gen, ask, decision }: InputOf<"decision">): Ignored | null {
  const activity = Object.values(draft.activities).find((one) => one.gen === gen);
  const asked = activity === undefined ? undefined : askIn(activity, ask);
  if (activity === undefined || asked?.decision !== null) return "unexpected";
  // Its timer may not have fired yet: no engine ran.
  if (asked.expiresAt !== null && asked.expiresAt <= draft.at) return "unexpected";
  decide(draft, activity, { ask, decision });
  return null;
}

export function expire(draft: Draft, { activity: id, ask }: { activity: string; ask: string }): void {
  const activity = draft.activities[id];
  if (activity !== undefined && askIn(activity, ask)?.decision === null)
    decide(draft, activity, { ask, decision: EXPIRED });
}

const askIn = ({ asks = [] }: Activity, id: string): Ask | undefined => asks.find((ask) => ask.id === id);

const withAsk = (activity: Activity, changed: Ask): Activity => ({
  ...activity,
  asks: (activity.asks ?? []).map((ask) => (ask.id === changed.id ? changed : ask)),
});

function decide(draft: Draft, activity: Activity, { ask: id, decision }: { ask: string; decision: Decision }): void {
  const ask = askIn(activity, id);
  if (ask === undefined) return;
  stopApproval(draft, activity, ask);
  draft.activities[activity.id] = withAsk(activity, { ...ask, decision });
  delete draft.timers[expiryTimer(activity.id, id)];
  const { step, gen } = activity;
  if (step !== null) draft.events.push({ type: "ask.decided", step, gen, ask: id, ...decision });
}

/** Puts a message at the end of the queue, or replaces the text of one that nobody has taken yet. */
export function takeMessage(draft: Draft, input: InputOf<"message">): Ignored | null {
  const { message: id, text, step, sender, isEdit = false } = input;
  const known = draft.messages.find((message) => message.id === id);
  if (known === undefined ? isEdit || !isAgentStep(draft, step) : known.takenBy !== null) return "unexpected";
  const message: Message = { id, text, step, sender, at: known?.at ?? draft.at, takenBy: null };
  draft.messages =
    known === undefined
      ? [...draft.messages, message]
      : draft.messages.map((other) => (other.id === id ? message : other));
  return null;
}

/** Only agents ever hear a message. */
function isAgentStep({ program }: Draft, step: string | null): boolean {
  return step === null || [...program.plans.values()].some((plan) => plan.step === step && plan.action === "agent");
}

export function takeRemoved(draft: Draft, { message: id }: InputOf<"message_removed">): Ignored | null {
  const known = draft.messages.find((message) => message.id === id);
  if (known === undefined || known.takenBy !== null) return "unexpected";
  draft.messages = draft.messages.filter((message) => message.id !== id);
  return null;
}

/** From now on the attempt may say it at any moment. */
export function takeTaken(draft: Draft, { message: id, gen }: InputOf<"message_taken">): Ignored | null {
  const isLive = Object.values(draft.activities).some((activity) => activity.gen === gen);
  const message = draft.messages.find((other) => other.id === id);
  if (!isLive || message === undefined || message.takenBy !== null) return "stale";
  draft.messages = draft.messages.map((other) => (other.id === id ? { ...other, takenBy: gen } : other));
  return null;
}

export function takeSaid(draft: Draft, { message: id, gen }: InputOf<"message_said">): Ignored | null {
  if (!draft.messages.some((message) => message.id === id && message.takenBy === gen)) return "stale";
  const { step = null } =
    Object.values(draft.activities).find((one) => one.gen === gen) ?? draft.stops.find((one) => one.gen === gen) ?? {};
  wasSaid(draft, id, { gen, step });
  return null;
}

function wasSaid(draft: Draft, id: string, { gen, step }: Pick<Activity, "gen" | "step">): void {
  const message = draft.messages.find((other) => other.id === id && other.takenBy === gen);
  if (message === undefined) return;
  draft.messages = draft.messages.filter((other) => other !== message);
  const { text, sender } = message;
  if (step !== null) draft.events.push({ type: "message.said", step, gen, message: id, text, by: sender.by });
}

/**
 * An attempt has ended, and all that it had started: what it was told has been said, and what it had taken beside that waits for the
 * next one. Not before: until then nobody knows what it may still be told.
 */
export function giveBack(draft: Draft, ended: Pick<Activity, "gen" | "step">, told: readonly string[] = []): void {
  const { gen } = ended;
  for (const id of told) wasSaid(draft, id, ended);
  if (!draft.messages.some((message) => message.takenBy === gen)) return;
  draft.messages = draft.messages.map((message) => (message.takenBy === gen ? { ...message, takenBy: null } : message));
}
