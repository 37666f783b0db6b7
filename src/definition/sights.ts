import type { JsonObject } from "../core/json.ts";
import { withInner, type Build } from "./build.ts";
import type { ScopeTypes } from "./expressions/index.ts";
import type { Step } from "./generated/workflow-file.ts";

/** What the texts at one place can read. */
export interface Sight {
  /** As if every step had run. Shared by all places that differ in nothing else, as preparing to check costs more than checking. */
  readonly shared: ScopeTypes;
  /** With just the steps that can have run. */
  readonly exact: () => ScopeTypes;
  /** Whether a text may speak of a step that cannot have run. */
  readonly hides: (text: string) => boolean;
}

/** Only what is handed to a process or an action may name secrets. */
export interface Sights {
  readonly plain: Sight;
  readonly secret: Sight;
}

interface Roots {
  readonly event?: boolean;
  readonly error?: boolean;
}

/** What texts can read where the steps `visible` have run, or may have. `null`: all steps of the workflow. */
export function sightsOf(build: Build, visible: (() => readonly string[]) | null, roots: Roots = {}): Sights {
  let made: ReadonlySet<string> | null = null;
  const seen = visible === null ? null : () => (made ??= new Set(visible()));
  const sights: { plain?: Sight; secret?: Sight } = {};
  return {
    get plain() {
      return (sights.plain ??= sight(build, seen, { ...roots, secrets: false }));
    },
    get secret() {
      return (sights.secret ??= sight(build, seen, { ...roots, secrets: true }));
    },
  };
}

function sight(build: Build, seen: (() => ReadonlySet<string>) | null, roots: Roots & { secrets: boolean }): Sight {
  const shared = sharedTypes(build, roots);
  let made: ScopeTypes | null = null;
  const exact = (): ScopeTypes => (made ??= { ...shared, steps: outputsOf(build, seen?.() ?? null) });
  const isHidden = (word: string): boolean => seen !== null && build.steps.has(word) && !seen().has(word);
  return { shared, exact, hides: (text) => text.includes("steps") && (text.match(/[\w-]+/g) ?? []).some(isHidden) };
}

function sharedTypes(
  build: Build,
  { event = false, error = false, secrets }: Roots & { secrets: boolean },
): ScopeTypes {
  const key = `${event} ${error} ${secrets}`;
  const known = build.scopes.get(key);
  if (known !== undefined) return known;
  // A chain of steps has no context.
  const context = Object.keys(build.file.context ?? {});
  const [other] = build.scopes.values();
  const steps = other?.steps ?? outputsOf(build, null);
  const types = { inputs: build.inputs, steps, context, event, error, secrets };
  build.scopes.set(key, types);
  return types;
}

function outputsOf(build: Build, seen: ReadonlySet<string> | null): Record<string, JsonObject | null> {
  const facts = [...build.steps.values()].filter(({ id }) => seen === null || seen.has(id));
  return Object.fromEntries(facts.map(({ id, output }) => [id, output]));
}

/** The ids of steps and of everything inside them. */
export const idsOf = (steps: readonly Step[]): string[] => withInner(steps).map((step) => step.id);
