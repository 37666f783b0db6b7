import { shortId, type RunId } from "../core/ids.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { ErrorInfo } from "../core/outcome.ts";
import type { Snapshot, StepRecord, WorkspaceRecord } from "../core/run.ts";
import type { Scope } from "../definition/expressions/index.ts";
import { allOf, withChange, type StepRecords } from "./step-records.ts";

/** What guards and operations of a machine can read, and `set` can change. Immutable; every change makes a new one. */
export interface MachineContext {
  readonly run: RunId;
  readonly workflow: string;
  readonly createdAt: number;
  readonly inputs: JsonObject;
  readonly workspace: WorkspaceRecord | null;
  readonly values: JsonObject;
  readonly steps: StepRecords;
  readonly verdict: Snapshot["verdict"];
  /** The latest failure: what expressions read as `error`. */
  readonly failure: ErrorInfo | null;
  /** Why the verdict is what it is: the run's error, whatever fails after it in `finally`. */
  readonly reason: ErrorInfo | null;
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

/** Failed or canceled, a run stays it, for the first reason; a failure within `finally` takes a success back. */
export function decided(context: MachineContext, verdict: Ending, failure: ErrorInfo | null): MachineContext {
  return isLost(context) ? { ...context, failure } : { ...context, verdict, failure, reason: failure };
}

/** It is decided that the run ends otherwise than well. */
export const isLost = ({ verdict }: MachineContext): boolean => verdict !== null && verdict !== "succeeded";

type Ending = NonNullable<Snapshot["verdict"]>;

export function changeStep(context: MachineContext, step: string, change: Partial<StepRecord>): MachineContext {
  return { ...context, steps: withChange(context.steps, step, change) };
}

/** What expressions see. The records of the steps are put together for the first one that is evaluated. */
export function scopeOf(context: MachineContext, event: MachineEvent | null): Scope {
  let steps: ReturnType<typeof allOf> | null = null;
  return {
    inputs: context.inputs,
    get steps() {
      return (steps ??= allOf(context.steps));
    },
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
