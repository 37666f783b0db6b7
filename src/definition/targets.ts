import { report, valueRange, type Build, type Spot } from "./build.ts";
import type { States } from "./generated/workflow-file.ts";
import { nearest } from "../core/nearest.ts";

/** Paths of all states of the file, from `main` down. */
export function statePaths(states: States, parent = "main"): string[] {
  return Object.entries(states).flatMap(([key, state]) => {
    const path = `${parent}.${key}`;
    return [path].concat(statePaths(state?.states ?? {}, path));
  });
}

/** A state as the source of references: its own path and its parent's. */
export interface Source {
  readonly path: string;
  readonly parent: string;
  readonly known: ReadonlySet<string>;
}

/**
 * The path that a name leads to: `.child` of the source itself, else a path from the level of its siblings, else one from
 * the top. `null`, and reported, when there is no such state.
 */
export function resolveTarget(
  build: Build,
  name: string,
  { where, source }: { where: Spot; source: Source },
): string | null {
  const candidates = name.startsWith(".") ? [source.path + name] : [`${source.parent}.${name}`, `main.${name}`];
  const found = candidates.find((path) => source.known.has(path));
  if (found !== undefined) return found;
  const names = reachableNames(source);
  report(build, valueRange(build, where), {
    code: "D205",
    message: `Unknown state "${name}".`,
    expected: shortList(names),
    suggestion: nearest(name, names) ?? elsewhere(name, source.known),
  });
  return null;
}

function reachableNames({ path, parent, known }: Source): string[] {
  const below = (top: string): string[] =>
    [...known].filter((one) => one.startsWith(`${top}.`)).map((one) => one.slice(top.length + 1));
  return [...new Set([...below(parent), ...below("main"), ...below(path).map((one) => `.${one}`)])];
}

/** A state of that name that stands somewhere else is given with its path. */
function elsewhere(name: string, known: ReadonlySet<string>): string | null {
  const found = [...known].find((path) => path.endsWith(`.${name.replace(/^\./, "")}`));
  return found === undefined ? null : found.slice("main.".length);
}

const MOST_NAMES = 12;
const shortList = (names: readonly string[]): string =>
  names.length > MOST_NAMES ? `${names.slice(0, MOST_NAMES).join(", ")}, …` : names.join(", ");
