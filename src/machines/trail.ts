import type { EventBody } from "../core/events.ts";
import type { Input } from "../core/input.ts";
import type { RunState, StepStatus } from "../core/run.ts";
import type { Move, Program } from "./program.ts";
import { step, type Step } from "./step.ts";

/** A transition that was taken. Between the same states there may be others, which its event and outcome tell it from. */
interface TakenMove extends Move {
  /** How the step ended whose end it followed; `null` where it followed something else. */
  readonly outcome: StepStatus | null;
}

/** How often a transition was taken. */
interface GoneWay extends TakenMove {
  readonly count: number;
}

/** The ways that a run has gone. */
export interface Trail {
  /** How often a transition has led to each state, by path; what `initial` adds to it is not among them. */
  readonly states: Readonly<Record<string, number>>;
  /** How often each was taken, in the order of the first time. */
  readonly ways: readonly GoneWay[];
  /** What was taken with the last entry that took any, in order. */
  readonly last: readonly TakenMove[];
}

export interface TracedStep extends Step {
  /** In the order in which they were taken. */
  readonly moves: readonly TakenMove[];
}

/** The pure step (`step.ts`), with the transitions that it has taken. */
export function tracedStep(program: Program, state: RunState | null, input: Input, at: number): TracedStep {
  const moves: Move[] = [];
  const onMove = (move: Move): void => void moves.push(move);
  const done = step({ ...program, onMove }, state, input, at);
  return { ...done, moves: withOutcomes(program, moves, done.events) };
}

const OUTCOME = "drover.outcome.";

/** XState names all ends of an activity alike; how each was tells the event of its step, in the same order. */
function withOutcomes(program: Program, moves: readonly Move[], events: readonly EventBody[]): readonly TakenMove[] {
  const ends = events.filter((event) => event.type === "step.ended");
  return moves.map((move) => {
    const of = move.event.startsWith(OUTCOME) ? program.plans.get(move.event.slice(OUTCOME.length))?.step : undefined;
    const at = ends.findIndex((end) => end.step === of);
    return { ...move, outcome: at === -1 ? null : (ends.splice(at, 1)[0]?.status ?? null) };
  });
}

/** Counts moves as they come; costs no more for a long journal than for a short one. */
export interface TrailCount {
  readonly add: (moves: readonly TakenMove[]) => void;
  readonly trail: () => Trail;
}

export function countTrail(): TrailCount {
  const states = new Map<string, number>();
  const ways = new Map<string, TakenMove & { count: number }>();
  let last: readonly TakenMove[] = [];
  return {
    add(moves) {
      if (moves.length > 0) last = moves;
      for (const move of moves) {
        const name = JSON.stringify(move);
        const way = ways.get(name);
        if (way === undefined) ways.set(name, { ...move, count: 1 });
        else way.count++;
        for (const path of move.to) states.set(path, (states.get(path) ?? 0) + 1);
      }
    },
    trail: () => ({
      states: Object.fromEntries(states),
      ways: Array.from(ways.values(), (way) => ({ ...way })),
      last,
    }),
  };
}
