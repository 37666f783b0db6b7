import type { Json, JsonObject } from "../core/json.ts";
import type { Definition, StateNode } from "../definition/definition.ts";
import { nameOf } from "./config.ts";
import { compileProgram } from "./program.ts";

/**
 * The machine of a definition as XState v5's configuration in JSON: the one that runs, with names in the place of its functions, and
 * `meta` that tells what each state does. `createMachine` and Stately's editor take it; events are named as Drover sends them.
 */
export function xstateJson(definition: Definition): JsonObject {
  const { config } = compileProgram(definition).machine;
  const { options: _, context: __, ...root } = config as Readonly<Record<string, unknown>>;
  const written = new Map(nodesIn([definition.main, ...(definition.finally === null ? [] : [definition.finally])]));
  return {
    id: definition.name,
    ...about(definition.description),
    context: Object.fromEntries(Object.entries(definition.context).map(([key, { value }]) => [key, value])),
    ...stateJson(root, "", { written, id: definition.name }),
  };
}

interface Writing {
  readonly written: ReadonlyMap<string, StateNode>;
  /** Of the machine: targets begin with it. */
  readonly id: string;
}

const nodesIn = (nodes: readonly StateNode[]): [string, StateNode][] =>
  nodes.flatMap((node) => [[node.path, node] as [string, StateNode], ...nodesIn(node.states)]);

const about = (description: string | null | undefined): JsonObject =>
  description === null || description === undefined ? {} : { description };

function stateJson(config: Readonly<Record<string, unknown>>, path: string, writing: Writing): JsonObject {
  const { states = {}, id: _, ...own } = config;
  const node = writing.written.get(path);
  const inner = Object.entries(states as Readonly<Record<string, Readonly<Record<string, unknown>>>>).map(
    ([key, child]) => [key, stateJson(child, path === "" ? key : `${path}.${key}`, writing)] as const,
  );
  return {
    ...about(node?.description),
    ...(node === undefined ? {} : { meta: metaOf(node) }),
    ...(jsonOf(own, writing) as JsonObject),
    ...(inner.length === 0 ? {} : { states: Object.fromEntries(inner) }),
  };
}

/** What a state does, and its place in the file. */
const metaOf = ({ action, at, status }: StateNode): JsonObject => ({
  at,
  ...(status === null ? {} : { status }),
  ...(action === null
    ? {}
    : {
        step: action.step,
        verb: action.verb,
        params: Object.fromEntries(Object.entries(action.params).map(([key, { value }]) => [key, value])),
      }),
});

/** Functions become their names, and lists of nothing are left out. */
function jsonOf(value: unknown, writing: Writing): Json {
  if (typeof value === "string")
    return value.startsWith("#run.") ? `#${writing.id}${value.slice("#run".length)}` : value;
  if (typeof value === "function") return { ...(nameOf(value) ?? { type: "unnamed" }) };
  if (Array.isArray(value)) return value.map((item) => jsonOf(item, writing));
  if (typeof value !== "object" || value === null) return value as Json;
  const name = nameOf(value);
  if (name !== null) return { ...name };
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (item === undefined || (Array.isArray(item) && item.length === 0)) return [];
      // What an action is given is computed when it is taken: its name tells from what.
      const params = typeof item === "function" && key === "params" ? nameOf(item)?.params : undefined;
      return [[key, params ?? jsonOf(item, writing)] as const];
    }),
  );
}
