import { setImmediate } from "node:timers/promises";
import { DroverError } from "../core/errors.ts";
import type { JournalEntry } from "../core/input.ts";
import type { RunId } from "../core/ids.ts";
import type { RunState } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import type { Program } from "../machines/program.ts";
import { countTrail, tracedStep, type Trail, type TrailCount } from "../machines/trail.ts";
import { createPrograms } from "./programs.ts";

interface TrailUpTo extends Trail {
  readonly seq: number;
}

export interface Trails {
  /** Up to entry `seq`, or to the last one there is. Throws `run.unknown`, `journal.unknown` and `definition.missing`. */
  upTo(run: RunId, seq: number | null): Promise<TrailUpTo>;
}

/** Where the fold of one run has come to: the next question mostly goes on from there. */
interface Fold {
  readonly program: Program;
  readonly count: TrailCount;
  state: RunState | null;
  seq: number;
}

const MOST_KEPT = 16;
/** Others have their turn after so many entries: a long journal keeps no engine waiting. */
const SLICE = 100;

/** Folds journals with the pure step, and notes every transition on the way. */
export function createTrails(store: Store): Trails {
  const programs = createPrograms(store);
  const kept = new Map<RunId, Fold>();
  const turns = new Map<RunId, Promise<unknown>>();

  async function fold(run: RunId, wanted: number | null): Promise<TrailUpTo> {
    const snapshot = store.getSnapshot(run);
    if (snapshot === null) throw new DroverError("run.unknown", `Cannot find run "${run}": there is none of that id.`);
    const seq = wanted ?? snapshot.seq;
    if (seq > snapshot.seq)
      throw new DroverError(
        "journal.unknown",
        `Cannot find entry ${seq} of run "${run}": its journal has those from 1 to ${snapshot.seq}.`,
      );
    const known = kept.get(run);
    const going = known !== undefined && known.seq <= seq ? known : begin(programs.get(snapshot.definition));
    kept.delete(run);
    while (going.seq < seq) {
      const end = Math.min(seq, going.seq + SLICE);
      for (const entry of store.journal(run, going.seq)) {
        take(going, entry);
        if (entry.seq >= end) break;
      }
      await setImmediate();
    }
    kept.set(run, going);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return { seq, ...going.count.trail() };
  }

  return {
    upTo(run, seq) {
      // One fold of a run at a time: they share where it has come to.
      const turn = (turns.get(run) ?? Promise.resolve()).then(() => fold(run, seq));
      const settled = turn
        .catch(() => undefined)
        .finally(() => {
          if (turns.get(run) === settled) turns.delete(run);
        });
      turns.set(run, settled);
      return turn;
    },
  };
}

const begin = (program: Program): Fold => ({ program, count: countTrail(), state: null, seq: 0 });

function take(fold: Fold, { input, at, seq }: JournalEntry): void {
  const { state, moves } = tracedStep(fold.program, fold.state, input, at);
  fold.state = state;
  fold.seq = seq;
  fold.count.add(moves);
}
