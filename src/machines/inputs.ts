import { RESERVED_EVENT } from "../core/host.ts";
import type { Input } from "../core/input.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { ended, errorInfo, succeeded, type Outcome } from "../core/outcome.ts";
import type { Activity, RunState, Timer } from "../core/run.ts";
import { contextOf, isDone, send, type Draft } from "./draft.ts";
import { accepts } from "./machine.ts";
import type { MachineEvent } from "./context.ts";
import { closeRun } from "./finish.ts";
import { REOPENING, takeReopened } from "./fork.ts";
import { answerRequests, releaseHeld } from "./requests.ts";
import type { Ignored } from "./step.ts";
import { count, spentBy } from "./spending.ts";
import { takeSettled } from "./settle.ts";
import {
  expire,
  giveBack,
  takeAsked,
  takeDecision,
  takeMessage,
  takeRemoved,
  takeSaid,
  takeTaken,
  takeVerdict,
  takeWithdrawn,
} from "./talk-inputs.ts";

type InputOf<T extends Input["type"]> = Extract<Input, { type: T }>;

type Take<T extends Input["type"]> = (draft: Draft, input: InputOf<T>, state: RunState) => Ignored | null;

type Birth = "start" | "fork";

const TAKE: { readonly [T in Exclude<Input["type"], Birth>]: Take<T> } = {
  outcome: takeOutcome,
  signal: takeSignal,
  timer: takeTimer,
  asked: takeAsked,
  withdrawn: takeWithdrawn,
  decision: takeDecision,
  message: takeMessage,
  message_removed: takeRemoved,
  message_taken: takeTaken,
  message_said: takeSaid,
  stopped: takeStopped,
  cancel: takeCancel,
  resumed: takeResumed,
  parent_told: (_, __, state) => (state.snapshot.owesParent ? null : "stale"),
};

/** `null` when it was taken. */
export const takeInput = (draft: Draft, state: RunState, input: Exclude<Input, { type: Birth }>): Ignored | null =>
  TAKE[input.type](draft, input as never, state);

function takeOutcome(draft: Draft, { activity: id, gen, outcome, spent, told }: InputOf<"outcome">): Ignored | null {
  const activity = draft.activities[id];
  if (activity?.gen !== gen) return "stale";
  const asker = draft.activities[activity.approves?.activity ?? id] ?? activity;
  count(draft, asker, spent ?? spentBy(activity, outcome));
  if (activity.approves !== undefined) {
    takeVerdict(draft, activity, outcome);
    return null;
  }
  giveBack(draft, activity, told);
  if (id === REOPENING) takeReopened(draft, outcome);
  else takeSettled(draft, { activity, outcome });
  return null;
}

function takeSignal(draft: Draft, { name, step, gen, data, sender }: InputOf<"signal">): Ignored | null {
  const waiting = Object.values(draft.activities).find(
    (activity) =>
      activity.signals.includes(name) &&
      (step === null || activity.step === step) &&
      (gen === undefined || activity.gen === gen) &&
      !isOverdue(draft, activity),
  );
  if (waiting !== undefined) {
    takeSettled(draft, { activity: waiting, outcome: answerOf(waiting, name, { data, by: sender.by }) });
    return null;
  }
  const event: MachineEvent = { type: name, visible: { name, data, by: sender.by } };
  if (step !== null || RESERVED_EVENT.test(name) || draft.frozen !== null) return "unexpected";
  // A condition that could not be evaluated is no "no": the run fails with its place.
  if (!accepts(draft.machine, event)) return draft.program.faults.isEmpty() ? "unexpected" : null;
  answerRequests(draft, send(draft, event));
  return null;
}

/** Its time is over, though its timer has not fired: no engine ran. */
const isOverdue = (draft: Draft, { id }: Activity): boolean =>
  (draft.timers[`${id}#timeout`]?.dueAt ?? Infinity) <= draft.at;

/** What a signal makes of the activity that waited for it. A denied approval is a failure with the reason in its error. */
function answerOf(activity: Activity, name: string, { data, by }: { data: Json; by: string | null }): Outcome {
  if (activity.action !== "approve") return succeeded({ event: name, data, by });
  const comment = typeof data === "string" ? data : ((data as JsonObject | null)?.["comment"] ?? null);
  const output = { by, comment };
  if (name === "approve") return succeeded(output);
  const who = by === null ? "" : ` by ${by}`;
  const why = typeof comment === "string" && comment !== "" ? `: ${comment}` : "";
  return {
    status: "failed",
    output,
    error: errorInfo(`"${activity.step ?? activity.id}" was denied${who}${why}`, { code: "denied" }),
  };
}

function takeTimer(draft: Draft, { timer: id, gen }: InputOf<"timer">): Ignored | null {
  const timer = draft.timers[id];
  if (timer?.gen !== gen) return "stale";
  delete draft.timers[id];
  if (timer.fires.type === "event") answerRequests(draft, send(draft, { type: timer.fires.event, visible: null }));
  else fireOn(draft, timer.fires);
  return null;
}

function fireOn(draft: Draft, fires: Exclude<Timer["fires"], { type: "event" }>): void {
  const activity = draft.activities[fires.activity];
  if (activity === undefined) return;
  if (fires.type === "expired") return expire(draft, fires);
  if (fires.type === "elapsed") return takeSettled(draft, { activity, outcome: succeeded() });
  if (draft.program.plans.get(activity.id)?.isWait === true) {
    const error = errorInfo(`"${activity.step ?? activity.id}" timed out`, { code: "timed_out", class: "timeout" });
    return takeSettled(draft, { activity, outcome: ended("timed_out", error) });
  }
  halt(draft, activity, "timed_out");
}

/** The step leaves its state only when what it started has really ended; until then it is asked to stop. */
function halt(draft: Draft, activity: Activity, reason: "timed_out" | "canceled"): void {
  const halted = { ...activity, stopping: reason };
  draft.activities[activity.id] = halted;
  draft.effects.push({ type: "halt", activity: halted, reason });
}

function takeStopped(draft: Draft, { gen, spent, told }: InputOf<"stopped">): Ignored | null {
  const stopped = draft.stops.find((stop) => stop.gen === gen);
  if (stopped === undefined) return "stale";
  draft.stops = draft.stops.filter((stop) => stop !== stopped);
  count(draft, stopped, spent ?? null);
  giveBack(draft, stopped, told);
  releaseHeld(draft);
  return null;
}

/** Within `finally` a cancel changes nothing, unless it is forced. */
function takeCancel(draft: Draft, { reason, force, sender }: InputOf<"cancel">): Ignored | null {
  const inFinally = contextOf(draft).verdict !== null;
  if (isDone(draft) || (inFinally && !force)) return "stale";
  const by = sender.by === null ? "" : ` by ${sender.by}`;
  const failure = errorInfo(`The run was canceled${by}${reason === null ? "" : `: ${reason}`}`, { code: "canceled" });
  if (draft.frozen !== null) {
    closeRun(draft, failure, "canceled");
    return null;
  }
  answerRequests(draft, send(draft, { type: "drover.cancel", visible: null, failure, force }));
  return null;
}

/** A timer moves by the time that the engine was down, at most by its own age: a longer pause cannot be true. */
function takeResumed(draft: Draft, { downMs }: InputOf<"resumed">): Ignored | null {
  const live = Object.values(draft.timers).filter((timer) => timer.kind === "live");
  if (live.length === 0 || downMs <= 0) return "stale";
  for (const timer of live)
    draft.timers[timer.id] = {
      ...timer,
      dueAt: timer.dueAt + Math.min(downMs, ageOf(draft, timer)),
      movedAt: draft.at,
    };
  return null;
}

/** Since it was set, or last moved: an engine that dies before its first heartbeat leaves the same pause to the next one. */
function ageOf(draft: Draft, { fires, movedAt }: Timer): number {
  const startedAt = fires.type === "event" ? draft.at : (draft.activities[fires.activity]?.startedAt ?? draft.at);
  return Math.max(0, draft.at - (movedAt ?? startedAt));
}
