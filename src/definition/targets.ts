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
 * the top. Where there is no such state that is reported, and the path is the one that was most likely meant, or `null`.
 */
export function resolveTarget(
  build: Build,
  name: string,
  { where, source }: { where: Spot; source: Source },
): string | null {
  const found = pathOf(name, source);
  if (found !== null) return found;
  const names = reachableNames(source);
  const meant = nearest(name, names) ?? elsewhere(name, source.known);
  report(build, valueRange(build, where), {
    code: "D205",
    message: `Unknown state "${name}".`,
    expected: shortList(names),
    suggestion: meant,
  });
  return meant === null ? null : pathOf(meant, source);
}

/** The state of a name; `null` where there is none. */
function pathOf(name: string, { path, parent, known }: Source): string | null {
  const candidates = name.startsWith(".") ? [path + name] : [`${parent}.${name}`, `main.${name}`];
  return candidates.find((one) => known.has(one)) ?? null;
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
