import type { Definition, StateNode } from "../definition/definition.ts";

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
