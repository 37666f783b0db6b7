import type { Effect } from "../core/effect.ts";
import type { EventBody } from "../core/events.ts";
import type { Input } from "../core/input.ts";
import { copyOf } from "../core/json.ts";
import { NOTHING_SPENT } from "../core/limits.ts";
import { errorInfo, toErrorInfo, type ErrorInfo } from "../core/outcome.ts";
import { isFinal, type RunState, type StepRecord, type Timer } from "../core/run.ts";
import type { MachineContext } from "./context.ts";
import { seal, stepRecords } from "./step-records.ts";
import { contextOf, isDone, nextGen, send, sendStart, type Draft } from "./draft.ts";
import { closeRun, toState } from "./finish.ts";
import { takeInput } from "./inputs.ts";
import { beginFork, forkedContext } from "./fork.ts";
import { resolve, restore } from "./machine.ts";
import { WALL_TIMER, type Program } from "./program.ts";
import { answerRequests, holdStarts } from "./requests.ts";
import { takeSettled } from "./settle.ts";

/** Why an input changed nothing. `unexpected`: nothing waits for that signal. */
export type Ignored = "stale" | "final" | "unexpected" | "exists";

/** One decision: what the run is after the input, and what to do once that is durable. */
export interface Step {
  readonly state: RunState;
  readonly effects: readonly Effect[];
  readonly events: readonly EventBody[];
  /** The step records that changed. */
  readonly steps: Readonly<Record<string, StepRecord>>;
  readonly timers: { readonly set: readonly Timer[]; readonly clear: readonly Timer[] };
  readonly ignored: Ignored | null;
}

/** Outcomes found within one step (skipped steps, faults) are taken at once; a loop of them is a fault of the workflow. */
const MAX_SETTLED = 10_000;

/**
 * The pure step: no clock, no I/O, never throws for anything that a workflow or an input can contain. `at` is the time of the
 * input in milliseconds since 1970. Folding a journal with it gives the snapshot.
 */
export function step(program: Program, state: RunState | null, input: Input, at: number): Step {
  if (input.type === "start") return state === null ? startRun(program, input, at) : unchanged(state, "exists");
  if (input.type === "fork") return state === null ? forkRun(program, input, at) : unchanged(state, "exists");
  if (state === null) throw new Error(`a run begins with the input "start" or "fork", not "${input.type}"`);
  if (isFinal(state.snapshot.status) && input.type !== "stopped" && input.type !== "parent_told")
    return unchanged(state, "final");
  const draft = draftOf(program, state, at);
  program.faults.take();
  const ignored = guarded(draft, () => takeInput(draft, state, input));
  return ignored === null ? conclude(draft, state, input) : unchanged(state, ignored);
}

const unchanged = (state: RunState, ignored: Ignored): Step => ({
  state,
  effects: [],
  events: [],
  steps: {},
  timers: { set: [], clear: [] },
  ignored,
});

type StartInput = Extract<Input, { type: "start" }>;
type ForkInput = Extract<Input, { type: "fork" }>;

function startRun(program: Program, input: StartInput, at: number): Step {
  const draft = { ...emptyDraft(program, input, at) } as Draft;
  program.faults.take();
  draft.events.push({ type: "run.started", workflow: program.definition.name, parent: input.parent?.run ?? null });
  setWallTimer(draft);
  guarded(draft, () => {
    answerRequests(draft, sendStart(draft, firstContext(program, input, at)));
    return null;
  });
  return conclude(draft, null, input);
}

/** The state is there; what was at work in it begins anew once the workspace is open. */
function forkRun(program: Program, input: ForkInput, at: number): Step {
  const { from, state } = input;
  const machine = resolve(program, state, forkedContext(program, input, at));
  const draft: Draft = {
    ...emptyDraft(program, input, at),
    machine,
    messages: state.messages ?? [],
    inherited: from.spent ?? NOTHING_SPENT,
    frozen: state.frozen,
  };
  program.faults.take();
  const forkedFrom = { run: from.run, seq: from.seq };
  draft.events.push({ type: "run.started", workflow: program.definition.name, parent: null, forkedFrom });
  guarded(draft, () => {
    beginFork(draft, input);
    return null;
  });
  return conclude(draft, null, input);
}

function setWallTimer(draft: Draft): void {
  const { wallMs } = draft.program.definition.limits;
  if (wallMs === null) return;
  const fires = { type: "event", event: `drover.timer.${WALL_TIMER}` } as const;
  draft.timers[WALL_TIMER] = { id: WALL_TIMER, gen: nextGen(draft), kind: "wall", dueAt: draft.at + wallMs, fires };
}

function firstContext(program: Program, input: StartInput, at: number): MachineContext {
  return {
    run: input.run,
    workflow: program.definition.name,
    createdAt: at,
    inputs: input.inputs,
    workspace: input.workspace,
    values: {},
    steps: stepRecords({}),
    verdict: null,
    failure: null,
    reason: null,
  };
}

function emptyDraft(program: Program, input: StartInput | ForkInput, at: number): Omit<Draft, "machine"> {
  return {
    program,
    run: input.run,
    seq: 1,
    at,
    activities: {},
    timers: {},
    stops: [],
    messages: [],
    allowance: input.allowance ?? null,
    spent: NOTHING_SPENT,
    inherited: NOTHING_SPENT,
    frozen: null,
    effects: [],
    events: [],
    settled: [],
    gens: 0,
  };
}

/** Given the state itself: what XState made of it is found by its identity. */
function draftOf(program: Program, state: RunState, at: number): Draft {
  const { snapshot } = state;
  return {
    program,
    run: snapshot.run,
    seq: snapshot.seq + 1,
    at,
    machine: machineOf(program, state),
    activities: copyOf(snapshot.activities),
    timers: copyOf(snapshot.timers),
    stops: [...snapshot.stops],
    messages: snapshot.messages ?? [],
    allowance: snapshot.allowance ?? null,
    spent: snapshot.spent ?? NOTHING_SPENT,
    inherited: snapshot.forkedFrom?.spent ?? NOTHING_SPENT,
    frozen: snapshot.frozen ?? null,
    effects: [],
    events: [],
    settled: [],
    gens: 0,
  };
}

/** A run that is ending has left its states behind, whatever they were. */
function machineOf(program: Program, state: RunState): Draft["machine"] {
  const machine = restore(program, state, () => contextFrom(state));
  return state.snapshot.isEnding ? ({ ...machine, status: "done" } as Draft["machine"]) : machine;
}

function contextFrom({ snapshot, steps }: RunState): MachineContext {
  const { run, workflow, createdAt, inputs, workspace, context, verdict, error, reason = error } = snapshot;
  return {
    run,
    workflow,
    createdAt,
    inputs,
    workspace,
    values: context,
    steps: stepRecords(steps),
    verdict,
    failure: error,
    reason,
  };
}

/**
 * Takes outcomes until none is left, and turns faults noted on the way into a failure of the run. Whatever XState throws
 * (microsteps without end) is a failure of it too: an input must never poison it.
 */
function guarded(draft: Draft, take: () => Ignored | null): Ignored | null {
  try {
    const ignored = take();
    if (ignored !== null) return ignored;
    settleAll(draft);
    return null;
  } catch (thrown) {
    breakOff(draft, isInCircles(thrown) ? errorInfo(CIRCLES) : toErrorInfo(thrown));
    return null;
  }
}

/** From where the machine stood before it could not go on: what it has of `finally` still runs. */
function breakOff(draft: Draft, failure: ErrorInfo): void {
  draft.settled.length = 0;
  // Of the way that was not gone to its end: one of them would fail `finally`, which has yet to begin.
  draft.program.faults.take();
  try {
    if (isDone(draft)) return closeRun(draft, failure);
    answerRequests(draft, send(draft, { type: "drover.fail", visible: null, failure }));
    settleAll(draft);
  } catch {
    // Not even that: nothing of it can go on.
    closeRun(draft, failure);
  }
}

const CIRCLES =
  "The workflow runs in circles: its states lead on and on without anything being done. Look at `always` and `raise`.";

/** How XState says that it has taken too many microsteps. */
const isInCircles = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.message.startsWith("Infinite loop detected");

function settleAll(draft: Draft): void {
  for (let count = 0; ; count++) {
    if (count > MAX_SETTLED) throw new Error(CIRCLES);
    failByFault(draft);
    const next = draft.settled.shift();
    if (next === undefined) return;
    takeSettled(draft, next);
  }
}

function failByFault(draft: Draft): void {
  const [fault] = draft.program.faults.take();
  if (fault === undefined || isDone(draft)) return;
  const failure = errorInfo(fault.message, { code: "expression.failed", at: placeOf(draft, fault.at) });
  answerRequests(draft, send(draft, { type: "drover.fail", visible: null, failure }));
}

const placeOf = (draft: Draft, at: string): string => `${draft.program.definition.file}:${at}`;

function conclude(draft: Draft, before: RunState | null, input: Input): Step {
  holdStarts(draft);
  const state = toState(draft, before, input);
  return {
    state,
    effects: stopsFirst(draft.effects),
    events: draft.events,
    steps: seal(contextOf(draft).steps),
    timers: changedTimers(before?.snapshot.timers ?? {}, state.snapshot.timers),
    ignored: null,
  };
}

/** A start waits for the stops that it knows of, so those of the same step have to come before it. */
function stopsFirst(effects: readonly Effect[]): readonly Effect[] {
  const isStop = ({ type }: Effect): boolean => type === "stop";
  return [...effects.filter(isStop), ...effects.filter((effect) => !isStop(effect))];
}

/** What has to be written so that the timers that were stand as they are now. */
export function changedTimers(
  before: RunState["snapshot"]["timers"],
  after: RunState["snapshot"]["timers"],
): Step["timers"] {
  return {
    set: Object.values(after).filter((timer) => differs(before[timer.id], timer)),
    clear: Object.values(before).filter((timer) => differs(after[timer.id], timer)),
  };
}

const differs = (other: Timer | undefined, timer: Timer): boolean =>
  other?.gen !== timer.gen || other.dueAt !== timer.dueAt;
