import { DroverError } from "../core/errors.ts";
import type { EngineEvent } from "../core/events.ts";
import type { CreateRun, DurableHost } from "../core/host.ts";
import { makeRunId, type RunId } from "../core/ids.ts";
import type { Input } from "../core/input.ts";
import { isFinal, type RunState } from "../core/run.ts";
import { withoutPlaceholders } from "../core/secrets.ts";
import type { Step } from "../machines/step.ts";
import { createAlarm, type Alarm } from "./alarm.ts";
import { createBells } from "./desk.ts";
import { createMeters } from "./meters.ts";
import { forkInput, type ForkRun } from "./fork.ts";
import { createHeartbeat, type Heartbeat } from "./heartbeat.ts";
import { createPerformer, detach, perform, type Performer } from "./performer.ts";
import type { EnginePorts } from "./ports.ts";
import { createPrograms, type Programs } from "./programs.ts";
import { createRecentStates, type RecentStates } from "./recent-states.ts";
import { recover, type Recovered } from "./recover.ts";
import { offeredEvents } from "../machines/active-states.ts";
import { assertTaken, isGoingAway } from "./refusals.ts";
import { createRunQueue, type RunQueue } from "./run-queue.ts";
import { takeAll, type Delivery, type TakeMeans } from "./take.ts";
import type { Taken } from "./taken.ts";

/** The embedded host: one per state folder. */
export interface Engine extends DurableHost {
  /** Brings back everything that was live: overdue timers, stops, activities, answers owed. Call it once, first. */
  recover(): Promise<Recovered>;
  /** Takes no more input, waits for what is being committed, and leaves every process running. */
  close(): Promise<void>;
  /** Forgets a run, durably. Throws `run.unknown`, and `run.not_final` for one that has not ended or whose parent waits for it. */
  remove(run: RunId): Promise<void>;
  /** A new run that goes on from where another was after an entry of its journal. Durable when it resolves. Throws as `forkInput` does. */
  fork(request: ForkRun): Promise<RunId>;
  /** How much it has to do at this moment: runs whose inputs are being taken, and attempts that it performs. */
  underWay(): { readonly inputs: number; readonly activities: number };
}

/** What the engine keeps in memory; nothing in it is needed to go on after a crash. */
export interface Core {
  readonly ports: EnginePorts;
  readonly programs: Programs;
  readonly queue: RunQueue<Delivery>;
  readonly listeners: Set<(event: EngineEvent) => void>;
  readonly recent: RecentStates;
  readonly alarm: Alarm;
  readonly heartbeat: Heartbeat;
  readonly performer: Performer;
  isClosed: boolean;
}

export function createEngine(ports: EnginePorts): Engine {
  const core = createCore(ports);
  return {
    create: (request) => create(core, request),
    deliver: async (run, input, dedupe) => {
      const { state, ignored } = await enqueue(core, run, withoutPlaceholders(input), dedupe);
      const offered = (): readonly string[] =>
        offeredEvents(core.programs.get(state.snapshot.definition).definition, state.snapshot);
      assertTaken(state, { input, ignored, offered });
      return state;
    },
    get: (run) => stateOf(core, run),
    list: (query) => ports.store.list(query),
    watch: (listener) => {
      core.listeners.add(listener);
      return () => void core.listeners.delete(listener);
    },
    recover: () =>
      recover(core, {
        deliver: (run, input) => deliverSurely(core, run, input),
        fireDueTimers: () => fireDueTimers(core),
        stateOf: (run) => stateOf(core, run),
      }),
    close: () => close(core),
    fork: async (request) => {
      if (stateOf(core, request.run) === null) {
        // What stands in the state was made ready for the journal when it came: nothing has to be taken out of it.
        const input = forkInput(ports.store, core.programs, request);
        await enqueue(core, input.run, input);
      }
      return request.run;
    },
    remove: (run) => core.queue.enqueue(run, () => remove(core, run)),
    underWay: () => ({ inputs: core.queue.size(), activities: core.performer.running.size }),
  };
}

function createCore(ports: EnginePorts): Core {
  const programs = createPrograms(ports.store);
  const state = (run: RunId) => stateOf(core, run);
  const bells = createBells();
  const core: Core = {
    ports,
    programs,
    queue: createRunQueue((run, deliveries) => take(core, run, deliveries)),
    listeners: new Set(),
    recent: createRecentStates(),
    alarm: createAlarm(ports.clock, () => void fireDueTimers(core).catch(ports.onFault)),
    heartbeat: createHeartbeat(ports.store, ports.clock),
    performer: createPerformer({
      ...ports,
      programs,
      create: (request) => createSurely(core, request),
      deliver: (run, input) => deliverSurely(core, run, input),
      publish: (event) => publish(core, event),
      stateOf: state,
      bells,
      meters: createMeters({ stateOf: state, programs, childId: ports.childId, bells }),
    }),
    isClosed: false,
  };
  return core;
}

function stateOf({ ports, recent }: Core, run: RunId): RunState | null {
  return (ports.alwaysRestore === true ? undefined : recent.get(run)) ?? ports.store.getState(run);
}

/** Resolves once the input is durable, with all that follows from it under way. */
function enqueue(core: Core, run: RunId, input: Input, dedupe: string | null = null): Promise<Taken> {
  return new Promise((resolve, reject) => core.queue.add(run, { input, dedupe, resolve, reject }));
}

async function take(core: Core, run: RunId, deliveries: readonly Delivery[]): Promise<void> {
  try {
    assertOpen(core, run);
    await takeAll(meansFor(core, run), run, deliveries);
  } catch (error) {
    for (const { reject } of deliveries) reject(error);
  }
}

function assertOpen({ isClosed }: Core, run: RunId): void {
  if (isClosed)
    throw new DroverError(
      "engine.stopped",
      `Cannot deliver to run "${run}": the engine is stopping. Try again when it runs.`,
    );
}

function meansFor(core: Core, run: RunId): TakeMeans {
  const { store, clock, alwaysRestore } = core.ports;
  return {
    store,
    programs: core.programs,
    now: () => clock.now(),
    before: stateOf(core, run),
    onward: (state) => (alwaysRestore === true ? structuredClone({ ...state }) : state),
    follow: (step, at) => follow(core, step, at),
  };
}

/** What comes after the commit: memory, timers, events, effects. */
function follow(core: Core, { state, timers, events, effects }: Step, at: number): void {
  const { snapshot } = state;
  core.recent.set(snapshot.run, state);
  core.heartbeat.note(snapshot);
  for (const timer of timers.set) core.alarm.notLaterThan(timer.dueAt);
  for (const event of events) publish(core, { ...event, run: snapshot.run, seq: snapshot.seq, at });
  if (core.isClosed || core.ports.perform === false) return;
  for (const effect of effects) perform(core.performer, state, effect);
  core.performer.ports.bells.ring(snapshot.run);
}

/** A subscriber's fault is its own: what was committed is performed all the same. */
function publish({ listeners, ports }: Core, event: EngineEvent): void {
  for (const listener of listeners) {
    try {
      listener(event);
    } catch (error) {
      ports.onFault(error);
    }
  }
}

/** Waits this long before it tries again to store something that it must not lose. */
const STORE_RETRY_MS = 1_000;

/** For what the engine itself has to report: a full disk must not make it forget an outcome. */
async function deliverSurely(core: Core, run: RunId, input: Input): Promise<Taken> {
  for (;;) {
    try {
      return await enqueue(core, run, input);
    } catch (error) {
      const isTemporary = error instanceof DroverError && error.retryable && !core.isClosed;
      if (!isTemporary) throw error;
      const { clock } = core.ports;
      await new Promise<void>((resolve) => void clock.wakeAt(clock.now() + STORE_RETRY_MS, resolve));
    }
  }
}

async function create(core: Core, request: CreateRun): Promise<RunId> {
  const input = startOf(core, request);
  await enqueue(core, input.run, input);
  return input.run;
}

/** For a child run: a full disk must not fail the step that starts it. */
async function createSurely(core: Core, request: CreateRun): Promise<RunId> {
  const input = startOf(core, request);
  await deliverSurely(core, input.run, input);
  return input.run;
}

function startOf({ ports }: Core, request: CreateRun): Extract<Input, { type: "start" }> {
  const run = request.run ?? makeRunId(ports.clock.now(), () => ports.ids.random());
  const { definition, inputs, parent = null, workspace = null, allowance } = request;
  return {
    type: "start",
    run,
    definition,
    inputs: withoutPlaceholders(inputs),
    parent,
    workspace,
    ...(allowance === undefined ? {} : { allowance }),
  };
}

/** One run that cannot take its timer must not keep the others from theirs; it is tried again a little later. */
async function fireDueTimers(core: Core): Promise<void> {
  if (core.isClosed) return;
  const { store, clock, onFault } = core.ports;
  const due = [...store.dueTimers(clock.now())];
  const results = await Promise.allSettled(
    due.map(({ run, timer, gen }) => deliverSurely(core, run, { type: "timer", timer, gen })),
  );
  const faults = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  for (const fault of faults) if (!isGoingAway(fault)) onFault(fault);
  const next = store.nextTimer();
  if (next === null || core.isClosed) return;
  core.alarm.notLaterThan(faults.length === 0 ? next.dueAt : Math.max(next.dueAt, clock.now() + STORE_RETRY_MS));
}

async function remove({ ports: { store }, recent }: Core, run: RunId): Promise<void> {
  const snapshot = store.getSnapshot(run);
  if (snapshot === null) throw new DroverError("run.unknown", `Cannot remove run "${run}": there is none of that id.`);
  if (!isFinal(snapshot.status) || snapshot.owesParent)
    throw new DroverError("run.not_final", `Cannot remove run "${run}": it has not ended. Cancel it first.`);
  await store.remove(run);
  recent.delete(run);
}

async function close(core: Core): Promise<void> {
  await core.heartbeat.stop();
  await Promise.all(core.performer.leftovers);
  core.isClosed = true;
  core.alarm.stop();
  detach(core.performer);
  await core.queue.settled();
}
