import type { Ask, Decision, Message } from "../core/ask.ts";
import type { Input } from "../core/input.ts";
import type { Activity } from "../core/run.ts";
import { nextGen, type Draft } from "./draft.ts";
import type { Ignored } from "./step.ts";

type InputOf<T extends Input["type"]> = Extract<Input, { type: T }>;

const NOBODY: Decision = { answer: "deny", comment: "Nobody answered in time.", by: null };
const WITHDRAWN: Decision = { answer: "deny", comment: "The agent asks it no more.", by: null };

export const expiryTimer = (activity: string, ask: string): string => `${activity}#ask:${ask}`;

/** A working agent wants a person to decide. Asked again by a later engine it is the same ask. */
export function takeAsked(draft: Draft, { activity: id, gen, request }: InputOf<"asked">): Ignored | null {
  const activity = draft.activities[id];
  if (activity?.gen !== gen || askIn(activity, request.id) !== undefined) return "stale";
  const { expiresMs, ...what } = request;
  const expiresAt = expiresMs === null ? null : draft.at + expiresMs;
  const ask: Ask = { ...what, askedAt: draft.at, expiresAt, decision: null };
  draft.activities[id] = { ...activity, asks: [...(activity.asks ?? []), ask] };
  const timer = expiryTimer(id, ask.id);
  // A person has the time that was promised, whether an engine runs or not.
  if (expiresAt !== null)
    draft.timers[timer] = {
      id: timer,
      gen: nextGen(draft),
      kind: "wall",
      dueAt: expiresAt,
      fires: { type: "expired", activity: id, ask: ask.id },
    };
  const { step } = activity;
  const { kind, tool, title, risk } = ask;
  if (step !== null)
    draft.events.push({ type: "ask.opened", step, gen, ask: ask.id, kind, tool, title, risk, expiresAt });
  return null;
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
    decide(draft, activity, { ask, decision: NOBODY });
}

const askIn = ({ asks = [] }: Activity, id: string): Ask | undefined => asks.find((ask) => ask.id === id);

function decide(draft: Draft, activity: Activity, { ask: id, decision }: { ask: string; decision: Decision }): void {
  const decided = (ask: Ask): Ask => (ask.id === id ? { ...ask, decision } : ask);
  const asks = (activity.asks ?? []).map(decided);
  draft.activities[activity.id] = { ...activity, asks };
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
