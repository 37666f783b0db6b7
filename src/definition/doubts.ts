import type { Diagnostic } from "../core/diagnostic.ts";
import { nearest } from "../core/nearest.ts";
import { VERBS, type Build } from "./build.ts";
import { AROUND } from "./check-state.ts";
import type { States } from "./generated/workflow-file.ts";
import type { Range } from "./source.ts";

/** Keys of a state that say where it leads. */
const WAYS: ReadonlySet<string> = new Set(["on", "after", "always", "on-done", "initial", "states", "type", "target"]);
/** The others, whatever is wrong in them. */
const NO_WAYS: readonly string[] = ["status", "description", "entry", "exit", "history", ...VERBS, ...AROUND];
/** Mistakes that leave something out. */
const HOLES: ReadonlySet<string> = new Set(["D008", "D101", "D102", "D103", "D104", "D205"]);

/**
 * Paths of the states of which nobody can say where they lead, as something is wrong just there: for them no hole in the graph is told
 * a second time. A mistake anywhere else keeps nothing back.
 */
export function doubtfulStates(build: Build): ReadonlySet<string> {
  const holes = build.diagnostics.filter((one) => HOLES.has(one.code) && !isReadAsMeant(one));
  if (holes.length === 0) return new Set();
  const spots = statesOf(build, build.file.states ?? {}, "main");
  const top: Spot = { path: "main", raw: build.file, range: { start: 0, end: build.source.text.length } };
  return new Set(
    holes.flatMap((hole) => {
      const offset = (build.source.lineStarts[hole.line - 1] ?? 0) + hole.column - 1;
      const innermost = spots.findLast(({ range }) => isWithin(offset, range)) ?? top;
      return hidesWay(build, innermost, offset) ? [innermost.path] : [];
    }),
  );
}

/** An unknown state is taken for the one that it was most likely meant to be. */
const isReadAsMeant = ({ code, suggestion }: Diagnostic): boolean => code === "D205" && suggestion !== null;

interface Spot {
  readonly path: string;
  readonly raw: object;
  /** From its name to its end. */
  readonly range: Range;
}

/** In the order of the file, what is inside behind what is around it. */
function statesOf(build: Build, states: States, parent: string): readonly Spot[] {
  const places = build.places.get(states);
  return Object.entries(states).flatMap(([key, raw]) => {
    const place = places?.get(key);
    if (raw === null || place === undefined) return [];
    const path = `${parent}.${key}`;
    const start = place.key?.range?.[0] ?? place.range.start;
    const own: Spot = { path, raw, range: { start, end: place.range.end } };
    return [own].concat(statesOf(build, raw.states ?? {}, path));
  });
}

const isWithin = (offset: number, { start, end }: Range): boolean => offset >= start && offset < end;

function hidesWay(build: Build, { path, raw }: Spot, offset: number): boolean {
  for (const [key, place] of build.places.get(raw) ?? []) {
    const start = place.key?.range?.[0] ?? place.range.start;
    if (!isWithin(offset, { start, end: Math.max(place.range.end, start + 1) })) continue;
    const name = String(key);
    if (path === "main")
      return name === "initial" || name === "states" || nearest(name, ["initial", "states"]) !== null;
    return WAYS.has(name) || !(NO_WAYS.includes(name) || nearest(name, NO_WAYS) !== null);
  }
  return path !== "main";
}
