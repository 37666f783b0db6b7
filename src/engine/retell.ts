import { isBeginning, type JournalEntry } from "../core/input.ts";
import type { RunState } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import { step } from "../machines/step.ts";
import { createPrograms } from "./programs.ts";

/**
 * What a run became by one entry of its journal, from what it was before (`null`: nothing): the same that the engine committed then.
 * Throws `definition.missing`.
 */
type Retell = (before: RunState | null, entry: JournalEntry) => RunState;

export function createRetell(store: Store): Retell {
  const programs = createPrograms(store);
  return (before, { input, at }) => {
    const definition = isBeginning(input) ? input.definition : before?.snapshot.definition;
    if (definition === undefined) throw new Error("the first entry of a journal is a start or a fork");
    return step(programs.get(definition), before, input, at).state;
  };
}
