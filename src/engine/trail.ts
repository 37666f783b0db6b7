import { setImmediate } from "node:timers/promises";
import { DroverError } from "../core/errors.ts";
import type { EventBody } from "../core/events.ts";
import type { JournalEntry } from "../core/input.ts";
import type { RunId } from "../core/ids.ts";
import type { RunState, StepStatus } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import type { Move, Program } from "../machines/program.ts";
import { step } from "../machines/step.ts";
import { createPrograms } from "./programs.ts";

/** A transition that was taken. Between the same states there may be others, which its event and outcome tell it from. */
interface Taken extends Move {
  /** How the step ended whose end it followed; `null` where it followed something else. */
  readonly outcome: StepStatus | null;
}

/** The ways that a run has gone, up to one entry of its journal. */
interface Trail {
  readonly seq: number;
  /** How often a transition has led to each state, by path; what `initial` adds to it is not among them. */
  readonly states: Readonly<Record<string, number>>;
  /** How often each was taken, in the order of the first time. */
  readonly ways: readonly (Taken & { readonly count: number })[];
  /** What was taken with the last entry that took any, in order. */
  readonly last: readonly Taken[];
}

export interface Trails {
  /** Up to entry `seq`, or to the last one there is. Throws `run.unknown`, `journal.unknown` and `definition.missing`. */
  upTo(run: RunId, seq: number | null): Promise<Trail>;
}

/** Where the fold of one run has come to: the next question mostly goes on from there. */
interface Fold {
  readonly program: Program;
  readonly states: Map<string, number>;
  readonly ways: Map<string, Taken & { count: number }>;
  state: RunState | null;
  seq: number;
  last: readonly Taken[];
  moves: Move[];
}

const MOST_KEPT = 16;
/** Others have their turn after so many entries: a long journal keeps no engine waiting. */
const SLICE = 100;

/** Folds journals with the pure step, and notes every transition on the way. */
export function createTrails(store: Store): Trails {
  const programs = createPrograms(store);
  const kept = new Map<RunId, Fold>();
  const turns = new Map<RunId, Promise<unknown>>();

  async function fold(run: RunId, wanted: number | null): Promise<Trail> {
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
    return {
      seq,
      states: Object.fromEntries(going.states),
      ways: Array.from(going.ways.values(), (way) => ({ ...way })),
      last: going.last,
    };
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

function begin(program: Program): Fold {
  const moves: Move[] = [];
  const onMove = (move: Move): void => void moves.push(move);
  return { program: { ...program, onMove }, states: new Map(), ways: new Map(), state: null, seq: 0, last: [], moves };
}

function take(fold: Fold, { input, at, seq }: JournalEntry): void {
  fold.moves.length = 0;
  const { state, events } = step(fold.program, fold.state, input, at);
  fold.state = state;
  fold.seq = seq;
  const taken = withOutcomes(fold, events);
  if (taken.length > 0) fold.last = taken;
  for (const move of taken) {
    const name = JSON.stringify(move);
    const way = fold.ways.get(name);
    if (way === undefined) fold.ways.set(name, { ...move, count: 1 });
    else way.count++;
    for (const path of move.to) fold.states.set(path, (fold.states.get(path) ?? 0) + 1);
  }
}

const OUTCOME = "drover.outcome.";

/** XState names all ends of an activity alike; how each was tells the event of its step, in the same order. */
function withOutcomes({ program, moves }: Fold, events: readonly EventBody[]): readonly Taken[] {
  const ends = events.filter((event) => event.type === "step.ended");
  return moves.map((move) => {
    const of = move.event.startsWith(OUTCOME) ? program.plans.get(move.event.slice(OUTCOME.length))?.step : undefined;
    const at = ends.findIndex((end) => end.step === of);
    return { ...move, outcome: at === -1 ? null : (ends.splice(at, 1)[0]?.status ?? null) };
  });
}
