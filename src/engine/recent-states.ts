import type { RunId } from "../core/ids.ts";
import { needsEngine, type RunState } from "../core/run.ts";

/** States of the runs that were touched last; everything else is read from the store when something comes. */
export interface RecentStates {
  get(run: RunId): RunState | undefined;
  set(run: RunId, state: RunState): void;
  delete(run: RunId): void;
}

/** Runs at work: their next input comes soon. */
const WORKING = 1_000;
/** Runs that wait or have ended: 10,000 must not cost the memory of 10,000 states, nor the time to move each through the heap. */
const RESTING = 64;

export function createRecentStates(): RecentStates {
  const working = createLatest(WORKING);
  const resting = createLatest(RESTING);
  return {
    get: (run) => working.get(run) ?? resting.get(run),
    delete(run) {
      working.delete(run);
      resting.delete(run);
    },
    set(run, state) {
      const isWorking = needsEngine(state.snapshot);
      (isWorking ? resting : working).delete(run);
      (isWorking ? working : resting).set(run, state);
    },
  };
}

function createLatest(capacity: number): RecentStates {
  // A Map keeps the order of insertion, so the first key is the one that was touched longest ago.
  const states = new Map<RunId, RunState>();
  return {
    get: (run) => states.get(run),
    delete: (run) => void states.delete(run),
    set(run, state) {
      states.delete(run);
      states.set(run, state);
      if (states.size <= capacity) return;
      const [oldest] = states.keys();
      if (oldest !== undefined) states.delete(oldest);
    },
  };
}
