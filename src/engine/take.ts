import { DroverError } from "../core/errors.ts";
import type { RunId } from "../core/ids.ts";
import { isBeginning, type Input } from "../core/input.ts";
import type { RunState } from "../core/run.ts";
import type { Commit, Store, TakenInput } from "../core/store.ts";
import { changedTimers, step, type Step } from "../machines/step.ts";
import type { Programs } from "./programs.ts";
import type { Taken } from "./taken.ts";

/** An input on its way to a run, and who waits to hear what became of it. */
export interface Delivery {
  readonly input: Input;
  readonly dedupe: string | null;
  readonly resolve: (taken: Taken) => void;
  readonly reject: (error: unknown) => void;
}

/** What an input has led to, before that is durable. `step: null`: it changes nothing. */
interface Decision {
  readonly delivery: Delivery;
  readonly at: number;
  readonly step: Step | null;
  readonly taken: Taken;
}

export interface TakeMeans {
  readonly store: Store;
  readonly programs: Programs;
  readonly now: () => number;
  /** The state before the first input; `null` for a run that is still to start. */
  readonly before: RunState | null;
  /** The state from which the next input goes on. */
  readonly onward: (state: RunState) => RunState;
  /** What comes after the commit, once for each input that changed something, in their order. */
  readonly follow: (step: Step, at: number) => void;
}

/**
 * Decide, commit, then do: one input after another is decided, each upon the state that the former leaves, all are committed together,
 * and only then anything follows. 100 outcomes that come while one is being written cost one sync and one snapshot, not 100. If the
 * commit fails, this throws, and none of them was taken: each was decided upon those before it.
 */
export async function takeAll(means: TakeMeans, run: RunId, deliveries: readonly Delivery[]): Promise<void> {
  const decisions = decideAll(means, run, deliveries);
  const [first, ...others] = decisions.filter(isChange);
  if (first !== undefined) await means.store.commit(commitOf(run, means.before, [first, ...others]));
  for (const { delivery, taken, step: made, at } of decisions) {
    if (made !== null) means.follow(made, at);
    delivery.resolve(taken);
  }
}

interface Change extends Decision {
  readonly step: Step;
}

const isChange = (decision: Decision): decision is Change => decision.step !== null;

function decideAll(means: TakeMeans, run: RunId, deliveries: readonly Delivery[]): readonly Decision[] {
  const decisions: Decision[] = [];
  const seen = new Set<string>();
  let state = means.before;
  for (const delivery of deliveries) {
    try {
      const decision = decide(means, { run, state, seen }, delivery);
      decisions.push(decision);
      if (decision.step !== null) state = means.onward(decision.taken.state);
    } catch (error) {
      delivery.reject(error);
    }
  }
  return decisions;
}

interface Standing {
  readonly run: RunId;
  readonly state: RunState | null;
  /** The deduplication keys of the inputs that are to be committed with this one. */
  readonly seen: Set<string>;
}

function decide({ store, programs, now }: TakeMeans, { run, state, seen }: Standing, delivery: Delivery): Decision {
  const { input, dedupe } = delivery;
  const at = now();
  if (state !== null && dedupe !== null && (seen.has(dedupe) || store.hasDedupe(run, dedupe)))
    return { delivery, at, step: null, taken: { state, ignored: null } };
  const made = step(programs.get(definitionFor(run, state, input)), state, input, at);
  const taken = { state: made.state, ignored: made.ignored };
  if (made.ignored !== null) return { delivery, at, step: null, taken };
  if (dedupe !== null) seen.add(dedupe);
  return { delivery, at, step: made, taken };
}

function definitionFor(run: RunId, state: RunState | null, input: Input): RunState["snapshot"]["definition"] {
  if (state !== null) return state.snapshot.definition;
  if (isBeginning(input)) return input.definition;
  throw new DroverError(
    "run.unknown",
    `Cannot find run "${run}": there is none of that id. \`drover runs\` lists them.`,
  );
}

function commitOf(run: RunId, before: RunState | null, changes: readonly [Change, ...Change[]]): Commit {
  const last = changes.at(-1) ?? changes[0];
  const { snapshot } = last.step.state;
  const earlier = changes.slice(0, -1).map(inputOf);
  return {
    run,
    ...inputOf(last),
    ...(earlier.length > 0 && { earlier }),
    snapshot,
    steps: Object.assign({}, ...changes.map(({ step: { steps } }) => steps)) as Commit["steps"],
    timers: changedTimers(before?.snapshot.timers ?? {}, snapshot.timers),
  };
}

function inputOf({ delivery: { input, dedupe }, step: { state, events }, at }: Change): TakenInput {
  const { seq } = state.snapshot;
  return { entry: { v: 1, seq, at, input, ...(events.length > 0 && { events }) }, dedupe };
}
