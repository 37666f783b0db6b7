import { DroverError } from "../core/errors.ts";
import type { RunId } from "../core/ids.ts";
import type { RunState } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import { step } from "../machines/step.ts";
import { createPrograms } from "./programs.ts";

/** A run as it was after one entry of its journal, and when that was (milliseconds since 1970). */
export interface PastState {
  readonly state: RunState;
  readonly at: number;
}

/** Folds the journal up to an entry with the pure step. Throws `run.unknown`, `journal.unknown` and `definition.missing`. */
export function stateAt(store: Store, run: RunId, seq: number): PastState {
  const snapshot = store.getSnapshot(run);
  if (snapshot === null) throw new DroverError("run.unknown", `Cannot find run "${run}": there is none of that id.`);
  const program = createPrograms(store).get(snapshot.definition);
  let state: RunState | null = null;
  for (const { input, at, seq: number } of store.journal(run)) {
    state = step(program, state, input, at).state;
    if (number === seq) return { state, at };
  }
  throw new DroverError(
    "journal.unknown",
    `Cannot find entry ${seq} of run "${run}": its journal has those from 1 to ${snapshot.seq}.`,
  );
}
