import { raise } from "xstate";
import { errorInfo } from "../core/outcome.ts";
import type { ErrorClass } from "../core/outcome.ts";
import type { StepRecord } from "../core/run.ts";
import type { ActionSpec, GotoSpec, RetrySpec, StateNode } from "../definition/definition.ts";
import { changeStep, type MachineContext, type MachineEvent } from "./context.ts";
import { NO_STEP, recordOf } from "./step-records.ts";
import {
  type Args,
  change,
  type CompileScope,
  named,
  nameOf,
  type NodeConfig,
  targetId,
  type TransitionConfig,
} from "./config.ts";
import { going, transitions } from "./operations.ts";

export const outcomeEvent = (path: string): string => `drover.outcome.${path}`;

/** Raised by the machine itself when nothing else can be done: the run fails and `finally` follows. */
const failEvent = (message: string, at: string): MachineEvent => ({
  type: "drover.fail",
  visible: null,
  failure: errorInfo(message, { code: "workflow.stuck", at }),
});

interface ActionState {
  readonly node: StateNode;
  readonly action: ActionSpec;
  readonly config: NodeConfig;
  readonly scope: CompileScope;
}

/**
 * A state that does something. Entering it begins a visit and asks for a start; leaving it asks for an end; the one
 * outcome event carries it on. With `retry` it has two states inside: the attempt, and the wait before the next one.
 */
export function actionStateConfig({ node, action, config, scope }: ActionState): NodeConfig {
  const start = { type: "drover.start", params: { path: node.path } };
  const leave = { type: "drover.leave", params: { path: node.path } };
  const visit = change({ type: "begin a visit", params: { step: action.step } }, ({ context }) =>
    beginVisit(context, action.step),
  );
  const on = { ...config.on, [outcomeEvent(node.path)]: outcomeTransitions(node, action, scope) };
  const entry = [...(config.entry ?? []), visit];
  if (action.retry === null) return { ...config, entry: [...entry, start], exit: [leave, ...(config.exit ?? [])], on };
  return {
    ...config,
    entry,
    on,
    initial: "attempt",
    states: retryStates(node, action.step, { retry: action.retry, start, leave }),
  };
}

function beginVisit(context: MachineContext, step: string): MachineContext {
  const before = recordOf(context.steps, step) ?? NO_STEP;
  return changeStep(context, step, {
    ...before,
    status: "running",
    error: null,
    attempts: 0,
    visits: before.visits + 1,
    endedAt: null,
  });
}

function retryStates(
  node: StateNode,
  step: string,
  { retry, start, leave }: { retry: RetrySpec; start: unknown; leave: unknown },
): Record<string, NodeConfig> {
  const timer = `${node.path}#backoff`;
  const delay = named(
    { type: "backoff", params: { id: timer, delayMs: retry.delayMs, factor: retry.factor } },
    ({ context }: { context: MachineContext }): { id: string; delay: number } => ({
      id: timer,
      delay: backoff(retry, recordOf(context.steps, step)?.attempts ?? 1),
    }),
  );
  return {
    attempt: {
      entry: [start],
      exit: [leave],
      on: {
        [outcomeEvent(node.path)]: [
          {
            target: targetId(`${node.path}.backoff`),
            guard: named(
              { type: "may be tried again", params: { attempts: retry.attempts } },
              ({ context, event }: Args) => mayRetry(retry, recordOf(context.steps, step), event),
            ),
          },
        ],
      },
    },
    backoff: {
      entry: [
        { type: "drover.timer.set", params: delay },
        { type: "drover.retrying", params: { step } },
      ],
      exit: [{ type: "drover.timer.clear", params: { id: timer } }],
      on: { [`drover.timer.${timer}`]: [{ target: targetId(`${node.path}.attempt`) }] },
    },
  };
}

/** Milliseconds before the attempt after number `attempts`. */
function backoff(retry: RetrySpec, attempts: number): number {
  return Math.min(retry.maxDelayMs, retry.delayMs * retry.factor ** (attempts - 1));
}

const NEVER_BY_DEFAULT: ReadonlySet<ErrorClass> = new Set(["auth", "quota", "interrupted", "limit"]);

function mayRetry(retry: RetrySpec, record: StepRecord | undefined, event: MachineEvent): boolean {
  if (event.status === "succeeded" || event.status === "skipped" || event.status === "canceled") return false;
  if (record === undefined || record.attempts >= retry.attempts) return false;
  const errorClass = record.error?.class ?? "permanent";
  return retry.on === null ? !NEVER_BY_DEFAULT.has(errorClass) : retry.on.includes(errorClass);
}

const isSuccess = (event: MachineEvent): boolean => event.status === "succeeded" || event.status === "skipped";

/** In order: success, the outcomes named in the file, the goto, failure; and when none fits the run fails, loudly. */
function outcomeTransitions(node: StateNode, action: ActionSpec, scope: CompileScope): TransitionConfig[] {
  const compile = (list: Parameters<typeof transitions>[0]): TransitionConfig[] => transitions(list, node.path, scope);
  const listed = Object.entries(action.onOutcome).flatMap(([status, list]) =>
    compile(list).map((transition) => only(transition, status, (event) => event.status === status)),
  );
  return [
    ...compile(action.onSuccess).map((transition) => only(transition, "succeeded", isSuccess)),
    ...listed,
    ...(action.goto === null ? [] : [gotoTransition(node, action.step, { goto: action.goto, scope })]),
    ...compile(action.onFailure).map((transition) => only(transition, "failed", (event) => !isSuccess(event))),
    {
      actions: [
        named(
          { type: "fail the run" },
          raise(({ event }) => nowhere(action.step, event as MachineEvent, node.at) as never),
        ),
      ],
    },
  ];
}

/** A failure that nobody takes is the run's failure; a success that leads nowhere is a fault of the workflow. */
function nowhere(step: string, event: MachineEvent, at: string): MachineEvent {
  if (!isSuccess(event)) return { type: "drover.fail", visible: null };
  return failEvent(
    `Cannot go on after "${step}": none of its transitions on success applies. Add one without a condition.`,
    at,
  );
}

function only(
  transition: TransitionConfig,
  outcome: string,
  applies: (event: MachineEvent) => boolean,
): TransitionConfig {
  const { guard } = transition;
  if (guard === undefined) return { ...transition, guard: named({ type: outcome }, ({ event }) => applies(event)) };
  const type = `${outcome} and ${nameOf(guard)?.type ?? ""}`;
  return { ...transition, guard: named({ type }, (args) => applies(args.event) && guard(args)) };
}

function gotoTransition(
  node: StateNode,
  step: string,
  { goto, scope }: { goto: GotoSpec; scope: CompileScope },
): TransitionConfig {
  return {
    target: targetId(goto.target),
    guard: named(
      { type: "failed, and not too often", params: { max: goto.max } },
      ({ context, event }: Args) => !isSuccess(event) && (recordOf(context.steps, step)?.gotos ?? 0) < goto.max,
    ),
    actions: [going({ step, to: goto.step }, goto.with, scope)],
    reenter: goto.target === node.path,
  };
}
