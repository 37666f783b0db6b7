import { shortId } from "../core/ids.ts";
import { isFinal, type Activity, type Snapshot, type Timer } from "../core/run.ts";
import type { Definition } from "../definition/definition.ts";
import { activeStates, offeredEvents, stateName } from "./active-states.ts";

/** Something that only a person, a timer or another program can bring on. */
export interface Wait {
  /** The step, or the name of the state. */
  readonly what: string;
  readonly kind: "approve" | "event" | "timer";
  /** The question, or what is awaited. */
  readonly message: string;
  /** Milliseconds since 1970; `null` where it waits for as long as it takes. */
  readonly dueAt: number | null;
  /** Command lines that bring it on. */
  readonly commands: readonly string[];
}

/** What a run waits for now, besides work that goes on. */
export function waitsOf(snapshot: Snapshot, definition: Definition): readonly Wait[] {
  if (isFinal(snapshot.status)) return [];
  const ofSteps = Object.values(snapshot.activities).flatMap((activity) => waitOf(snapshot, activity));
  return [...ofSteps, ...eventsOf(snapshot, definition), ...retriesOf(snapshot)];
}

function waitOf(snapshot: Snapshot, activity: Activity): readonly Wait[] {
  const { step, action, signals, id } = activity;
  if (step === null || (action !== "approve" && action !== "wait")) return [];
  const run = shortId(snapshot.run);
  const dueAt = dueOf(snapshot, (timer) => timer.id.startsWith(`${id}#`));
  if (action === "approve") {
    const question = activity.params["message"];
    const isOnly = Object.values(snapshot.activities).filter((other) => other.action === "approve").length === 1;
    const command = `drover approve ${run}${isOnly ? "" : ` ${step}`}`;
    const message = typeof question === "string" ? question : "an approval";
    return [{ what: step, kind: "approve", message, dueAt, commands: [command, `${command} --deny`] }];
  }
  if (signals.length === 0) return [{ what: step, kind: "timer", message: "the time", dueAt, commands: [] }];
  const commands = signals.map((signal) => `drover send ${run} ${signal}`);
  return [{ what: step, kind: "event", message: `the event ${signals.join(", ")}`, dueAt, commands }];
}

/** A statechart at rest: the events that its states take, and the nearest of their timers. */
function eventsOf(snapshot: Snapshot, definition: Definition): readonly Wait[] {
  if (snapshot.status !== "waiting") return [];
  const events = offeredEvents(definition, snapshot);
  const dueAt = dueOf(snapshot, (timer) => timer.fires.type === "event" && !isRetry(timer));
  if (events.length === 0 && dueAt === null) return [];
  const what = activeStates(definition, snapshot.value).at(-1)?.path ?? snapshot.workflow;
  const commands = events.map((event) => `drover send ${shortId(snapshot.run)} ${event}`);
  const message = events.length === 0 ? "the time" : `an event: ${events.join(", ")}`;
  return [{ what: stateName(what), kind: events.length === 0 ? "timer" : "event", message, dueAt, commands }];
}

const retriesOf = (snapshot: Snapshot): readonly Wait[] =>
  Object.values(snapshot.timers)
    .filter(isRetry)
    .map((timer) => ({
      what: stateName(timer.id.replace(/#backoff$/, "")),
      kind: "timer",
      message: "the next attempt",
      dueAt: timer.dueAt,
      commands: [],
    }));

/** The pause before a further attempt. */
export const isRetry = (timer: Timer): boolean => timer.id.endsWith("#backoff");

function dueOf(snapshot: Snapshot, isMeant: (timer: Timer) => boolean): number | null {
  const due = Object.values(snapshot.timers)
    .filter(isMeant)
    .map((timer) => timer.dueAt);
  return due.length === 0 ? null : Math.min(...due);
}
