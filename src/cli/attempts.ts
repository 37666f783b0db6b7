import type { Gen } from "../core/ids.ts";
import type { JournalEntry } from "../core/input.ts";
import type { RunState } from "../core/run.ts";
import type { Definition } from "../definition/definition.ts";
import { allStates, rootsOf } from "./active-states.ts";

/** One start of a step; `number` counts over all visits, from 1. */
export interface StepAttempt {
  readonly step: string;
  readonly number: number;
  readonly gen: Gen;
  readonly isEnded: boolean;
}

const PROCESSES: ReadonlySet<string> = new Set(["run", "agent"]);

/** Every start of a process in a run, by the order of starting. */
export function attemptsOf(
  state: RunState,
  journal: readonly JournalEntry[],
  definition: Definition,
): readonly StepAttempt[] {
  const started = new Map<Gen, { step: string; isEnded: boolean }>();
  const actions = allStates(rootsOf(definition)).flatMap((node) =>
    node.action === null ? [] : [[node.path, node.action] as const],
  );
  const byPath = new Map(actions);
  for (const { input } of journal) {
    const action = input.type === "outcome" ? byPath.get(input.activity) : undefined;
    if (input.type === "outcome" && action !== undefined && PROCESSES.has(action.verb))
      started.set(input.gen, { step: action.step, isEnded: true });
  }
  // The last start of a step may have been left without an outcome, or goes on.
  for (const [, { step, verb }] of actions) {
    const gen = state.steps[step]?.gen ?? null;
    if (gen === null || started.has(gen) || !PROCESSES.has(verb)) continue;
    started.set(gen, { step, isEnded: !isLive(state, gen) });
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

function numbered(started: readonly (readonly [Gen, { step: string; isEnded: boolean }])[]): readonly StepAttempt[] {
  const counts = new Map<string, number>();
  return started.map(([gen, { step, isEnded }]) => {
    const number = (counts.get(step) ?? 0) + 1;
    counts.set(step, number);
    return { step, number, gen, isEnded };
  });
}
