import { assign, raise } from "xstate";
import type { Json } from "../core/json.ts";
import type { Definition, Expression, Operation, StateNode, Template, Transition } from "../definition/definition.ts";
import { actionStateConfig } from "./action-config.ts";
import { changeStep, NO_STEP, scopeOf, type MachineContext, type MachineEvent } from "./context.ts";
import { conditionEvaluator, durationEvaluator, recordEvaluator, templateEvaluator, type Evaluated } from "./evaluate.ts";
import type { Faults } from "./faults.ts";

/** The part of XState's configuration that Drover uses; plain objects and functions, no actors. */
export interface NodeConfig {
  type?: "final" | "history" | "parallel";
  history?: "shallow" | "deep";
  target?: string;
  initial?: string;
  description?: string;
  states?: Record<string, NodeConfig>;
  entry?: unknown[];
  exit?: unknown[];
  on?: Record<string, TransitionConfig[]>;
  always?: TransitionConfig[];
  onDone?: TransitionConfig[];
}

export interface TransitionConfig {
  target?: string;
  guard?: (args: { context: MachineContext; event: MachineEvent }) => boolean;
  actions?: unknown[];
  reenter?: boolean;
}

export interface CompileScope {
  readonly definition: Definition;
  readonly faults: Faults;
}

type Args = { context: MachineContext; event: MachineEvent };

export const targetId = (path: string): string => `#run.${path}`;

/** A change of the machine's context as an XState action. */
export const change = (apply: (args: Args) => MachineContext): unknown =>
  assign((args) => apply(args as unknown as Args) as never);

export function stateConfig(node: StateNode, scope: CompileScope): NodeConfig {
  if (node.type === "history") return historyConfig(node);
  const config = plainConfig(node, scope);
  return node.action === null ? config : actionStateConfig({ node, action: node.action, config, scope });
}

function historyConfig(node: StateNode): NodeConfig {
  return {
    type: "history",
    history: node.history ?? "shallow",
    ...(node.historyTarget === null ? {} : { target: targetId(node.historyTarget) }),
  };
}

function plainConfig(node: StateNode, scope: CompileScope): NodeConfig {
  const timers = node.after.map((after, index) => timerConfig(node, after, { index, scope }));
  const config: NodeConfig = {
    entry: [...operations(node.entry, scope), ...timers.map((timer) => timer.set), ...verdictOf(node)],
    exit: [...timers.map((timer) => timer.clear), ...operations(node.exit, scope)],
    on: {
      ...mapValues(node.on, (list) => transitions(list, node.path, scope)),
      ...Object.fromEntries(timers.map((timer) => [timer.event, timer.transitions])),
    },
    always: transitions(node.always, node.path, scope),
  };
  if (node.type === "final") config.type = "final";
  if (node.type === "parallel") config.type = "parallel";
  if (node.type === "compound" && node.initial !== null) config.initial = node.initial;
  if (node.states.length > 0) {
    config.states = Object.fromEntries(node.states.map((child) => [child.key, stateConfig(child, scope)]));
    config.onDone = transitions(node.onDone, node.path, scope);
  }
  return config;
}

/** A final state of the top level decides what the run ends as; within `finally`, only success can be taken back. */
function verdictOf(node: StateNode): unknown[] {
  const { status } = node;
  if (status === null) return [];
  const isFinally = node.path.startsWith("finally.");
  return [
    change(({ context }) => {
      if (isFinally) return status === "failed" && context.verdict === "succeeded" ? { ...context, verdict: "failed" } : context;
      return { ...context, verdict: context.verdict ?? status };
    }),
  ];
}

function timerConfig(
  node: StateNode,
  after: StateNode["after"][number],
  { index, scope }: { index: number; scope: CompileScope },
): { event: string; set: unknown; clear: unknown; transitions: TransitionConfig[] } {
  const id = `${node.path}#after${index}`;
  const delay = durationEvaluator(after.delay);
  return {
    event: `drover.timer.${id}`,
    set: {
      type: "drover.timer.set",
      params: ({ context, event }: Args) => ({ id, delay: orFault(delay(scopeOf(context, event)), scope.faults, null) }),
    },
    clear: { type: "drover.timer.clear", params: { id } },
    transitions: transitions(after.transitions, node.path, scope),
  };
}

export function transitions(list: readonly Transition[], source: string, scope: CompileScope): TransitionConfig[] {
  return list.map((transition) => {
    const config: TransitionConfig = { actions: operations(transition.operations, scope) };
    if (transition.target !== null) config.target = targetId(transition.target);
    if (transition.guard !== null) config.guard = guard(transition.guard, scope);
    if (transition.reenter || transition.target === source) config.reenter = true;
    return config;
  });
}

export function guard(expression: Expression, scope: CompileScope): NonNullable<TransitionConfig["guard"]> {
  const evaluate = conditionEvaluator(expression);
  return ({ context, event }) => orFault(evaluate(scopeOf(context, event)), scope.faults, false);
}

function operations(list: readonly Operation[], scope: CompileScope): unknown[] {
  return list.map((operation) => OPERATIONS[operation.type](operation as never, scope));
}

type OperationOf<T extends Operation["type"]> = Extract<Operation, { type: T }>;

const OPERATIONS: { [T in Operation["type"]]: (operation: OperationOf<T>, scope: CompileScope) => unknown } = {
  assign: ({ values }, scope) => assignment(values, scope),
  raise: ({ event }) => raise({ type: event, visible: { name: event, data: null, by: null } } as never),
  emit: ({ name, data }, scope) => emission(name, data, scope),
  record: ({ step, status }) => recording(step, status),
  goto: ({ step, to, with: values }, scope) => going({ step, to }, values, scope),
};

function assignment(values: Readonly<Record<string, Template>>, scope: CompileScope): unknown {
  const evaluate = recordEvaluator(values);
  return change(({ context, event }) => {
    const result = orFault(evaluate(scopeOf(context, event)), scope.faults, null);
    return result === null ? context : { ...context, values: { ...context.values, ...result } };
  });
}

function emission(name: string, data: Template | null, scope: CompileScope): unknown {
  const evaluate = data === null ? () => ({ ok: true, value: null }) as const : templateEvaluator(data);
  const params = ({ context, event }: Args): { name: string; data: Json } => ({
    name,
    data: orFault(evaluate(scopeOf(context, event)), scope.faults, null),
  });
  return { type: "drover.emit", params };
}

/** A composite step's own record; `running` begins a visit. */
function recording(step: string, status: "running" | "succeeded" | "failed" | "skipped"): unknown {
  return change(({ context }) => {
    const before = context.steps[step] ?? NO_STEP;
    if (status !== "running") return changeStep(context, step, { status, error: status === "failed" ? context.failure : null });
    return changeStep(context, step, { ...NO_STEP, attempts: 1, visits: before.visits + 1, gotos: before.gotos });
  });
}

/** `on-failure: { goto }` is taken: counted on the failing step, its `with` handed to the one that is visited again. */
export function going(
  { step, to }: { step: string; to: string },
  values: Readonly<Record<string, Template>>,
  scope: CompileScope,
): unknown {
  const evaluate = recordEvaluator(values);
  return change(({ context, event }) => {
    const counted = changeStep(context, step, { gotos: (context.steps[step]?.gotos ?? 0) + 1 });
    const override = orFault(evaluate(scopeOf(context, event)), scope.faults, null);
    return override === null || Object.keys(override).length === 0 ? counted : changeStep(counted, to, { override });
  });
}

/** The value, or `otherwise` with the fault noted. */
export function orFault<T, U>(result: Evaluated<T>, faults: Faults, otherwise: U): T | U {
  if (result.ok) return result.value;
  faults.note(result);
  return otherwise;
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
