import type { Gen, RunId } from "../core/ids.ts";
import { runOfGen } from "../core/ids.ts";
import type { Input } from "../core/input.ts";
import type { RunState } from "../core/run.ts";
import type { Taken } from "./engine.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { Performer } from "./performer.ts";
import type { EnginePorts } from "./ports.ts";

export interface Recovered {
  /** Runs that had something under way. */
  readonly runs: readonly RunId[];
  /** Generations of processes that nobody owned any more, now ended. */
  readonly reaped: readonly Gen[];
}

interface RecoverPorts extends EnginePorts {
  readonly deliver: (run: RunId, input: Input) => Promise<Taken>;
  readonly fireDueTimers: () => Promise<void>;
  readonly performer: Performer;
  readonly heartbeat: Heartbeat;
  readonly stateOf: (run: RunId) => RunState | null;
}

/**
 * The order matters. Live timers are first moved by the time that the engine was down; overdue timers fire before any effect is
 * performed again, or an attempt would be started only to be stopped; orphans are ended last, when every owner is known.
 */
export async function recover(ports: RecoverPorts): Promise<Recovered> {
  const { store, performer } = ports;
  const runs = [...store.liveRuns()];
  const downMs = ports.heartbeat.downMs();
  for (const run of runs) await ports.deliver(run, { type: "resumed", downMs });
  await ports.fireDueTimers();
  for (const run of store.liveRuns()) {
    const state = ports.stateOf(run);
    if (state === null) continue;
    ports.heartbeat.note(state.snapshot);
    performer.resume(state);
  }
  const reaped = await ports.reap((gen) => isOwned(ports.stateOf(runOfGen(gen)), gen));
  return { runs, reaped };
}

/** A stop under way owns its process too: it ends it itself. */
function isOwned(state: RunState | null, gen: Gen): boolean {
  if (state === null) return false;
  const { activities, stops } = state.snapshot;
  return Object.values(activities).some((activity) => activity.gen === gen) || stops.some((stop) => stop.gen === gen);
}
