import { DroverError } from "../core/errors.ts";
import type { Input } from "../core/input.ts";
import { shortId } from "../core/ids.ts";
import type { RunState } from "../core/run.ts";
import type { Ignored } from "../machines/step.ts";

/** Tells the sender when an input from outside had no effect. A repeated or outdated one of the engine's own is no error. */
export function assertTaken(state: RunState, input: Input, ignored: Ignored | null): void {
  const { snapshot } = state;
  const name = shortId(snapshot.run);
  if (ignored === "final" && (input.type === "signal" || input.type === "cancel")) {
    throw new DroverError(
      "run.final",
      `Cannot ${input.type === "cancel" ? "cancel" : "send to"} run "${name}": it has ended as ${snapshot.status}.`,
    );
  }
  if (ignored === "unexpected" && input.type === "signal") {
    const to = input.step === null ? `run "${name}"` : `step "${input.step}" of run "${name}"`;
    throw new DroverError("signal.unexpected", `Cannot send "${input.name}" to ${to}: ${whatItWaitsFor(state)}`);
  }
}

function whatItWaitsFor({ snapshot }: RunState): string {
  const waits = Object.values(snapshot.activities).flatMap((activity) =>
    activity.signals.map((signal) => `"${signal}" (step ${activity.step ?? activity.id})`),
  );
  return waits.length === 0 ? "it waits for no signal of that name now." : `it waits for ${waits.join(", ")}.`;
}
