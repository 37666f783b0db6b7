import { DroverError } from "../core/errors.ts";
import type { Input } from "../core/input.ts";
import { nearest } from "../core/nearest.ts";
import { shortId } from "../core/ids.ts";
import type { RunState } from "../core/run.ts";
import type { Ignored } from "../machines/step.ts";

interface Delivered {
  readonly input: Input;
  readonly ignored: Ignored | null;
  /** Names of the events that the states of the run take now. */
  readonly offered: () => readonly string[];
}

/** Tells the sender when an input from outside had no effect. A repeated or outdated one of the engine's own is no error. */
export function assertTaken(state: RunState, { input, ignored, offered }: Delivered): void {
  const { snapshot } = state;
  const name = shortId(snapshot.run);
  const verb = VERBS[input.type];
  if (ignored === "final" && verb !== undefined)
    throw new DroverError("run.final", `Cannot ${verb} run "${name}": it has ended as ${snapshot.status}.`);
  if (ignored === "unexpected" && input.type === "decision")
    throw new DroverError("signal.unexpected", `Cannot answer run "${name}": nobody asks that any more.`);
  if (ignored === "unexpected" && (input.type === "message" || input.type === "message_removed"))
    throw new DroverError("signal.unexpected", messageRefused(state, input));
  if (ignored === "unexpected" && input.type === "signal") {
    const to = input.step === null ? `run "${name}"` : `step "${input.step}" of run "${name}"`;
    throw new DroverError(
      "signal.unexpected",
      `Cannot send "${input.name}" to ${to}: ${whyRefused(state, input, offered)}`,
    );
  }
}

function messageRefused(
  { snapshot }: RunState,
  input: Extract<Input, { type: "message" | "message_removed" }>,
): string {
  const name = shortId(snapshot.run);
  const isKnown = (snapshot.messages ?? []).some(({ id }) => id === input.message);
  return input.type === "message" && input.isEdit !== true && !isKnown
    ? `Cannot send the message to step "${input.step}" of run "${name}": no agent works in a step of that name.`
    : `Cannot change message "${input.message}" of run "${name}": it has been said, or taken back.`;
}

/** What comes from outside. */
const VERBS: Partial<Record<Input["type"], string>> = {
  signal: "send to",
  cancel: "cancel",
  decision: "answer",
  message: "send to",
  message_removed: "send to",
};

/** Who waits for the signal and does not take it has waited for long enough. */
function whyRefused(
  { snapshot }: RunState,
  { name, step }: Extract<Input, { type: "signal" }>,
  offered: () => readonly string[],
): string {
  if (Object.values(snapshot.activities).some(({ signals }) => signals.includes(name)))
    return "the time for it is over. `drover resume` goes on with that.";
  const steps = Object.values(snapshot.activities).flatMap((activity) =>
    activity.signals.map((signal) => ({ signal, text: `"${signal}" (step ${activity.step ?? activity.id})` })),
  );
  // A step is sent only what it waits for itself.
  const states = step === null ? offered().map((signal) => ({ signal, text: `"${signal}"` })) : [];
  const waits = [...steps, ...states];
  if (waits.length === 0) return "it waits for no signal of that name now.";
  const near = nearest(
    name,
    waits.map(({ signal }) => signal),
  );
  const hint = near === null ? "" : ` Did you mean "${near}"?`;
  return `it waits for ${waits.map(({ text }) => text).join(", ")}.${hint}`;
}

/** True for what an engine on its way out refuses; the next one takes it up. */
export const isGoingAway = (error: unknown): boolean => error instanceof DroverError && error.code === "engine.stopped";
