import type { RunId } from "../core/ids.ts";
import type { JournalEntry } from "../core/input.ts";
import { isFinal, type RunState, type StepRecord } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import type { Definition } from "../definition/definition.ts";
import { stepIdsWith } from "../control/active-states.ts";
import { timelineOf, type TimelineEntry } from "./timeline.ts";
import { waitsOf, type Wait } from "../control/waits.ts";

/** Everything that `drover show` tells of a run. */
export interface RunDescription {
  readonly state: RunState;
  readonly definition: Definition | null;
  /** In the order of the file; `null`: not reached. */
  readonly steps: readonly (readonly [string, StepRecord | null])[];
  readonly waits: readonly Wait[];
  readonly children: readonly RunId[];
  readonly journal: readonly JournalEntry[];
  readonly timeline: readonly TimelineEntry[];
}

/** `null` when there is no such run. */
export function describeRun(store: Store, run: RunId): RunDescription | null {
  const state = store.getState(run);
  if (state === null) return null;
  const definition = store.getDefinition(state.snapshot.definition) as Definition | null;
  const journal = [...store.journal(run)];
  const known = definition === null ? Object.keys(state.steps) : stepIdsWith(definition, state.steps);
  const ids = known.filter((id) => id !== "finally");
  return {
    state,
    definition,
    steps: ids.map((id) => [id, state.steps[id] ?? null]),
    waits: waitsWithin(store, run),
    children: store
      .list({ parent: run, limit: Infinity })
      .map((child) => child.run)
      .toReversed(),
    journal,
    timeline: timelineOf(journal, definition),
  };
}

/** What a run and its children wait for. */
function waitsWithin(store: Store, run: RunId): readonly Wait[] {
  const snapshot = store.getSnapshot(run);
  if (snapshot === null || isFinal(snapshot.status)) return [];
  const definition = store.getDefinition(snapshot.definition) as Definition | null;
  const own = definition === null ? [] : waitsOf(snapshot, definition);
  return [...own, ...store.list({ parent: run, limit: Infinity }).flatMap((child) => waitsWithin(store, child.run))];
}
