import type { EventBody } from "../core/events.ts";
import type { RunId } from "../core/ids.ts";
import type { LoggedEntry, Store } from "../core/store.ts";

/** What people and programs are told. `at`: milliseconds since 1970. */
export interface Notice {
  /** Where it stands in the log of all events: the same when it is told twice. */
  readonly id: string;
  readonly type: string;
  readonly at: number;
  readonly run: RunId;
  readonly workflow: string;
  readonly step: string | null;
  /** One sentence. */
  readonly message: string;
}

export interface Wanted {
  readonly on: readonly string[];
  readonly workflow: string | null;
}

/** The notices of one entry that somebody wants, by the index of their event. */
export function noticesOf(
  store: Pick<Store, "getSnapshot">,
  { run, position, entry }: LoggedEntry,
  wanted: Wanted,
): readonly (readonly [index: number, notice: Notice])[] {
  return (entry.events ?? []).flatMap((event, index) => {
    const type = typeOf(event);
    if (type === null || !wanted.on.includes(type)) return [];
    const snapshot = store.getSnapshot(run);
    // A run that another has started is that one's business, until somebody is asked.
    if (snapshot === null || (type.startsWith("run.") && snapshot.parent !== null)) return [];
    const { workflow } = snapshot;
    if (wanted.workflow !== null && wanted.workflow !== workflow) return [];
    const step = "step" in event ? event.step : null;
    const message = `${workflow}: ${textOf(event)}`;
    return [[index, { id: `${position}-${index}`, type, at: entry.at, run, workflow, step, message }] as const];
  });
}

function typeOf(event: EventBody): string | null {
  if (event.type === "run.ended") return `run.${event.status}`;
  if (event.type === "step.waiting") return event.action === "approve" ? "approval.opened" : null;
  return event.type;
}

function textOf(event: EventBody): string {
  if (event.type === "run.started") return "has begun";
  if (event.type === "run.ended") return `has ${event.status}${event.error === null ? "" : `: ${event.error.message}`}`;
  if (event.type === "step.waiting") return `${event.step} asks: ${event.message ?? "an approval"}`;
  return event.type === "ask.opened" ? `${event.step} asks: ${event.title}` : event.type;
}
