import { DroverError } from "../core/errors.ts";
import { runOfGen, type Gen, type RunId } from "../core/ids.ts";
import type { Input } from "../core/input.ts";
import { isFinal, type RunState, type Snapshot } from "../core/run.ts";
import { isGoingAway } from "./refusals.ts";
import type { Core } from "./engine.ts";
import { fault, resume, takeUpStops } from "./performer.ts";
import type { Taken } from "./taken.ts";

export interface Recovered {
  /** Runs that had something under way. */
  readonly runs: readonly RunId[];
  /** Runs that could not be taken up (a definition lost, say); the others go on. */
  readonly broken: readonly { readonly run: RunId; readonly error: unknown }[];
  /** Generations of processes that nobody owned any more, now ended. */
  readonly reaped: readonly Gen[];
}

interface Means {
  readonly deliver: (run: RunId, input: Input) => Promise<Taken>;
  readonly fireDueTimers: () => Promise<void>;
  readonly stateOf: (run: RunId) => RunState | null;
}

/**
 * The order matters. Live timers are first moved by the time that the engine was down, and only then may any timer ring; stops
 * are taken up before anything can start, since starts wait for them; overdue timers fire before any activity is performed
 * again, or an attempt would be started only to be stopped; orphans are ended last, when every owner is known.
 */
export async function recover(core: Core, means: Means): Promise<Recovered> {
  const { ports, heartbeat, alarm, performer } = core;
  const runs = [...ports.store.liveRuns()];
  const broken = new Map<RunId, unknown>();
  const downMs = heartbeat.downMs();
  for (const run of runs) await caught(broken, run, () => means.deliver(run, { type: "resumed", downMs }));
  assertOpen(core);
  heartbeat.begin();
  alarm.begin();
  for (const run of runs)
    await caught(broken, run, () =>
      inTurn(core, run, () => withState(means, run, (state) => takeUpStops(performer, state))),
    );
  await means.fireDueTimers();
  assertOpen(core);
  for (const run of ports.store.liveRuns()) {
    if (broken.has(run)) continue;
    await caught(broken, run, () => inTurn(core, run, () => withState(means, run, (state) => takeUp(core, state))));
  }
  const reaped = await endOrphans(core, (run) => broken.has(run) || isOwned(ports.store.getSnapshot(run)));
  return {
    runs: runs.filter((run) => !broken.has(run)),
    broken: [...broken].map(([run, error]) => ({ run, error })),
    reaped,
  };
}

/** What cannot be ended is a fault to be told: no reason not to do all other work. */
async function endOrphans({ ports, performer }: Core, isRunOwned: (run: RunId) => boolean): Promise<readonly Gen[]> {
  try {
    return await ports.reap((gen) => isRunOwned(runOfGen(gen)));
  } catch (error) {
    fault(performer, error);
    return [];
  }
}

/** An engine that was closed meanwhile leaves the rest to the next one: two must not work on the same runs. */
function assertOpen({ isClosed }: Core): void {
  if (isClosed) throw new DroverError("engine.stopped", "Cannot recover: the engine is stopping. Start it again.");
}

/** One run that cannot be taken up must not keep the others down. */
async function caught(broken: Map<RunId, unknown>, run: RunId, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isGoingAway(error)) throw error;
    broken.set(run, error);
  }
}

/** Not between a commit and what follows from it: that would be done twice, or out of order. */
function inTurn(core: Core, run: RunId, work: () => void): Promise<void> {
  return core.queue.enqueue(run, async () => {
    assertOpen(core);
    work();
  });
}

function withState({ stateOf }: Means, run: RunId, work: (state: RunState) => void): void {
  const state = stateOf(run);
  if (state !== null) work(state);
}

function takeUp({ heartbeat, performer }: Core, state: RunState): void {
  heartbeat.note(state.snapshot);
  resume(performer, state);
}

/** What a run has left at work lives as long as the run: a script may start a server for the steps after it. */
function isOwned(snapshot: Snapshot | null): boolean {
  return snapshot !== null && !isFinal(snapshot.status);
}
