import type { RunState } from "../core/run.ts";
import type { Ignored } from "../machines/step.ts";

/** What became of an input: the state after it, and why it changed nothing when it did not. */
export interface Taken {
  readonly state: RunState;
  readonly ignored: Ignored | null;
}
