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
