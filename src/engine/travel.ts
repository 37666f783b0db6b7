import { setImmediate } from "node:timers/promises";
import { DroverError } from "../core/errors.ts";
import type { RunId } from "../core/ids.ts";
import type { RunState } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import { step } from "../machines/step.ts";
import type { PastDecision } from "./past.ts";
import { createPrograms } from "./programs.ts";

/** Looks at the past of runs again and again, as somebody does who goes from entry to entry. */
export interface Travel {
  /** What an entry was, and what was made of it. Throws `run.unknown`, `journal.unknown` and `definition.missing`. */
  to(run: RunId, seq: number): Promise<PastDecision>;
}

const MOST_RUNS = 8;
/** A state is kept so often: going back costs at most as many steps. Others have their turn after so many, too. */
const SLICE = 100;
/** States share what has not changed between them. */
const MOST_STATES = 500;

/** As `decisionAt`, without keeping the engine waiting for long, and without folding all of a journal each time. */
export function createTravel(store: Store): Travel {
  const programs = createPrograms(store);
  const kept = new Map<RunId, Map<number, RunState>>();

  function statesKept(run: RunId): Map<number, RunState> {
    const states = kept.get(run) ?? new Map<number, RunState>();
    kept.delete(run);
    kept.set(run, states);
    const [oldest] = kept.keys();
    if (kept.size > MOST_RUNS && oldest !== undefined) kept.delete(oldest);
    return states;
  }

  return {
    async to(run, seq) {
      const snapshot = store.getSnapshot(run);
      if (snapshot === null)
        throw new DroverError("run.unknown", `Cannot find run "${run}": there is none of that id.`);
      const program = programs.get(snapshot.definition);
      const states = statesKept(run);
      let at = nearestBefore(seq, states);
      let state = states.get(at) ?? null;
      for (let begun = -1; begun < at; await setImmediate()) {
        begun = at;
        for (const entry of store.journal(run, at)) {
          const decided = step(program, state, entry.input, entry.at);
          ({ state } = decided);
          at = entry.seq;
          if (at === seq) return { entry, step: decided };
          if (at % SLICE !== 0) continue;
          if (states.size < MOST_STATES) states.set(at, state);
          break;
        }
      }
      throw new DroverError(
        "journal.unknown",
        `Cannot find entry ${seq} of run "${run}": its journal has those from 1 to ${at}.`,
      );
    },
  };
}

const nearestBefore = (seq: number, states: ReadonlyMap<number, unknown>): number =>
  [...states.keys()].reduce((best, one) => (one < seq && one > best ? one : best), 0);
