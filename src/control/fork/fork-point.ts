import { DroverError } from "../../core/errors.ts";
import { shortId } from "../../core/ids.ts";
import { nearest } from "../../core/nearest.ts";
import type { RunState, Snapshot } from "../../core/run.ts";
import type { Store } from "../../core/store.ts";
import { statesOf, whyNotForked } from "../../engine/index.ts";
import type { ForkRequest } from "./fork-run.ts";

/** The entry after which a fork goes its own way, and the state of the run there. */
export interface ForkPoint {
  readonly seq: number;
  readonly snapshot: Snapshot;
}

type Wanted = Pick<ForkRequest, "run" | "seq" | "step">;

/** Throws `run.unknown`, `journal.unknown`, `step.unknown`, `run.final`. */
export function forkPoint(store: Store, wanted: Wanted): ForkPoint {
  const looked = look(store, wanted);
  const { chosen, last } = looked;
  if (chosen === null) throw missing(store, wanted, looked);
  const why = whyNotForked(chosen.snapshot);
  if (why === null) return chosen;
  const which = wanted.step === null ? "" : `, where step "${wanted.step}" began`;
  throw new DroverError(
    "run.final",
    `Cannot fork run "${shortId(wanted.run)}" at entry ${chosen.seq}${which}: ${why}. ${instead(last)}`,
  );
}

interface Looked {
  readonly chosen: ForkPoint | null;
  /** The last one that can be forked. */
  readonly last: ForkPoint | null;
  readonly steps: readonly string[];
}

function look(store: Store, { run, seq, step }: Wanted): Looked {
  let chosen: ForkPoint | null = null;
  let last: ForkPoint | null = null;
  let before: RunState | null = null;
  for (const state of statesOf(store, run)) {
    const point = { seq: state.snapshot.seq, snapshot: state.snapshot };
    if (whyNotForked(point.snapshot) === null) last = point;
    if (step === null ? point.seq === seq : hasBegun(step, before, state)) chosen = point;
    before = state;
  }
  if (seq === null && step === null) chosen = last ?? chosenLast(store, run);
  return { chosen, last, steps: Object.keys(before?.steps ?? {}) };
}

/** Whether a visit of the step began with the entry between two states. What a fork has taken over begins when its workspace is open. */
function hasBegun(step: string, before: RunState | null, { snapshot, steps }: RunState): boolean {
  if (before === null) return snapshot.forkedFrom === undefined && (steps[step]?.visits ?? 0) > 0;
  const isThawed = before.snapshot.frozen !== undefined && snapshot.frozen === undefined;
  if (isThawed && Object.values(snapshot.activities).some((activity) => activity.step === step)) return true;
  return (steps[step]?.visits ?? 0) > (before.steps[step]?.visits ?? 0);
}

/** Nothing can be forked: the last entry tells why. */
function chosenLast(store: Store, run: Wanted["run"]): ForkPoint | null {
  const snapshot = store.getSnapshot(run);
  return snapshot === null ? null : { seq: snapshot.seq, snapshot };
}

function missing(store: Store, { run, seq, step }: Wanted, { steps, last }: Looked): DroverError {
  const name = shortId(run);
  if (step === null)
    return new DroverError(
      "journal.unknown",
      `Cannot fork run "${name}" at entry ${seq}: there is none. ${instead(last)}`,
    );
  const source = store.getSnapshot(run)?.forkedFrom?.run ?? null;
  const near = nearest(step, steps);
  const none = near === null ? `It has begun ${steps.join(", ") || "none"}.` : `Did you mean "${near}"?`;
  const hint =
    source !== null && steps.includes(step)
      ? `Run "${shortId(source)}", which it was forked from, has: \`drover fork ${shortId(source)} --from ${step}\`.`
      : none;
  return new DroverError(
    "step.unknown",
    `Cannot fork run "${name}" from step "${step}": it has begun none of that id itself. ${hint}`,
  );
}

const instead = (last: ForkPoint | null): string =>
  last === null ? "It has none that can be forked." : `The last entry that can be forked is ${last.seq}.`;
