import type { Build } from "./build.ts";
import type { StateNode } from "./definition.ts";
import type { Step } from "./generated/workflow-file.ts";
import type { Exit } from "./nodes.ts";

/** A list of steps on its way to states: where it stands, where its ends lead, and what its steps can see. */
export interface Chain {
  /** Path of the state that the chain's states are children of. */
  readonly path: string;
  readonly succeeded: Exit;
  /** Where a step leads that failed for good; `next` is where its success would lead. */
  readonly failed: (next: Exit) => Exit;
  /** Steps that `goto` can reach from here, by id. */
  readonly targets: ReadonlyMap<string, GotoTarget>;
  /** Ids of the steps that have run, or may have, before the chain begins. */
  readonly visible: () => readonly string[];
  /** Makes the states of another list of steps inside this one. */
  readonly grow: (build: Build, steps: readonly Step[], chain: Chain) => StateNode[];
  /** True where a failure came before: `error` can be read. */
  readonly error: boolean;
}

export interface GotoTarget {
  readonly path: string;
  readonly step: Step;
}

/** One step of a chain with its surroundings. */
export interface Link {
  readonly step: Step;
  readonly chain: Chain;
  readonly next: Exit;
  /** As `Chain.visible`, before this step. Asked for only by texts that speak of steps: a list for each of 1,000 steps is half a million names. */
  readonly visible: () => readonly string[];
}

/** The state that entering a step enters: a composite with a condition has a gate before it. */
export function entryPath(parent: string, step: Step): string {
  const isGated = step.when !== undefined && step.parallel !== undefined;
  return `${parent}.${step.id}${isGated ? "(when)" : ""}`;
}
