import { isJsonObject, type Json } from "../core/json.ts";
import type { Snapshot } from "../core/run.ts";
import type { Definition, StateNode } from "../definition/definition.ts";

/** The states that a run is in, outer ones first. Empty before the workspace is open and after the end. */
export function activeStates(definition: Definition, value: Json): readonly StateNode[] {
  if (!isJsonObject(value)) return [];
  const roots = [definition.main, ...(definition.finally === null ? [] : [definition.finally])];
  return roots.flatMap((root) => (root.key in value ? within(root, value[root.key] ?? null) : []));
}

function within(node: StateNode, value: Json): readonly StateNode[] {
  const inner: [string, Json][] =
    typeof value === "string" ? [[value, null]] : isJsonObject(value) ? Object.entries(value) : [];
  return [
    node,
    ...inner.flatMap(([key, deeper]) => {
      const child = node.states.find((state) => state.key === key);
      return child === undefined ? [] : within(child, deeper);
    }),
  ];
}

/** Names of the events from outside that a transition exists for now, conditions not asked. */
export const offeredEvents = (definition: Definition, snapshot: Snapshot): readonly string[] => [
  ...new Set(activeStates(definition, snapshot.value).flatMap((state) => Object.keys(state.on))),
];

/** A state with its name for people: without `main`, and without the states that `steps:` added. */
export const stateName = (path: string): string =>
  path
    .split(".")
    .slice(path.startsWith("main.") ? 1 : 0)
    .join(" › ");

/** Every state below the given ones, outer ones first, in the order of the file. */
export const allStates = (nodes: readonly StateNode[]): readonly StateNode[] =>
  nodes.flatMap((node) => [node, ...allStates(node.states)]);

export const rootsOf = (definition: Definition): readonly StateNode[] =>
  definition.finally === null ? [definition.main] : [definition.main, definition.finally];

/** Ids of the steps in the order of the file; `parallel` and its branches have one too where they leave a record. */
export const stepIdsWith = (definition: Definition, records: Readonly<Record<string, unknown>>): readonly string[] => {
  const written = allStates(rootsOf(definition)).flatMap((state) => {
    if (state.action !== null) return [state.action.step];
    return Object.hasOwn(records, state.key) ? [state.key] : [];
  });
  return [...new Set([...written, ...Object.keys(records)])];
};

/** Ids of the steps that do something, in the order of the file. */
export const stepIds = (definition: Definition): readonly string[] =>
  allStates(rootsOf(definition)).flatMap((state) => (state.action === null ? [] : [state.action.step]));
