import { runOfGen, type Gen, type RunId } from "../core/ids.ts";
import type { Input } from "../core/input.ts";
import type { RunState } from "../core/run.ts";
import type { Core } from "./engine.ts";
import { resume } from "./performer.ts";
import type { Taken } from "./taken.ts";

export interface Recovered {
  /** Runs that had something under way. */
  readonly runs: readonly RunId[];
  /** Generations of processes that nobody owned any more, now ended. */
  readonly reaped: readonly Gen[];
}

interface Means {
  readonly deliver: (run: RunId, input: Input) => Promise<Taken>;
  readonly fireDueTimers: () => Promise<void>;
  readonly stateOf: (run: RunId) => RunState | null;
}

/**
 * The order matters. Live timers are first moved by the time that the engine was down; overdue timers fire before any effect is
 * performed again, or an attempt would be started only to be stopped; orphans are ended last, when every owner is known.
 */
export async function recover(core: Core, { deliver, fireDueTimers, stateOf }: Means): Promise<Recovered> {
  const { ports, heartbeat, performer } = core;
  const runs = [...ports.store.liveRuns()];
  const downMs = heartbeat.downMs();
  for (const run of runs) await deliver(run, { type: "resumed", downMs });
  await fireDueTimers();
  for (const run of ports.store.liveRuns()) {
    const state = stateOf(run);
    if (state === null) continue;
    heartbeat.note(state.snapshot);
    resume(performer, state);
  }
  const reaped = await ports.reap((gen) => isOwned(stateOf(runOfGen(gen)), gen));
  return { runs, reaped };
}

/** A stop under way owns its process too: it ends it itself. */
function isOwned(state: RunState | null, gen: Gen): boolean {
  if (state === null) return false;
  const { activities, stops } = state.snapshot;
  return Object.values(activities).some((activity) => activity.gen === gen) || stops.some((stop) => stop.gen === gen);
}
