import type { JsonObject } from "./json.ts";
import type { Outcome } from "./outcome.ts";
import type { Activity, ParentLink, Stop } from "./run.ts";

/**
 * What a transition asks the host to do once it is durable. Each can be derived again from the snapshot; timers are not
 * here: the store indexes them and the host wakes for the nearest.
 */
export type Effect =
  | { readonly type: "start"; readonly activity: Activity }
  /** Ask a running activity to end; its outcome comes as an input. */
  | { readonly type: "halt"; readonly activity: Activity; readonly reason: "timed_out" | "canceled" }
  /** End what a left state had started; answered by the input `stopped`. Starts of the same run wait for it. */
  | { readonly type: "stop"; readonly stop: Stop }
  | { readonly type: "tell_parent"; readonly parent: ParentLink; readonly outcome: Outcome }
  | { readonly type: "ended"; readonly output: JsonObject | null };
