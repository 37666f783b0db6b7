import type { Run } from "../data/client.ts";
import type { LaidState, LaidWay, Layout } from "./shape.ts";

interface Move {
  readonly from: string;
  readonly to: readonly string[];
  readonly event: string;
  readonly outcome: string | null;
}

/** The ways that a run has gone, as the daemon tells it, or a simulation. */
interface Trail {
  readonly states: Readonly<Record<string, number>>;
  readonly ways: readonly (Move & { readonly count: number })[];
  readonly last: readonly Move[];
}

/** What a chart says of a run beside its states and ways. */
export interface Marks {
  /** Paths of the active states. */
  readonly active: ReadonlySet<string>;
  /** Paths of the states that it has been in. */
  readonly visited: ReadonlySet<string>;
  /** Ids of the ways that it has gone, with how often. */
  readonly gone: ReadonlyMap<string, number>;
  /** Ids of the ways that it went last. */
  readonly last: ReadonlySet<string>;
}

export const NO_MARKS: Marks = { active: new Set(), visited: new Set(), gone: new Map(), last: new Set() };

const NOWHERE: Trail = { states: {}, ways: [], last: [] };

/** Where a run has been and is, on a chart that may leave states of the machine out. */
export function marksOf(
  layout: Layout,
  { states: active = [], steps }: Pick<Run, "states" | "steps">,
  trail?: Trail,
): Marks {
  const { states: entered, ways, last } = trail ?? NOWHERE;
  const states = new Map(layout.states.map((state) => [state.path, state]));
  const shown = (path: string): string | null => nearest(path, states);
  const between = (move: Move): readonly LaidWay[] =>
    takenOf(waysBetween(layout, shown(move.from), move.to.map(shown)), move);
  // No transition leads to what is entered first in a state: its step tells of it, or the way that it was left by.
  const begun = layout.states.flatMap(({ path, step }) =>
    step !== null && (steps[step]?.visits ?? 0) > 0 ? [path] : [],
  );
  const gone = new Map<string, number>();
  for (const move of ways) for (const { id } of between(move)) gone.set(id, (gone.get(id) ?? 0) + move.count);
  return {
    active: new Set(active.flatMap((path) => shown(path) ?? [])),
    visited: new Set(
      [...Object.keys(entered), ...ways.map(({ from }) => from), ...active, ...begun].flatMap((path) =>
        around(shown(path), states),
      ),
    ),
    gone,
    last: new Set(last.flatMap((move) => between(move).map(({ id }) => id))),
  };
}

type States = ReadonlyMap<string, LaidState>;

/** The innermost state of the chart that a path lies in. */
function nearest(path: string, states: States): string | null {
  for (let at = path; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf(".")))) if (states.has(at)) return at;
  return null;
}

function around(path: string | null, states: States): readonly string[] {
  const found: string[] = [];
  for (let at = path; at !== null; at = states.get(at)?.parent ?? null) found.push(at);
  return found;
}

const waysBetween = ({ ways }: Layout, from: string | null, to: readonly (string | null)[]): readonly LaidWay[] =>
  ways.filter((way) => way.from === from && (to.length === 0 ? way.to === null : to.includes(way.to)));

/** Those that fit what was followed. On a chart that leaves states out it may be none: then each of them may be meant. */
function takenOf(ways: readonly LaidWay[], move: Move): readonly LaidWay[] {
  const [exactly, roughly] = followed(move);
  const fitting = [exactly, roughly].map((fits) => ways.filter(fits)).find((some) => some.length > 0);
  return fitting ?? ways;
}

type Fits = (way: LaidWay) => boolean;

/** What the way of a transition is called, as far as its event tells. */
function followed({ event, outcome }: Move): readonly [exactly: Fits, roughly: Fits] {
  const isGood = outcome === "succeeded" || outcome === "skipped";
  if (event.startsWith("drover.outcome."))
    return [
      ({ kind, label }) => kind === "outcome" && label === outcome,
      ({ kind }) => (isGood ? kind === "success" : kind === "failure" || kind === "goto"),
    ];
  const kind = KINDS.find(([start]) => event.startsWith(start))?.[1] ?? "event";
  return event === ""
    ? [(way) => way.kind === "always", () => false]
    : [(way) => way.kind === kind && (kind !== "event" || way.label === event), () => false];
}

const KINDS: readonly (readonly [start: string, kind: LaidWay["kind"]])[] = [
  ["drover.timer.", "after"],
  ["xstate.done.", "done"],
];
