import { DroverError } from "../core/errors.ts";
import type { RunId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import type { ErrorInfo } from "../core/outcome.ts";
import type { Message } from "../core/ask.ts";
import type { Spent } from "../core/limits.ts";
import type { ForkOrigin, RunState, Snapshot, StepRecord, Timer, WorkspaceRecord } from "../core/run.ts";
import { isFinal, starterOf } from "../core/run.ts";
import type { RunSummary, Store } from "../core/store.ts";
import type { Definition } from "../definition/definition.ts";
import { graphJson, type GraphJson } from "../definition/graph-json.ts";
import type { Travel } from "../engine/index.ts";
import { activeStates, offeredEvents } from "../machines/active-states.ts";
import { asksOf, type AskView } from "./describe-asks.ts";
import { waitsOf, type Wait } from "./waits.ts";

/** Time that a run waits for. `state`: the path of the state that it belongs to; `null` for the run's own limit. */
interface TimerView {
  readonly state: string | null;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
}

/** Everything that a caller wants to know of a run, without its journal. */
export interface RunView extends Omit<RunSummary, "forkedFrom"> {
  readonly forkedFrom: Omit<ForkOrigin, "spent"> | null;
  readonly definition: string;
  readonly seq: number;
  readonly inputs: JsonObject;
  readonly output: JsonObject | null;
  readonly error: ErrorInfo | null;
  readonly context: JsonObject;
  readonly workspace: WorkspaceRecord | null;
  readonly spent: Spent | null;
  readonly states: readonly string[];
  readonly events: readonly string[];
  readonly steps: Readonly<Record<string, StepRecord>>;
  readonly children: readonly RunId[];
  readonly asks: readonly AskView[];
  readonly waits: readonly Wait[];
  readonly timers: readonly TimerView[];
  readonly messages: readonly Message[];
}

/** A run's state; throws `run.unknown`. */
export function stateOf(store: Pick<Store, "getState">, run: RunId): RunState {
  const state = store.getState(run);
  if (state !== null) return state;
  throw new DroverError("run.unknown", `Cannot find run "${run}": there is none of that id.`);
}

export interface FrozenDefinition {
  readonly hash: string;
  readonly definition: Definition;
}

export const definitionOfRun = (store: Store, run: RunId): FrozenDefinition & { readonly graph: GraphJson } =>
  withGraph(frozenDefinition(store, run));

export const withGraph = (frozen: FrozenDefinition): FrozenDefinition & { readonly graph: GraphJson } => ({
  ...frozen,
  graph: graphJson(frozen.definition),
});

/** What a run follows, whatever its file says by now. Throws `run.unknown` and `definition.missing`. */
export function frozenDefinition(store: Store, run: RunId): FrozenDefinition {
  const hash = stateOf(store, run).snapshot.definition;
  const definition = store.getDefinition(hash) as Definition | null;
  if (definition !== null) return { hash, definition };
  throw new DroverError(
    "definition.missing",
    `Cannot tell what run "${run}" follows: the store has lost its definition. Restore a backup.`,
  );
}

export const viewRun = (store: Store, run: RunId): RunView => viewState(store, stateOf(store, run), () => true);

/** The run as it was after entry `seq` of its journal. Throws `run.unknown` and `journal.unknown`. */
export async function viewRunAt(store: Store, past: Travel, at: { run: RunId; seq: number }): Promise<RunView> {
  const { entry, step } = await past.to(at.run, at.seq);
  return viewState(store, step.state, (child) => child.createdAt <= entry.at);
}

function viewState(store: Store, { snapshot, steps }: RunState, isThere: (child: RunSummary) => boolean): RunView {
  const { run } = snapshot;
  const definition = store.getDefinition(snapshot.definition) as Definition | null;
  const isOpen = definition !== null && !isFinal(snapshot.status);
  return {
    run,
    workflow: snapshot.workflow,
    status: snapshot.status,
    createdAt: snapshot.createdAt,
    endedAt: snapshot.endedAt,
    parent: snapshot.parent?.run ?? null,
    ...starterOf(snapshot),
    forkedFrom: originOf(snapshot),
    definition: snapshot.definition,
    seq: snapshot.seq,
    inputs: snapshot.inputs,
    output: snapshot.output,
    error: snapshot.error,
    context: snapshot.context,
    workspace: snapshot.workspace,
    spent: snapshot.spent ?? null,
    states: isOpen ? activeStates(definition, snapshot.value).map(({ path }) => path) : [],
    events: isOpen ? offeredEvents(definition, snapshot) : [],
    steps,
    children: store.list({ parent: run, limit: Infinity }).flatMap((child) => (isThere(child) ? [child.run] : [])),
    asks: asksOf(snapshot),
    waits: isOpen ? waitsOf(snapshot, definition) : [],
    timers: Object.values(snapshot.timers).map(timerView),
    messages: snapshot.messages ?? [],
  };
}

/** A timer's id begins with the path of its state. */
function timerView({ id, dueAt }: Timer): TimerView {
  const [path = ""] = id.split("#");
  return { state: path === "run" ? null : path, dueAt };
}

function originOf({ forkedFrom }: Snapshot): RunView["forkedFrom"] {
  if (forkedFrom === undefined) return null;
  const { run, seq, files } = forkedFrom;
  return { run, seq, files };
}
