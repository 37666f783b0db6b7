import { DroverError } from "../core/errors.ts";
import type { Gen, RunId } from "../core/ids.ts";
import type { JournalEntry } from "../core/input.ts";
import type { RunState } from "../core/run.ts";
import type { Definition } from "../definition/definition.ts";
import type { Store } from "../core/store.ts";
import { allStates, rootsOf } from "./active-states.ts";
import { stateOf } from "./run-view.ts";

/** One start of a step; `number` counts over all visits, from 1. */
export interface StepAttempt {
  readonly step: string;
  readonly number: number;
  readonly gen: Gen;
  readonly isEnded: boolean;
  /** Whether an agent works or worked there, so that it has entries. */
  readonly isAgent: boolean;
}

/** Every start of a process in a run. Throws `run.unknown` and `definition.missing`. */
export function attemptsOfRun(store: Store, run: RunId): readonly StepAttempt[] {
  const state = stateOf(store, run);
  const definition = store.getDefinition(state.snapshot.definition) as Definition | null;
  if (definition !== null) return attemptsOf(state, [...store.journal(run)], definition);
  throw new DroverError(
    "definition.missing",
    `Cannot tell the attempts of run "${run}": the store has lost its definition. Restore a backup.`,
  );
}

/** A page of a run's journal. */
export function readJournal(
  store: Store,
  run: RunId,
  { after, limit }: { readonly after: number; readonly limit: number },
): { readonly items: readonly JournalEntry[]; readonly next: number | null } {
  const entries = [...store.journal(run, after)];
  const items = entries.slice(0, limit);
  return { items, next: entries.length > limit ? (items.at(-1)?.seq ?? null) : null };
}

const PROCESSES: ReadonlySet<string> = new Set(["run", "agent"]);

type Started = Pick<StepAttempt, "step" | "isEnded" | "isAgent">;

/** Every start of a process in a run, by the order of starting. */
export function attemptsOf(
  state: RunState,
  journal: readonly JournalEntry[],
  definition: Definition,
): readonly StepAttempt[] {
  const started = new Map<Gen, Started>();
  const actions = allStates(rootsOf(definition)).flatMap((node) =>
    node.action === null ? [] : [[node.path, node.action] as const],
  );
  const byPath = new Map(actions);
  for (const { input } of journal) {
    const action = input.type === "outcome" ? byPath.get(input.activity) : undefined;
    if (input.type === "outcome" && action !== undefined && PROCESSES.has(action.verb))
      started.set(input.gen, { step: action.step, isEnded: true, isAgent: action.verb === "agent" });
  }
  // The last start of a step may have been left without an outcome, or goes on.
  for (const [, { step, verb }] of actions) {
    const gen = state.steps[step]?.gen ?? null;
    if (gen === null || started.has(gen) || !PROCESSES.has(verb)) continue;
    started.set(gen, { step, isEnded: !isLive(state, gen), isAgent: verb === "agent" });
  }
  return numbered([...started].toSorted(([a], [b]) => compareGens(a, b)));
}

const isLive = ({ snapshot }: RunState, gen: Gen): boolean =>
  Object.values(snapshot.activities).some((activity) => activity.gen === gen) ||
  snapshot.stops.some((stop) => stop.gen === gen);

/** By `seq`, then `n`: `<run>.<seq>.<n>`. */
function compareGens(a: Gen, b: Gen): number {
  const [seqA = 0, nA = 0] = a.split(".").slice(1).map(Number);
  const [seqB = 0, nB = 0] = b.split(".").slice(1).map(Number);
  return seqA - seqB || nA - nB;
}

function numbered(started: readonly (readonly [Gen, Started])[]): readonly StepAttempt[] {
  const counts = new Map<string, number>();
  return started.map(([gen, { step, isEnded, isAgent }]) => {
    const number = (counts.get(step) ?? 0) + 1;
    counts.set(step, number);
    return { step, number, gen, isEnded, isAgent };
  });
}
