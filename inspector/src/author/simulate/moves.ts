import { offeredEvents } from "../../../../src/machines/active-states.ts";
import type { Input } from "../../../../src/core/input.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { errorInfo, type ErrorClass, type Outcome } from "../../../../src/core/outcome.ts";
import { isFinal, type Activity, type Stop, type Timer } from "../../../../src/core/run.ts";
import { step } from "../../../../src/machines/step.ts";
import { clockOf, stateOf, type Simulation } from "./simulation.ts";

/** What can happen next. */
export interface Moves {
  /** Attempts that would be at work now. */
  readonly working: readonly Activity[];
  readonly approvals: readonly Activity[];
  readonly signals: readonly Signal[];
  /** The next one due comes first; no other can fire before it. */
  readonly timers: readonly Timer[];
  readonly stops: readonly Stop[];
  readonly isOver: boolean;
}

export interface Signal {
  readonly name: string;
  /** The step that waits for it; `null`: a state takes it. */
  readonly step: string | null;
  /** False where a condition says no now. */
  readonly isPossible: boolean;
}

export function movesOf(simulation: Simulation): Moves {
  const { snapshot } = stateOf(simulation);
  const activities = Object.values(snapshot.activities);
  const isOver = isFinal(snapshot.status);
  return {
    working: activities.filter((activity) => !isWait(activity)),
    approvals: activities.filter(({ action }) => action === "approve"),
    signals: isOver ? [] : signalsOf(simulation, activities),
    timers: Object.values(snapshot.timers).toSorted((a, b) => a.dueAt - b.dueAt),
    stops: snapshot.stops,
    isOver,
  };
}

const isWait = ({ action }: Activity): boolean => action === "wait" || action === "approve";

function signalsOf(simulation: Simulation, activities: readonly Activity[]): readonly Signal[] {
  const waited = activities
    .filter(({ action }) => action === "wait")
    .flatMap((activity) => activity.signals.map((name): Signal => ({ name, step: activity.step, isPossible: true })));
  const offered = offeredEvents(simulation.program.definition, stateOf(simulation).snapshot)
    .filter((name) => !OUTCOMES.has(name))
    .map((name): Signal => ({
      name,
      step: null,
      isPossible: isTaken(simulation, signalOf({ name, step: null }, null)),
    }));
  return [...waited, ...offered];
}

/** Those of a state with a verb come of its outcome. */
const OUTCOMES: ReadonlySet<string> = new Set(["success", "failure", "timed_out", "interrupted", "canceled"]);

/** The step is pure: asking costs nothing and changes nothing. */
const isTaken = (simulation: Simulation, input: Input): boolean =>
  step(simulation.program, stateOf(simulation), input, clockOf(simulation)).ignored === null;

export const signalOf = ({ name, step: of }: Pick<Signal, "name" | "step">, data: JsonObject | null): Input => ({
  type: "signal",
  name,
  step: of,
  data,
  sender: { by: null },
});

export const outcomeOf = ({ id, gen }: Activity, outcome: Outcome): Input => ({
  type: "outcome",
  activity: id,
  gen,
  outcome,
});

export function failedOutcome(
  message: string,
  { status, of }: { status: "failed" | "timed_out"; of: ErrorClass },
): Outcome {
  const code = status === "timed_out" ? "timed_out" : null;
  return { status, output: {}, error: errorInfo(message, { class: of, code }) };
}

export const decisionOn = ({ step: of, gen }: Activity, answer: "approve" | "deny", comment: string): Input => ({
  type: "signal",
  name: answer,
  step: of,
  gen,
  data: comment === "" ? null : { comment },
  sender: { by: null },
});

export const timerInput = ({ id, gen }: Timer): Input => ({ type: "timer", timer: id, gen });
export const stoppedInput = ({ gen }: Stop): Input => ({ type: "stopped", gen });
export const cancelInput: Input = { type: "cancel", reason: null, force: false, sender: { by: null } };
