import type { Gen } from "../core/ids.ts";
import type { Outcome, OutcomeStatus } from "../core/outcome.ts";
import type { Snapshot } from "../core/run.ts";
import type { Commit } from "../core/store.ts";

/** One try at a step that has ended. */
export interface EndedAttempt {
  readonly action: string;
  readonly status: OutcomeStatus;
  /** `null` for one that was left, and then ended. */
  readonly outcome: Outcome | null;
}

/** Knows which action each live attempt performs, from what is committed. */
export interface Attempts {
  /** What was under way before anything was heard. */
  begin(snapshot: Pick<Snapshot, "activities" | "stops">): void;
  /** Takes each commit, in the order of its run; gives back the attempt that it ended. */
  take(commit: Commit): EndedAttempt | null;
}

/** Nobody performs these: people, timers and events end them. */
const WAITS = new Set(["wait", "approve"]);

export function createAttempts(): Attempts {
  const actions = new Map<Gen, string>();
  const begun = (gen: Gen, action: string): void => {
    if (!WAITS.has(action)) actions.set(gen, action);
  };
  const ended = (gen: Gen, status: OutcomeStatus, outcome: Outcome | null): EndedAttempt | null => {
    const action = actions.get(gen);
    actions.delete(gen);
    return action === undefined ? null : { action, status, outcome };
  };
  return {
    begin({ activities, stops }) {
      for (const { gen, action, step } of [...Object.values(activities), ...stops])
        if (step !== null) begun(gen, action);
    },
    take({ entry: { input, events = [] } }) {
      for (const event of events) if (event.type === "step.started") begun(event.gen, event.action);
      if (input.type === "outcome") return ended(input.gen, input.outcome.status, input.outcome);
      return input.type === "stopped" ? ended(input.gen, "canceled", null) : null;
    },
  };
}
