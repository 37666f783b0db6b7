import type { EngineEvent } from "../core/events.ts";
import { DroverError } from "../core/errors.ts";
import type { DurableHost } from "../core/host.ts";
import { makeRunId, type RunId } from "../core/ids.ts";
import type { Input } from "../core/input.ts";
import { needsEngine, type RunState } from "../core/run.ts";
import type { Step } from "../machines/step.ts";
import { step } from "../machines/step.ts";
import { createAlarm } from "./alarm.ts";
import { createHeartbeat } from "./heartbeat.ts";
import { createPerformer } from "./performer.ts";
import { createPrograms } from "./programs.ts";
import type { EnginePorts } from "./ports.ts";
import { recover, type Recovered } from "./recover.ts";
import { createRunQueue } from "./run-queue.ts";
import { assertTaken } from "./refusals.ts";

/** The embedded host: one per state folder. */
export interface Engine extends DurableHost {
  /** Brings back everything that was live: overdue timers, stops, activities, answers owed. Call it once, first. */
  recover(): Promise<Recovered>;
  /** Takes no more input, waits for what is being committed, and leaves every process running. */
  close(): Promise<void>;
}

/** Waits this long before it tries again to store something that it must not lose. */
const STORE_RETRY_MS = 1_000;

export function createEngine(ports: EnginePorts): Engine {
  const { store, clock } = ports;
  const programs = createPrograms(store);
  const queue = createRunQueue();
  const listeners = new Set<(event: EngineEvent) => void>();
  /** States of runs that need the engine; those that only wait are read from the store when something comes. */
  const loaded = new Map<RunId, RunState>();
  let isClosed = false;

  const alarm = createAlarm(clock, () => void fireDueTimers());
  const heartbeat = createHeartbeat(store, clock);
  const performer = createPerformer({ ...ports, programs, create, deliver: deliverSurely, publish });

  function stateOf(run: RunId): RunState | null {
    return (ports.alwaysRestore ? undefined : loaded.get(run)) ?? store.getState(run);
  }

  async function take(run: RunId, input: Input, dedupe: string | null): Promise<Taken> {
    if (isClosed) throw new DroverError("engine.stopped", `Cannot deliver to run "${run}": the engine is stopping. Try again when it runs.`);
    const before = stateOf(run);
    if (before === null && input.type !== "start") throw new DroverError("run.unknown", `Cannot find run "${run}": there is none of that id. \`drover runs\` lists them.`);
    if (dedupe !== null && before !== null && store.hasDedupe(run, dedupe)) return { state: before, ignored: null };
    const program = programs.get(input.type === "start" ? input.definition : (before as RunState).snapshot.definition);
    const at = clock.now();
    const result = step(program, before, input, at);
    if (result.ignored !== null) return { state: result.state, ignored: result.ignored };
    await commit(run, { result, input, at, dedupe });
    return { state: result.state, ignored: null };
  }

  async function commit(run: RunId, taken: { result: Step; input: Input; at: number; dedupe: string | null }): Promise<void> {
    const { result, input, at, dedupe } = taken;
    const { state, steps, timers, events, effects } = result;
    const { snapshot } = state;
    await store.commit({ run, entry: { v: 1, seq: snapshot.seq, at, input }, snapshot, steps, dedupe, timers });
    if (needsEngine(snapshot)) loaded.set(run, state);
    else loaded.delete(run);
    for (const timer of timers.set) alarm.notLaterThan(timer.dueAt);
    for (const event of events) publish({ ...event, run, seq: snapshot.seq, at });
    if (!isClosed) for (const effect of effects) performer.perform(state, effect);
    heartbeat.note(snapshot);
  }

  function publish(event: EngineEvent): void {
    for (const listener of listeners) listener(event);
  }

  const enqueue = (run: RunId, input: Input, dedupe: string | null): Promise<Taken> =>
    queue.enqueue(run, () => take(run, input, dedupe));

  async function deliver(run: RunId, input: Input, dedupe?: string): Promise<RunState> {
    const { state, ignored } = await enqueue(run, input, dedupe ?? null);
    assertTaken(state, input, ignored);
    return state;
  }

  /** For what the engine itself has to report: a full disk must not make it forget an outcome. */
  async function deliverSurely(run: RunId, input: Input): Promise<Taken> {
    for (;;) {
      try {
        return await enqueue(run, input, null);
      } catch (error) {
        const isTemporary = error instanceof DroverError && error.retryable && !isClosed;
        if (!isTemporary) throw error;
        await new Promise<void>((resolve) => void clock.wakeAt(clock.now() + STORE_RETRY_MS, resolve));
      }
    }
  }

  async function create(request: Parameters<DurableHost["create"]>[0]): Promise<RunId> {
    const run = request.run ?? makeRunId(clock.now(), ports.ids.random);
    const { definition, inputs, parent = null, workspace = null } = request;
    await enqueue(run, { type: "start", run, definition, inputs, parent, workspace }, null);
    return run;
  }

  async function fireDueTimers(): Promise<void> {
    if (isClosed) return;
    const due = [...store.dueTimers(clock.now())];
    await Promise.all(due.map(({ run, timer, gen }) => deliverSurely(run, { type: "timer", timer, gen })));
    const next = store.nextTimer();
    if (next !== null && !isClosed) alarm.notLaterThan(next.dueAt);
  }

  return {
    create,
    deliver,
    get: stateOf,
    list: (query) => store.list(query),
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    recover: () => recover({ ...ports, deliver: deliverSurely, fireDueTimers, performer, heartbeat, stateOf }),
    async close() {
      await heartbeat.stop();
      isClosed = true;
      alarm.stop();
      performer.detach();
      await queue.settled();
    },
  };
}

/** What became of an input. */
export interface Taken {
  readonly state: RunState;
  readonly ignored: Step["ignored"];
}
