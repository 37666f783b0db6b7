import { DroverError } from "../../core/errors.ts";
import { shortId } from "../../core/ids.ts";
import { nearest } from "../../core/nearest.ts";
import type { Snapshot } from "../../core/run.ts";
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
  const { chosen, last, steps } = look(store, wanted);
  if (chosen === null) throw missing(wanted, steps, last);
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
  let visits = 0;
  let steps: readonly string[] = [];
  for (const state of statesOf(store, run)) {
    const point = { seq: state.snapshot.seq, snapshot: state.snapshot };
    if (whyNotForked(point.snapshot) === null) last = point;
    if (point.seq === seq) chosen = point;
    steps = Object.keys(state.steps);
    const now = step === null ? 0 : (state.steps[step]?.visits ?? 0);
    if (now > visits) chosen = point;
    visits = now;
  }
  if (seq === null && step === null) chosen = last ?? chosenLast(store, run);
  return { chosen, last, steps };
}

/** Nothing can be forked: the last entry tells why. */
function chosenLast(store: Store, run: Wanted["run"]): ForkPoint | null {
  const snapshot = store.getSnapshot(run);
  return snapshot === null ? null : { seq: snapshot.seq, snapshot };
}

function missing({ run, seq, step }: Wanted, steps: readonly string[], last: ForkPoint | null): DroverError {
  const name = shortId(run);
  if (step === null)
    return new DroverError(
      "journal.unknown",
      `Cannot fork run "${name}" at entry ${seq}: there is none. ${instead(last)}`,
    );
  const near = nearest(step, steps);
  const hint = near === null ? `It has begun ${steps.join(", ") || "none"}.` : `Did you mean "${near}"?`;
  return new DroverError(
    "step.unknown",
    `Cannot fork run "${name}" from step "${step}": it has begun none of that id. ${hint}`,
  );
}

const instead = (last: ForkPoint | null): string =>
  last === null ? "It has none that can be forked." : `The last entry that can be forked is ${last.seq}.`;
