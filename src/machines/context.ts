import { shortId, type RunId } from "../core/ids.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { ErrorInfo } from "../core/outcome.ts";
import type { Snapshot, StepRecord, WorkspaceRecord } from "../core/run.ts";
import type { Scope } from "../definition/expressions/index.ts";

/** What guards and operations of a machine can read, and `set` can change. Immutable; every change makes a new one. */
export interface MachineContext {
  readonly run: RunId;
  readonly workflow: string;
  readonly createdAt: number;
  readonly inputs: JsonObject;
  readonly workspace: WorkspaceRecord | null;
  readonly values: JsonObject;
  readonly steps: Readonly<Record<string, StepRecord>>;
  readonly verdict: Snapshot["verdict"];
  /** The latest failure; the run's error, should it end as failed. */
  readonly failure: ErrorInfo | null;
}

/** An event as the machine sees it. The names under `drover.` are the kernel's own. */
export interface MachineEvent {
  readonly type: string;
  /** What expressions read as `event`. */
  readonly visible: Json;
  /** For `drover.outcome.*`: how the attempt ended, `skipped` included. */
  readonly status?: string;
  readonly failure?: ErrorInfo;
  /** For `drover.cancel`: `finally` is left out as well. */
  readonly force?: boolean;
}

export const NO_STEP: StepRecord = {
  status: "running",
  output: {},
  error: null,
  attempts: 0,
  visits: 0,
  gotos: 0,
  override: null,
  gen: null,
  startedAt: null,
  endedAt: null,
};

type Steps = MachineContext["steps"];

/**
 * Step maps that were made within the present step, with the ids that changed. Nobody else has seen such a map yet, so further
 * changes go into it: one copy a step instead of one for every change (a run of 1,000 steps copies 1,000 keys each time).
 */
const fresh = new WeakMap<Steps, Set<string>>();

export function changeStep(context: MachineContext, step: string, change: Partial<StepRecord>): MachineContext {
  const record = { ...(context.steps[step] ?? NO_STEP), ...change };
  const changed = fresh.get(context.steps);
  if (changed === undefined) {
    const steps = { ...context.steps, [step]: record };
    fresh.set(steps, new Set([step]));
    return { ...context, steps };
  }
  changed.add(step);
  (context.steps as Record<string, StepRecord>)[step] = record;
  return { ...context };
}

/** The step is over: gives back the records that it changed, and from now on nobody changes the map. */
export function sealSteps({ steps }: MachineContext): Readonly<Record<string, StepRecord>> {
  const changed = [...(fresh.get(steps) ?? [])];
  fresh.delete(steps);
  return Object.fromEntries(changed.map((id) => [id, steps[id] ?? NO_STEP]));
}

/** What expressions see. */
export function scopeOf(context: MachineContext, event: MachineEvent | null): Scope {
  return {
    inputs: context.inputs,
    steps: context.steps,
    run: {
      id: context.run,
      shortId: shortId(context.run),
      workflow: context.workflow,
      startedAt: context.createdAt,
      verdict: context.verdict,
      failed: context.failure !== null,
    },
    workspace: context.workspace ?? {},
    context: context.values,
    event: event?.visible ?? null,
    error: context.failure ?? null,
  };
}
