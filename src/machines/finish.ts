import { shortId } from "../core/ids.ts";
import type { Input } from "../core/input.ts";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { NOTHING_SPENT } from "../core/limits.ts";
import { ended, errorInfo, succeeded, type ErrorInfo, type Outcome } from "../core/outcome.ts";
import { isFinal, type RunState, type RunStatus, type Snapshot } from "../core/run.ts";
import { decided, isLost, scopeOf, type MachineContext } from "./context.ts";
import { contextOf, isDone, setContext, stopActivity, type Draft } from "./draft.ts";
import { historyIds, remember } from "./machine.ts";
import { allOf, type StepRecords } from "./step-records.ts";
import type { AnyMachineSnapshot } from "xstate";

/** Ends a run that cannot go on by itself. What it had started is stopped. */
export function closeRun(draft: Draft, failure: ErrorInfo, verdict: "failed" | "canceled" = "failed"): void {
  for (const activity of Object.values(draft.activities)) stopActivity(draft, activity);
  draft.activities = {};
  draft.settled.length = 0;
  draft.frozen = null;
  setContext(draft, decided(contextOf(draft), verdict, failure));
  draft.machine = { ...draft.machine, status: "done" } as AnyMachineSnapshot;
}

/** The state after the step, with what its end brings along: the output, the timers gone, the parent to be told. */
export function toState(draft: Draft, before: RunState | null, input: Input): RunState {
  const born = before?.snapshot ?? birth(input as BirthInput);
  const ends = hasEnded(draft) && !isFinal(born.status);
  // Read before the rest: outputs that cannot be evaluated turn success into failure.
  const output = ends ? endRun(draft) : born.output;
  const snapshot = snapshotOf(draft, born, {
    output,
    owesParent: ends ? born.parent !== null : born.owesParent && input.type !== "parent_told",
    endedAt: ends ? draft.at : born.endedAt,
  });
  announce(draft, snapshot, { old: before?.snapshot ?? null, ends });
  const state = stateWith(snapshot, contextOf(draft).steps);
  remember(state, draft.machine);
  return state;
}

type End = Pick<Snapshot, "output" | "owesParent" | "endedAt">;

/** Field by field: V8 keeps an object of so many fields that is put together from others as a hash table, of many times the size. */
function snapshotOf(draft: Draft, born: Born, { output, owesParent, endedAt }: End): Snapshot {
  const context = contextOf(draft);
  return {
    v: 1,
    run: born.run,
    definition: born.definition,
    workflow: context.workflow,
    seq: draft.seq,
    status: isFinal(born.status) ? born.status : statusOf(draft, context),
    inputs: born.inputs,
    value: draft.machine.value as Json,
    history: historyIds(draft.machine),
    context: context.values,
    workspace: context.workspace,
    verdict: context.verdict,
    error: errorOf(draft, context),
    output,
    activities: draft.activities,
    timers: isDone(draft) ? {} : draft.timers,
    stops: draft.stops,
    isEnding: isDone(draft) && !hasEnded(draft),
    parent: born.parent,
    owesParent,
    createdAt: context.createdAt,
    endedAt,
    ...rarely(draft, born, context),
  };
}

/** What most runs do without. */
function rarely(draft: Draft, { forkedFrom, allowance }: Born, context: MachineContext): Partial<Snapshot> {
  const { messages, frozen, spent } = draft;
  const { reason, failure } = context;
  return {
    ...(isLost(context) && !isDone(draft) && reason !== failure && { reason }),
    ...(messages.length > 0 && { messages }),
    ...(frozen !== null && { frozen }),
    ...(spent !== NOTHING_SPENT && { spent }),
    ...(forkedFrom !== undefined && { forkedFrom }),
    ...(allowance !== undefined && { allowance }),
  };
}

/** The records are put together when somebody asks for them: the next step goes on from what `remember` keeps. */
function stateWith(snapshot: Snapshot, records: StepRecords): RunState {
  let steps: RunState["steps"] | null = null;
  return {
    snapshot,
    get steps() {
      return (steps ??= allOf(records));
    },
  };
}

/** Over, and nothing of it is left that has to be ended. */
const hasEnded = (draft: Draft): boolean => isDone(draft) && draft.stops.length === 0;

type BirthInput = Extract<Input, { type: "start" | "fork" }>;

/** What never changes after the start, and what only the end changes. */
type Born = End & Pick<Snapshot, "run" | "definition" | "inputs" | "parent" | "status" | "forkedFrom" | "allowance">;

const birth = (input: BirthInput): Born => ({
  run: input.run,
  definition: input.definition,
  inputs: input.inputs,
  parent: input.type === "fork" ? null : input.parent,
  status: "running",
  output: null,
  owesParent: false,
  endedAt: null,
  ...(input.type === "fork" && { forkedFrom: input.from }),
  ...(input.allowance !== undefined && { allowance: input.allowance }),
});

/** While it runs, `error` holds the latest failure for expressions; a success has none in the end. */
function errorOf(draft: Draft, context: MachineContext): ErrorInfo | null {
  if (!isDone(draft)) return context.failure;
  if (context.verdict === "succeeded") return null;
  return isLost(context) ? context.reason : context.failure;
}

function statusOf(draft: Draft, context: MachineContext): RunStatus {
  if (hasEnded(draft)) return context.verdict ?? "failed";
  const { plans } = draft.program;
  const performs = Object.values(draft.activities).some((activity) => plans.get(activity.id)?.isWait !== true);
  return performs || draft.stops.length > 0 ? "running" : "waiting";
}

/** Evaluates `outputs:`; one that cannot be evaluated makes a failure of the success: nothing is called done that is not. */
function endRun(draft: Draft): JsonObject | null {
  const context = contextOf(draft);
  if (context.verdict !== "succeeded") return null;
  const result = draft.program.outputs(scopeOf(context, null));
  if (result.ok) return result.value;
  const failure = errorInfo(`Cannot evaluate outputs: ${result.message}`, {
    code: "expression.failed",
    at: `${draft.program.definition.file}:${result.at}`,
  });
  setContext(draft, decided(context, "failed", failure));
  return null;
}

function announce(draft: Draft, snapshot: Snapshot, { old, ends }: { old: Snapshot | null; ends: boolean }): void {
  const { status, output, error, parent } = snapshot;
  if (!ends) {
    const states = statesOf(snapshot.value);
    const isNews = old?.status !== status || !isSame(states, statesOf(old.value));
    if (isNews) draft.events.push({ type: "run.status", status, states });
    return;
  }
  draft.events.push({ type: "run.ended", status, output, error });
  draft.effects.push({ type: "ended", output });
  if (parent !== null) draft.effects.push({ type: "tell_parent", parent, outcome: outcomeOf(snapshot) });
}

const isSame = (states: readonly string[], others: readonly string[]): boolean =>
  states.length === others.length && states.every((state, i) => state === others[i]);

/** What a child run's end is to the step that started it. Outputs are for successes; its branch is known after a failure too. */
export function outcomeOf(snapshot: Snapshot): Outcome {
  const { status, error, run, workspace } = snapshot;
  const output: JsonObject = { branch: workspace?.branch ?? null, ...snapshot.output, run, status };
  if (status === "succeeded") return succeeded(output);
  const message = `Run ${shortId(run)} of "${snapshot.workflow}" ${status === "canceled" ? "was canceled" : "failed"}`;
  const own = errorInfo(message, { code: `run.${status}`, class: error?.class ?? "permanent", cause: error });
  return ended(status === "canceled" ? "canceled" : "failed", own, output);
}

/** The innermost states that are active: paths as the file writes them, `finally.…` within `finally`. */
export function statesOf(value: Json): readonly string[] {
  if (!isJsonObject(value)) return typeof value === "string" ? [value] : [];
  const known = statesIn.get(value);
  if (known !== undefined) return known;
  const states: string[] = [];
  for (const [key, inner] of Object.entries(value)) collect(states, inner, key === "main" ? "" : key);
  statesIn.set(value, states);
  return states;
}

/** What a run's states are after one step they are before the next. */
const statesIn = new WeakMap<JsonObject, readonly string[]>();

function collect(states: string[], value: Json, path: string): void {
  const to = (key: string): string => (path === "" ? key : `${path}.${key}`);
  if (typeof value === "string") states.push(to(value));
  else if (isJsonObject(value)) {
    const keys = Object.keys(value);
    // A region without states of its own.
    if (keys.length === 0) states.push(path);
    for (const key of keys) collect(states, value[key] ?? null, to(key));
  }
}
