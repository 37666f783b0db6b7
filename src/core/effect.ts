import type { Gen, RunId } from "./ids.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Outcome } from "./outcome.ts";
import type { Activity, Stop, Timer } from "./run.ts";

/** What a transition asks the host to do once it is durable. Every one can be derived again from the snapshot, save `emit`. */
export type Effect =
  | { readonly type: "start"; readonly activity: Activity }
  /** Ask a running activity to end; its outcome comes as an input. */
  | { readonly type: "halt"; readonly activity: Activity; readonly reason: "timed_out" | "canceled" }
  /** End what a left state had started; answered by the input `stopped`. Starts of the same run wait for it. */
  | { readonly type: "stop"; readonly stop: Stop }
  | { readonly type: "timer.set"; readonly timer: Timer }
  | { readonly type: "timer.clear"; readonly gen: Gen }
  | { readonly type: "emit"; readonly name: string; readonly data: Json }
  | { readonly type: "tell_parent"; readonly parent: RunId; readonly gen: Gen; readonly outcome: Outcome }
  | { readonly type: "ended"; readonly output: JsonObject | null };
