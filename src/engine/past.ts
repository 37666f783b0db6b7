import { DroverError } from "../core/errors.ts";
import type { JournalEntry } from "../core/input.ts";
import type { RunId } from "../core/ids.ts";
import type { RunState } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import { step, type Step } from "../machines/step.ts";
import { createPrograms } from "./programs.ts";

/** A run as it was after one entry of its journal, and when that was (milliseconds since 1970). */
export interface PastState {
  readonly state: RunState;
  readonly at: number;
}

/** Folds the journal up to an entry with the pure step. Throws `run.unknown`, `journal.unknown` and `definition.missing`. */
export function stateAt(store: Store, run: RunId, seq: number): PastState {
  let last = 0;
  for (const { step: decided, entry } of decisionsOf(store, run)) {
    last = entry.seq;
    if (last === seq) return { state: decided.state, at: entry.at };
  }
  throw new DroverError(
    "journal.unknown",
    `Cannot find entry ${seq} of run "${run}": its journal has those from 1 to ${last}.`,
  );
}

/** What one entry of a journal was, and what the pure step made of it: the same that the engine committed and did then. */
export interface PastDecision {
  readonly entry: JournalEntry;
  readonly step: Step;
}

/** The states after each entry, from the first on. Throws `run.unknown` and `definition.missing`. */
export function* statesOf(store: Store, run: RunId): Generator<RunState> {
  for (const { step: decided } of decisionsOf(store, run)) yield decided.state;
}

function* decisionsOf(store: Store, run: RunId): Generator<PastDecision> {
  const snapshot = store.getSnapshot(run);
  if (snapshot === null) throw new DroverError("run.unknown", `Cannot find run "${run}": there is none of that id.`);
  const program = createPrograms(store).get(snapshot.definition);
  let state: RunState | null = null;
  for (const entry of store.journal(run)) {
    const decided: Step = step(program, state, entry.input, entry.at);
    yield { entry, step: decided };
    state = decided.state;
  }
}
