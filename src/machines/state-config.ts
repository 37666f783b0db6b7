import type { StateNode } from "../definition/definition.ts";
import { actionStateConfig } from "./action-config.ts";
import {
  type Args,
  change,
  type CompileScope,
  named,
  type NodeConfig,
  orFault,
  targetId,
  type TransitionConfig,
} from "./config.ts";
import { decided, scopeOf } from "./context.ts";
import { durationEvaluator } from "./evaluate.ts";
import { operations, transitions } from "./operations.ts";

export function stateConfig(node: StateNode, scope: CompileScope): NodeConfig {
  const config = plainConfig(node, scope);
  return node.action === null ? config : actionStateConfig({ node, action: node.action, config, scope });
}

function historyConfig({ history, historyTarget }: StateNode, around: StateNode): NodeConfig {
  const isWhole = historyTarget === null || historyTarget === around.path;
  const target = isWhole ? regionsOf(around) : targetId(historyTarget);
  return { type: "history", history: history ?? "shallow", ...(target === null ? {} : { target }) };
}

/**
 * The state around a history state, named by its regions: named by itself, a transition from within would leave it and not enter it
 * again. `null` where it has none: XState goes by `initial`.
 */
function regionsOf({ type, states }: StateNode): string[] | null {
  if (type !== "parallel") return null;
  return states.filter((region) => region.type !== "history").map((region) => targetId(region.path));
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
    config.states = Object.fromEntries(
      node.states.map((child) => [
        child.key,
        child.type === "history" ? historyConfig(child, node) : stateConfig(child, scope),
      ]),
    );
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
    change({ type: "end as", params: { status } }, ({ context }) => {
      if (isFinally)
        return status === "failed" && context.verdict === "succeeded"
          ? decided(context, status, context.failure)
          : context;
      return context.verdict === null ? decided(context, status, context.failure) : context;
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
      params: named({ type: "delay", params: { id, delay: after.delay.value } }, ({ context, event }: Args) => ({
        id,
        delay: orFault(delay(scopeOf(context, event)), scope.faults, null),
      })),
    },
    clear: { type: "drover.timer.clear", params: { id } },
    transitions: transitions(after.transitions, node.path, scope),
  };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
