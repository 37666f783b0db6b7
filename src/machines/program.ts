import { createMachine, type AnyStateMachine } from "xstate";
import type { ActionSpec, Definition, StateNode, Transition } from "../definition/definition.ts";
import { planAction, type ActionPlan } from "./action-plan.ts";
import { decided, type MachineContext, type MachineEvent } from "./context.ts";
import { askOwnState } from "./machine.ts";
import { errorInfo, type ErrorInfo } from "../core/outcome.ts";
import { formatDuration } from "../core/duration.ts";
import { recordEvaluator, type Evaluator } from "./evaluate.ts";
import { collectFaults, type Faults } from "./faults.ts";
import { change, type CompileScope, named, type NodeConfig, targetId } from "./config.ts";
import { stateConfig } from "./state-config.ts";
import type { JsonObject } from "../core/json.ts";
import { openingPlan } from "./opening.ts";

/** One transition that was taken: the path of the state that it left, and of those that it led to; none stays where it is. */
export interface Move {
  readonly from: string;
  readonly to: readonly string[];
  /** XState's name for it; empty for one that needs no event. */
  readonly event: string;
}

/** A definition compiled: the machine that decides, and what to evaluate around it. */
export interface Program {
  readonly definition: Definition;
  readonly machine: AnyStateMachine;
  /** By the path of the state. */
  readonly plans: ReadonlyMap<string, ActionPlan>;
  readonly context: Evaluator<JsonObject>;
  readonly outputs: Evaluator<JsonObject>;
  readonly faults: Faults;
  /** The workflow raises events of its own, which every state may take. */
  readonly raises: boolean;
  /** Told of each transition that is taken, in order; the engine needs none. */
  readonly onMove?: (move: Move) => void;
}

/** The path of the state that opens the workspace, before `main`. */
export const OPENING = "open";

/** The timer of `limits: { wall }`, set once when the run starts. */
export const WALL_TIMER = "run#wall";
const WALL_EVENT = `drover.timer.${WALL_TIMER}`;

/** A machine that takes more microsteps than this on one input runs in circles. */
const MAX_MICROSTEPS = 2_000;

export function compileProgram(definition: Definition): Program {
  const faults = collectFaults();
  const roots = [definition.main, ...(definition.finally === null ? [] : [definition.finally])];
  const scope: CompileScope = { definition, faults, histories: new Set(roots.flatMap(historiesIn)) };
  const plans = new Map(actionsIn(roots));
  return {
    definition,
    machine: askOwnState(createMachine(rootConfig(definition, scope) as never) as AnyStateMachine),
    plans: new Map([
      [OPENING, openingPlan(definition)],
      ...[...plans].map(([path, spec]) => [path, planAction(spec, definition)] as const),
    ]),
    context: recordEvaluator(definition.context),
    outputs: recordEvaluator(definition.outputs),
    faults,
    raises: raisesEvents(definition.main) || (definition.finally !== null && raisesEvents(definition.finally)),
  };
}

function raisesEvents(node: StateNode): boolean {
  const ways = [...Object.values(node.on).flat(), ...node.always, ...node.onDone, ...waysOf(node.action)];
  const after = node.after.flatMap(({ transitions }) => transitions);
  const operations = [...node.entry, ...node.exit, ...[...ways, ...after].flatMap((way) => way.operations)];
  return operations.some(({ type }) => type === "raise") || node.states.some(raisesEvents);
}

const historiesIn = ({ type, path, states }: StateNode): readonly string[] =>
  type === "history" ? [path] : states.flatMap(historiesIn);

const waysOf = (action: ActionSpec | null): readonly Transition[] =>
  action === null ? [] : [...action.onSuccess, ...Object.values(action.onOutcome).flat(), ...action.onFailure];

function actionsIn(nodes: readonly StateNode[]): [string, ActionSpec][] {
  return nodes.flatMap((node) => [
    ...(node.action === null ? [] : [[node.path, node.action] as [string, ActionSpec]]),
    ...actionsIn(node.states),
  ]);
}

/** open → main → finally → end. A failure to open goes straight to the end: there is nothing to clean up. */
function rootConfig(
  definition: Definition,
  scope: CompileScope,
): NodeConfig & { id: string; context: unknown; options: unknown } {
  const hasFinally = definition.finally !== null;
  const afterMain = targetId(hasFinally ? "finally" : "end");
  const interrupts = (target: string): NodeConfig["on"] => ({
    "drover.cancel": [
      {
        target: targetId("end"),
        guard: named({ type: "is forced" }, ({ event }) => event.force === true),
        actions: [verdict("canceled")],
      },
      { target, actions: [verdict("canceled")] },
    ],
    "drover.fail": [{ target, actions: [verdict("failed")] }],
  });
  // Not within `finally`: what cleans up has to be able to end.
  const limited = (target: string): NodeConfig["on"] => ({
    ...interrupts(target),
    ...(definition.limits.wallMs === null
      ? {}
      : { [WALL_EVENT]: [{ target, actions: [verdict("failed", tooLong(definition.limits.wallMs))] }] }),
  });
  const opened = {
    target: targetId("main"),
    guard: named({ type: "succeeded" }, ({ event }: { event: MachineEvent }) => event.status === "succeeded"),
  };
  const notOpened = { target: targetId("end"), actions: [verdict("failed")] };
  return {
    id: "run",
    initial: OPENING,
    context: ({ input }: { input: MachineContext }) => input,
    options: { maxIterations: MAX_MICROSTEPS },
    states: {
      [OPENING]: {
        entry: [{ type: "drover.start", params: { path: OPENING } }],
        exit: [{ type: "drover.leave", params: { path: OPENING } }],
        on: { [`drover.outcome.${OPENING}`]: [opened, notOpened], ...limited(targetId("end")) },
      },
      main: {
        ...withInterrupts(stateConfig(definition.main, scope), limited(afterMain)),
        onDone: [{ target: afterMain }],
      },
      ...(definition.finally === null
        ? {}
        : {
            finally: {
              ...withInterrupts(stateConfig(definition.finally, scope), interrupts(targetId("end"))),
              onDone: [{ target: targetId("end") }],
            },
          }),
      end: { type: "final" },
    },
  };
}

const withInterrupts = (config: NodeConfig, interrupts: NodeConfig["on"]): NodeConfig => ({
  ...config,
  on: { ...config.on, ...interrupts },
});

/** A failure within `finally` takes a success back, and so does a forced cancel that cuts `finally` off. */
function verdict(next: "failed" | "canceled", why: ErrorInfo | null = null): unknown {
  return change({ type: "end as", params: { status: next } }, ({ context, event }) => {
    return decided(context, next, why ?? event.failure ?? context.failure);
  });
}

const tooLong = (wallMs: number): ErrorInfo =>
  errorInfo(`The run took longer than ${formatDuration(wallMs)}, the limit that its workflow sets`, {
    code: "timed_out",
    class: "timeout",
  });
