import type { JsonObject } from "../core/json.ts";
import type { Sights } from "./action-spec.ts";
import { withInner, type Build } from "./build.ts";
import type { ScopeTypes } from "./expressions/index.ts";
import type { Step } from "./generated/workflow-file.ts";

interface Roots {
  readonly event?: boolean;
  readonly error?: boolean;
}

/** What texts can read where the steps `visible` have run, or may have. `null`: all steps of the workflow. */
export function sightsOf(
  build: Build,
  visible: readonly string[] | null,
  { event = false, error = false }: Roots = {},
): Sights {
  const types = once((): ScopeTypes => {
    const ids = visible ?? [...build.steps.keys()];
    const steps: Record<string, JsonObject | null> = {};
    for (const id of ids) steps[id] = build.steps.get(id)?.output ?? null;
    return { inputs: build.inputs, steps, context: contextNames(build), event, error, secrets: false };
  });
  return { plain: types, secret: once(() => ({ ...types(), secrets: true })) };
}

/** A statechart's values; a chain of steps has none. */
function contextNames(build: Build): readonly string[] | null {
  return Object.keys(build.file.context ?? {});
}

/** The same object each time, so that what was compiled for it is found again. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** The ids of steps and of everything inside them. */
export const idsOf = (steps: readonly Step[]): string[] => withInner(steps).map((step) => step.id);
