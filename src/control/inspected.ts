import { shortId, type RunId } from "../core/ids.ts";
import { isBeginning, type Input, type JournalEntry } from "../core/input.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { RunState, RunStatus } from "../core/run.ts";

/** The version of `@statelyai/inspect` whose messages these are. */
const INSPECT_VERSION = "0.7.2";

interface Common {
  /** The run. */
  readonly sessionId: string;
  /** Its outermost parent; itself where it has none. */
  readonly rootId: string;
  readonly id: string;
  /** Milliseconds since 1970, as a text. */
  readonly createdAt: string;
  readonly _version: string;
}

interface InspectedSnapshot {
  readonly status: "active" | "done" | "error" | "stopped";
  readonly value: Json;
  readonly context: JsonObject;
  readonly output?: Json;
  readonly error?: Json;
}

type InspectedEvent = JsonObject & { readonly type: string };

/** What the Stately inspection protocol says: there is an actor, it was sent an event, this is what it became. */
export type Inspected = Common &
  (
    | {
        readonly type: "@xstate.actor";
        readonly name: string;
        readonly snapshot: InspectedSnapshot;
        /** The machine, as JSON text. */
        readonly definition: string;
        readonly parentId?: string;
      }
    | { readonly type: "@xstate.event"; readonly event: InspectedEvent; readonly sourceId?: string }
    | { readonly type: "@xstate.snapshot"; readonly event: InspectedEvent; readonly snapshot: InspectedSnapshot }
  );

/** A run as an actor. `definition`: its machine as JSON text. `root`: the outermost run that is told of. */
export function actorMessage({ snapshot, steps }: RunState, root: RunId, definition: string): Inspected {
  const { run, workflow, parent, seq, createdAt } = snapshot;
  return {
    type: "@xstate.actor",
    name: `${workflow} ${shortId(run)}`,
    ...common(run, root, { at: createdAt, id: `${run}.${seq}.actor` }),
    ...(parent === null || run === root ? {} : { parentId: parent.run }),
    definition,
    snapshot: inspected({ snapshot, steps }),
  };
}

/** One entry of a journal: what the run was sent, and what it became by that. */
export function entryMessages({ input, seq, at }: JournalEntry, state: RunState, root: RunId): readonly Inspected[] {
  const { run, parent } = state.snapshot;
  const about = (kind: string): Common => common(run, root, { at, id: `${run}.${seq}.${kind}` });
  const event = eventOf(input);
  // A parent starts its child. What people and timers send comes from no actor.
  const source = input.type === "start" && run !== root && parent !== null ? { sourceId: parent.run } : {};
  return [
    { type: "@xstate.event", event, ...about("event"), ...source },
    { type: "@xstate.snapshot", event, snapshot: inspected(state), ...about("snapshot") },
  ];
}

const common = (run: RunId, root: RunId, { at, id }: { readonly at: number; readonly id: string }): Common => ({
  sessionId: run,
  rootId: root,
  id,
  createdAt: String(at),
  _version: INSPECT_VERSION,
});

const STATUS: Readonly<Record<RunStatus, InspectedSnapshot["status"]>> = {
  queued: "active",
  running: "active",
  waiting: "active",
  succeeded: "done",
  failed: "error",
  canceled: "stopped",
};

/** A run that has ended has no state left: its machine stands at its end. */
function inspected({ snapshot }: RunState): InspectedSnapshot {
  const { status, value, context, output, error } = snapshot;
  return {
    status: STATUS[status],
    value: value ?? "end",
    context,
    ...(output === null ? {} : { output }),
    ...(error === null ? {} : { error: { ...error } as JsonObject }),
  };
}

/** By the names that the machine knows them by, so that a viewer finds the transitions. */
function eventOf(input: Input): InspectedEvent {
  const whole = { ...input } as JsonObject;
  if (input.type === "signal") return { type: input.name, data: input.data, by: input.sender.by };
  if (input.type === "outcome") return { ...whole, type: `drover.outcome.${input.activity}` };
  if (input.type === "timer") return { ...whole, type: `drover.timer.${input.timer}` };
  if (isBeginning(input)) return { type: "xstate.init", input: input.inputs };
  return { ...whole, type: `drover.${input.type}` };
}
