import { askerOf } from "../core/ask.ts";
import { DroverError } from "../core/errors.ts";
import { Gen, runOfGen, type RunId } from "../core/ids.ts";
import type { JournalEntry } from "../core/input.ts";
import type { OutcomeStatus } from "../core/outcome.ts";
import type { Activity, RunState } from "../core/run.ts";
import type { Definition } from "../definition/definition.ts";
import type { Store } from "../core/store.ts";
import { allStates, rootsOf } from "./active-states.ts";
import { definitionOfRun, stateOf } from "./run-view.ts";

/** One start of a step, or with `<step>#approver` of an agent that decides for it; `number` counts over all visits, from 1. */
export interface StepAttempt {
  readonly step: string;
  readonly number: number;
  readonly gen: Gen;
  readonly isEnded: boolean;
  /** Whether an agent works or worked there, so that it has entries. */
  readonly isAgent: boolean;
  /** How it ended; `null` while it goes on, and for one that was left without an outcome. */
  readonly status: OutcomeStatus | null;
}

/** Every start of a process in a run. Throws `run.unknown` and `definition.missing`. */
export function attemptsOfRun(store: Store, run: RunId): readonly StepAttempt[] {
  const state = stateOf(store, run);
  return attemptsOf(state, [...store.journal(run)], definitionOfRun(store, run).definition);
}

/** One attempt by its generation; throws `process.log` where its run has started no such process. */
export function attemptOf(store: Store, gen: string): StepAttempt {
  const found = attemptsOfRun(store, runOfGen(Gen(gen))).find((attempt) => attempt.gen === gen);
  if (found !== undefined) return found;
  throw new DroverError("process.log", `Cannot find attempt "${gen}": its run has started no such process.`);
}

/** A page of a run's journal. */
export function readJournal(
  store: Store,
  run: RunId,
  { after, limit }: { readonly after: number; readonly limit: number },
): { readonly items: readonly JournalEntry[]; readonly next: number | null } {
  const items: JournalEntry[] = [];
  for (const entry of store.journal(run, after)) {
    if (items.length === limit) return { items, next: items.at(-1)?.seq ?? null };
    items.push(entry);
  }
  return { items, next: null };
}

const PROCESSES: ReadonlySet<string> = new Set(["run", "agent"]);

type Started = Pick<StepAttempt, "step" | "isEnded" | "isAgent" | "status">;

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
  const starts = [...journal.flatMap(endedIn), ...Object.values(state.snapshot.activities).flatMap(approvingIn)];
  for (const { activity, gen, isEnded, status } of starts) {
    const process = processOf(activity, byPath);
    if (process !== null) started.set(gen, { ...process, isEnded, status });
  }
  // The last start of a step may have been left without an outcome, or goes on.
  for (const [, { step, verb }] of actions) {
    const gen = state.steps[step]?.gen ?? null;
    if (gen === null || started.has(gen) || !PROCESSES.has(verb)) continue;
    started.set(gen, { step, isEnded: !isLive(state, gen), isAgent: verb === "agent", status: null });
  }
  return numbered([...started].toSorted(([a], [b]) => compareGens(a, b)));
}

const endedIn = ({ input }: JournalEntry) =>
  input.type === "outcome"
    ? [{ activity: input.activity, gen: input.gen, isEnded: true, status: input.outcome.status }]
    : [];

/** No step's record tells of an approver at work. */
const approvingIn = ({ id, gen, approves }: Activity) =>
  approves === undefined ? [] : [{ activity: id, gen, isEnded: false, status: null }];

/** What the log of an activity belongs to; `null` for one that is no process. */
function processOf(
  activity: string,
  byPath: ReadonlyMap<string, { readonly step: string; readonly verb: string }>,
): Omit<Started, "isEnded" | "status"> | null {
  const asker = askerOf(activity);
  const action = byPath.get(asker ?? activity);
  if (action === undefined || !PROCESSES.has(action.verb)) return null;
  return { step: asker === null ? action.step : `${action.step}#approver`, isAgent: action.verb === "agent" };
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
  return started.map(([gen, { step, ...rest }]) => {
    const number = (counts.get(step) ?? 0) + 1;
    counts.set(step, number);
    return { step, number, gen, ...rest };
  });
}
