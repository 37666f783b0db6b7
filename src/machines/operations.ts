import { raise } from "xstate";
import type { Json, JsonObject } from "../core/json.ts";
import type { Expression, Operation, Template, Transition } from "../definition/definition.ts";
import { type Args, change, type CompileScope, named, orFault, targetId, type TransitionConfig } from "./config.ts";
import { changeStep, scopeOf } from "./context.ts";
import { NO_STEP, recordOf } from "./step-records.ts";
import { conditionEvaluator, recordEvaluator, templateEvaluator } from "./evaluate.ts";

export function transitions(list: readonly Transition[], source: string, scope: CompileScope): TransitionConfig[] {
  return list.map((transition) => {
    const config: TransitionConfig = { actions: operations(transition.operations, scope) };
    if (transition.target !== null) config.target = targetId(transition.target);
    if (transition.guard !== null) config.guard = guard(transition.guard, scope);
    if (transition.reenter || mayComeBack(transition, source, scope)) config.reenter = true;
    return config;
  });
}

/** To itself, or to a history state, which may remember it: XState would enter it again without leaving it, and start twice what it does. */
const mayComeBack = ({ target }: Transition, source: string, { histories }: CompileScope): boolean =>
  target === source || (target !== null && histories.has(target) && !target.startsWith(`${source}.`));

function guard(expression: Expression, scope: CompileScope): NonNullable<TransitionConfig["guard"]> {
  const evaluate = conditionEvaluator(expression);
  return named({ type: expression.text }, ({ context, event }: Args) =>
    orFault(evaluate(scopeOf(context, event)), scope.faults, false),
  );
}

export function operations(list: readonly Operation[], scope: CompileScope): unknown[] {
  return list.map((operation) => OPERATIONS[operation.type](operation as never, scope));
}

type OperationOf<T extends Operation["type"]> = Extract<Operation, { type: T }>;

const OPERATIONS: { [T in Operation["type"]]: (operation: OperationOf<T>, scope: CompileScope) => unknown } = {
  assign: ({ values }, scope) => assignment(values, scope),
  raise: ({ event }) =>
    named(
      { type: "raise", params: { event } },
      raise({ type: event, visible: { name: event, data: null, by: null } } as never),
    ),
  emit: ({ name, data }, scope) => emission(name, data, scope),
  record: ({ step, status }) => recording(step, status),
  goto: ({ step, to, with: values }, scope) => going({ step, to }, values, scope),
};

function assignment(values: Readonly<Record<string, Template>>, scope: CompileScope): unknown {
  const evaluate = recordEvaluator(values);
  return change({ type: "set", params: texts(values) }, ({ context, event }) => {
    const result = orFault(evaluate(scopeOf(context, event)), scope.faults, null);
    return result === null ? context : { ...context, values: { ...context.values, ...result } };
  });
}

function emission(name: string, data: Template | null, scope: CompileScope): unknown {
  const evaluate = data === null ? () => ({ ok: true, value: null }) as const : templateEvaluator(data);
  const params = named(
    { type: "emit", params: { name, data: data?.value ?? null } },
    ({ context, event }: Args): { name: string; data: Json } => ({
      name,
      data: orFault(evaluate(scopeOf(context, event)), scope.faults, null),
    }),
  );
  return { type: "drover.emit", params };
}

/** Templates as they stand in the file. */
const texts = (values: Readonly<Record<string, Template>>): JsonObject =>
  Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value]));

/** A composite step's own record; `running` begins a visit. */
function recording(step: string, status: "running" | "succeeded" | "failed" | "skipped"): unknown {
  return change({ type: "record", params: { step, status } }, ({ context }) => {
    const before = recordOf(context.steps, step) ?? NO_STEP;
    if (status !== "running")
      return changeStep(context, step, { status, error: status === "failed" ? context.failure : null });
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
  return change({ type: "count a goto", params: { step, to, with: texts(values) } }, ({ context, event }) => {
    const counted = changeStep(context, step, { gotos: (recordOf(context.steps, step)?.gotos ?? 0) + 1 });
    const override = orFault(evaluate(scopeOf(context, event)), scope.faults, null);
    return override === null || Object.keys(override).length === 0 ? counted : changeStep(counted, to, { override });
  });
}
