import type { HaltReason } from "../core/action.ts";
import type { Effect } from "../core/effect.ts";
import type { EngineEvent } from "../core/events.ts";
import type { CreateRun } from "../core/host.ts";
import { runOfGen, type Gen, type RunId } from "../core/ids.ts";
import type { Input } from "../core/input.ts";
import { type Spent, spentOn } from "../core/limits.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Activity, RunState, Stop } from "../core/run.ts";
import { spentBy } from "../machines/spending.ts";
import { attempt, failedAttempt } from "./attempt.ts";
import { isGoingAway } from "./refusals.ts";
import type { Bells } from "./desk.ts";
import { cancelChild, startChild, stopChild, tellParent } from "./children.ts";
import type { Meters } from "./meters.ts";
import type { EnginePorts } from "./ports.ts";
import type { Programs } from "./programs.ts";
import type { Taken } from "./taken.ts";

export interface PerformerPorts extends EnginePorts {
  readonly programs: Programs;
  readonly create: (request: CreateRun) => Promise<RunId>;
  readonly deliver: (run: RunId, input: Input) => Promise<Taken>;
  readonly publish: (event: EngineEvent) => void;
  readonly stateOf: (run: RunId) => RunState | null;
  readonly meters: Meters;
  /** Rung after every commit of a run: a working agent's conversation may wait for it. */
  readonly bells: Bells;
}

interface Running {
  readonly halt: AbortController;
  /** With what came of it, where that is known. Never rejects. */
  readonly ended: Promise<Outcome | null>;
}

/** What is under way in this process. */
export interface Performer {
  readonly ports: PerformerPorts;
  readonly running: Map<Gen, Running>;
  readonly stopping: Map<Gen, Promise<unknown>>;
  /** What ended runs have left behind, being ended; closing waits for it. */
  readonly leftovers: Set<Promise<unknown>>;
  /** Who waits for the end of a child run. */
  readonly childEnds: Map<RunId, () => void>;
  isDetached: boolean;
}

export const createPerformer = (ports: PerformerPorts): Performer => ({
  ports,
  running: new Map(),
  stopping: new Map(),
  leftovers: new Set(),
  childEnds: new Map(),
  isDetached: false,
});

/** Stops watching; processes go on. */
export function detach(performer: Performer): void {
  performer.isDetached = true;
}

/** Does what a committed transition asked for. Everything may be asked twice; it is done once. */
export function perform(performer: Performer, state: RunState, effect: Effect): void {
  const { run } = state.snapshot;
  switch (effect.type) {
    case "start":
      return start(performer, state, { activity: effect.activity, recovering: false });
    case "halt":
      return halt(performer, effect.activity, effect.reason);
    case "stop":
      return stop(performer, run, effect.stop);
    case "tell_parent":
      return void tellParent(performer, state).catch((error: unknown) => fault(performer, error));
    case "ended":
      return endLeftovers(performer, run);
  }
}

/** What its scripts left at work (a server, say) ends with the run. */
function endLeftovers(performer: Performer, run: RunId): void {
  const ended = performer.ports
    .reap((gen) => runOfGen(gen) !== run)
    .catch((error: unknown) => fault(performer, error))
    .finally(() => performer.leftovers.delete(ended));
  performer.leftovers.add(ended);
}

/** After a restart, before anything is started: what was to be ended still is, and starts have to wait for it. */
export function takeUpStops(performer: Performer, { snapshot }: RunState): void {
  for (const left of snapshot.stops) stop(performer, snapshot.run, left);
}

/** After a restart: makes sure that everything the state says is under way is under way. */
export function resume(performer: Performer, state: RunState): void {
  takeUpStops(performer, state);
  const { plans } = performer.ports.programs.get(state.snapshot.definition);
  for (const activity of Object.values(state.snapshot.activities)) {
    if (plans.get(activity.id)?.isWait !== true) start(performer, state, { activity, recovering: true });
  }
  if (state.snapshot.owesParent) void tellParent(performer, state).catch((error: unknown) => fault(performer, error));
}

function start(performer: Performer, state: RunState, what: { activity: Activity; recovering: boolean }): void {
  const { activity } = what;
  const { gen } = activity;
  if (performer.running.has(gen)) return;
  const control = new AbortController();
  // Asked to end before it was taken up again: it must not be started only to be ended. A child has an outcome of its own to give.
  if (activity.stopping !== null && activity.action !== "workflow") control.abort(activity.stopping);
  const ended = work(performer, state, { ...what, halt: control.signal })
    .catch((error: unknown) => report(performer, state.snapshot.run, { activity, error }))
    .catch((error: unknown) => fault(performer, error))
    .then((outcome) => outcome ?? null)
    .finally(() => {
      performer.running.delete(gen);
      performer.ports.meters.forget(gen);
    });
  performer.running.set(gen, { halt: control, ended });
  if (activity.stopping !== null) halt(performer, activity, activity.stopping);
}

interface Work {
  readonly activity: Activity;
  readonly recovering: boolean;
  readonly halt: AbortSignal;
}

async function work(
  performer: Performer,
  decided: RunState,
  { activity: wanted, ...how }: Work,
): Promise<Outcome | null> {
  const { run } = decided.snapshot;
  const isHeld = stopsOf(performer, run).length > 0;
  if (isHeld) await stopsEnded(performer, run, how.halt);
  if (isHeld && performer.isDetached) return null;
  // What has ended meanwhile may have used up what was left, and then nothing is to be started any more.
  const state = isHeld ? (performer.ports.stateOf(run) ?? decided) : decided;
  const activity = isHeld ? state.snapshot.activities[wanted.id] : wanted;
  return activity?.gen === wanted.gen ? act(performer, state, { activity, ...how }) : null;
}

async function act(
  performer: Performer,
  state: RunState,
  { activity, recovering, halt: signal }: Work,
): Promise<Outcome | null> {
  if (activity.action === "workflow") {
    if (!signal.aborted) await startChild(performer, state, activity);
    return null;
  }
  const outcome = await attempt(performer.ports, state, { activity, halt: signal, recovering });
  if (performer.isDetached) return null;
  const told = toldBy(performer, state.snapshot.run, activity);
  await performer.ports.deliver(state.snapshot.run, {
    type: "outcome",
    activity: activity.id,
    gen: activity.gen,
    outcome,
    ...(told.length === 0 ? {} : { told }),
  });
  return outcome;
}

/**
 * Of the messages that an ended attempt had taken, those that it was told. A former engine may have said one and died before the run
 * knew that; it must not be said again. What nobody knows to have been said goes back.
 */
function toldBy(
  { ports }: Performer,
  run: RunId,
  { gen, action }: Pick<Activity, "gen" | "action">,
): readonly string[] {
  const messages = ports.stateOf(run)?.snapshot.messages ?? [];
  if (!messages.some(({ takenBy }) => takenBy === gen)) return [];
  return ports.actions.get(action)?.told?.(gen) ?? [];
}

const stopsOf = ({ stopping }: Performer, run: RunId): readonly Promise<unknown>[] =>
  stopping.size === 0 ? [] : [...stopping].flatMap(([gen, ended]) => (runOfGen(gen) === run ? [ended] : []));

/**
 * What the run left behind may still work in the same folder: nothing new starts beside it. While one stop is awaited others may
 * come, and one of them may be meant for the very start that waits.
 */
async function stopsEnded(performer: Performer, run: RunId, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  for (let left = stopsOf(performer, run); left.length > 0 && !signal.aborted; left = stopsOf(performer, run))
    await Promise.race([Promise.all(left), aborted]);
}

/** A fault of the engine's own fails the attempt, unless the engine is going away anyhow. */
async function report(
  performer: Performer,
  run: RunId,
  { activity, error }: { activity: Activity; error: unknown },
): Promise<void> {
  if (performer.isDetached || isGoingAway(error)) return;
  await performer.ports.deliver(run, {
    type: "outcome",
    activity: activity.id,
    gen: activity.gen,
    outcome: failedAttempt(error),
  });
}

function halt(performer: Performer, { action, gen, startedAt }: Activity, reason: HaltReason): void {
  if (action === "workflow")
    void cancelChild(performer, gen, startedAt).catch((error: unknown) => fault(performer, error));
  else performer.running.get(gen)?.halt.abort(reason);
}

/** Ends what a left state had started, then says so; until then the run starts nothing new. */
function stop(performer: Performer, run: RunId, { gen, action }: Stop): void {
  if (performer.stopping.has(gen)) return;
  const ended = end(performer, run, { gen, action })
    .then(async (spent) => {
      const told = toldBy(performer, run, { gen, action });
      const input: Input = {
        type: "stopped",
        gen,
        ...(spent === null ? {} : { spent }),
        ...(told.length === 0 ? {} : { told }),
      };
      if (!performer.isDetached) await performer.ports.deliver(run, input);
    })
    .catch((error: unknown) => fault(performer, error))
    .finally(() => performer.stopping.delete(gen));
  performer.stopping.set(gen, ended);
}

/** Gives what was used by what has been ended. Of an agent that a former engine had started nobody knows it. */
async function end(performer: Performer, run: RunId, { gen, action }: Omit<Stop, "step">): Promise<Spent | null> {
  const live = performer.running.get(gen);
  live?.halt.abort("canceled");
  const outcome = await live?.ended;
  if (action === "workflow") return stopChild(performer, run, gen);
  await performer.ports.actions.get(action)?.stop?.(gen);
  if (live === undefined) return action === "agent" ? spentOn(null, 1) : null;
  return outcome ? spentBy({ action }, outcome) : null;
}

/** What must not happen: it is shouted, not swallowed, and what it concerned is taken up again by the next start. */
export function fault(performer: Performer, error: unknown): void {
  if (performer.isDetached || isGoingAway(error)) return;
  performer.ports.onFault(error);
}
