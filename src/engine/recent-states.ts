import type { RunId } from "../core/ids.ts";
import type { RunState } from "../core/run.ts";

/** States of the runs that were touched last; everything else is read from the store when something comes. */
export interface RecentStates {
  get(run: RunId): RunState | undefined;
  set(run: RunId, state: RunState): void;
  delete(run: RunId): void;
}

/** 10,000 waiting runs must not cost the memory of 10,000 states. */
const CAPACITY = 1_000;

export function createRecentStates(): RecentStates {
  // A Map keeps the order of insertion, so the first key is the one that was touched longest ago.
  const states = new Map<RunId, RunState>();
  return {
    get: (run) => states.get(run),
    delete: (run) => void states.delete(run),
    set(run, state) {
      states.delete(run);
      states.set(run, state);
      if (states.size <= CAPACITY) return;
      const [oldest] = states.keys();
      if (oldest !== undefined) states.delete(oldest);
    },
  };
}
