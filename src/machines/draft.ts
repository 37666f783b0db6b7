import type { AnyMachineSnapshot } from "xstate";
import type { Message } from "../core/ask.ts";
import type { Effect } from "../core/effect.ts";
import type { EventBody } from "../core/events.ts";
import { makeGen, type Gen, type RunId } from "../core/ids.ts";
import type { Allowance, Spent } from "../core/limits.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Activity, Frozen, Stop, StepRecord, Timer } from "../core/run.ts";
import { changeStep, type MachineContext, type MachineEvent } from "./context.ts";
import { advance, begin } from "./machine.ts";
import type { Program } from "./program.ts";
import type { StateRequest } from "./effects.ts";

/** An outcome that the step itself found (skipped, a fault in an expression), to be taken in the same transition. */
export interface Settled {
  readonly activity: Activity;
  readonly outcome: Outcome | "skipped";
}

/** The working state of one step: private to it, thrown away afterwards. */
export interface Draft {
  readonly program: Program;
  readonly run: RunId;
  readonly seq: number;
  readonly at: number;
  machine: AnyMachineSnapshot;
  activities: Record<string, Activity>;
  timers: Record<string, Timer>;
  stops: Stop[];
  messages: readonly Message[];
  readonly allowance: Allowance | null;
  spent: Spent;
  /** By the run that this one was forked from. */
  readonly inherited: Spent;
  frozen: Frozen | null;
  readonly effects: Effect[];
  readonly events: EventBody[];
  readonly settled: Settled[];
  gens: number;
}

export const contextOf = (draft: Draft): MachineContext => draft.machine.context as MachineContext;

export const isDone = (draft: Draft): boolean => draft.machine.status !== "active";

export function nextGen(draft: Draft): Gen {
  return makeGen(draft.run, draft.seq, draft.gens++);
}

export function setContext(draft: Draft, context: MachineContext): void {
  draft.machine = { ...draft.machine, context } as AnyMachineSnapshot;
}

export function setStep(draft: Draft, step: string, change: Partial<StepRecord>): void {
  setContext(draft, changeStep(contextOf(draft), step, change));
}

/** Runs the machine; gives back what the states that were left and entered ask for, in order. */
export function send(draft: Draft, event: MachineEvent): readonly StateRequest[] {
  const { snapshot, requests } = advance(draft.program, draft.machine, event);
  draft.machine = snapshot;
  return requests;
}

export function sendStart(draft: Draft, context: MachineContext): readonly StateRequest[] {
  const { snapshot, requests } = begin(draft.program, context);
  draft.machine = snapshot;
  return requests;
}

/** Asks for the end of what an activity started; one that was to start in this very step simply does not. */
export function stopActivity(draft: Draft, { id, gen, action, step }: Activity): void {
  if (draft.program.plans.get(id)?.isWait === true) return;
  const own = draft.effects.findIndex((effect) => effect.type === "start" && effect.activity.gen === gen);
  if (own >= 0) {
    draft.effects.splice(own, 1);
    return;
  }
  const stop: Stop = { gen, action, step };
  draft.stops.push(stop);
  draft.effects.push({ type: "stop", stop });
}
