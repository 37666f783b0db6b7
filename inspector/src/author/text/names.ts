import type { JsonObject } from "../../../../src/core/json.ts";
import type { ScopeTypes } from "../../../../src/definition/expressions/index.ts";
import { VERB_OUTPUTS } from "../../../../src/definition/verb-outputs.ts";
import type { Entry, Path } from "./outline.ts";

/** The file's own names. */
export interface Names {
  readonly steps: readonly string[];
  readonly states: readonly string[];
  readonly events: readonly string[];
  /** What its expressions can read. */
  readonly scope: ScopeTypes;
}

export function namesIn(entries: readonly Entry[]): Names {
  const steps = stepsIn(entries);
  const context = keysBelow(entries, ["context"]);
  return {
    steps: [...steps.keys()],
    states: unique(entries.flatMap(({ path }) => (isState(path) ? [String(path.at(-1))] : []))),
    events: unique(entries.flatMap(({ path, value }) => eventOf(path, value))),
    scope: {
      inputs: {
        type: "object",
        properties: Object.fromEntries(keysBelow(entries, ["inputs"]).map((name) => [name, {}])),
      },
      steps: Object.fromEntries([...steps].map(([id, path]) => [id, outputOf(entries, path)])),
      context,
      event: true,
      error: true,
      secrets: true,
    },
  };
}

const unique = <T>(list: readonly T[]): readonly T[] => [...new Set(list)];

const isState = (path: Path): boolean => path.at(-2) === "states";

function eventOf(path: Path, value: string): readonly string[] {
  if (path.at(-2) === "on" && path.includes("states")) return [String(path.at(-1))];
  return path.at(-1) === "event" && path.at(-2) === "wait" && value !== "" ? [value] : [];
}

const keysBelow = (entries: readonly Entry[], path: Path): readonly string[] =>
  entries.flatMap((entry) => (isBelow(entry.path, path) ? [String(entry.path.at(-1))] : []));

export const isBelow = (path: Path, outer: Path): boolean =>
  path.length === outer.length + 1 && outer.every((part, at) => path[at] === part);

const VERBS: ReadonlySet<string> = new Set(["run", "agent", "approve", "wait", "workflow", "uses"]);

/** Steps by their ids, and states that do something by their keys. */
function stepsIn(entries: readonly Entry[]): ReadonlyMap<string, Path> {
  const found = new Map<string, Path>();
  for (const { path, value } of entries) {
    const owner = path.slice(0, -1);
    if (path.at(-1) === "id" && value !== "") found.set(value, owner);
    else if (VERBS.has(String(path.at(-1))) && isState(owner)) found.set(String(owner.at(-1)), owner);
  }
  return found;
}

/** `null` where anything may be read of it. */
function outputOf(entries: readonly Entry[], step: Path): JsonObject | null {
  const own = keysBelow(entries, step);
  const declared = keysBelow(entries, [...step, "output", "properties"]);
  const given = Object.entries(VERB_OUTPUTS).find(([verb]) => own.includes(verb))?.[1] ?? {};
  const keys = [...Object.keys(given), ...declared];
  if (keys.length === 0) return null;
  return { type: "object", properties: Object.fromEntries(keys.map((key) => [key, {}])) };
}
