import type { GraphJson, GraphState, GraphWay } from "../definition/graph-json.ts";

/** A machine as a person wrote it: without the states that `steps:` added, their ways led on to the next state that is shown. */
export function writtenGraph(graph: GraphJson): GraphJson {
  const sight = sightOf(graph);
  const states = graph.states.flatMap((state) => (sight.isShown(state.path) ? [seen(state, sight)] : []));
  return { states, ways: distinct(graph.ways.flatMap((way) => led(way, sight))) };
}

interface Sight {
  readonly isShown: (path: string) => boolean;
  /** The state in whose place another is shown: itself, if it is. `null`: there is none, as behind the last step. */
  readonly shownFor: (path: string) => string | null;
  /** The nearest one around it that is shown. */
  readonly around: (path: string) => string | null;
  /** Where entering a state begins, though what stands there is not shown. */
  readonly initials: ReadonlySet<string>;
}

function sightOf({ states, ways }: GraphJson): Sight {
  const byPath = new Map(states.map((state) => [state.path, state]));
  const children = childrenOf(states);
  const onward = new Map(ways.toReversed().flatMap((way) => (way.kind === "always" ? [[way.from, way.to]] : [])));
  const isAdded = ({ path, isAdded: was }: GraphState): boolean => was && !children.has(path);
  const only = new Map(states.flatMap((state) => onlyChild(state, byPath, children, isAdded)));
  const isRootShown = states.some(({ path }) => path === "finally") || ways.some((way) => way.from === "main");
  const isShown = (path: string): boolean => {
    const state = byPath.get(path);
    return state !== undefined && !isAdded(state) && !only.has(path) && (path !== "main" || isRootShown);
  };
  const shownFor = (path: string): string | null => {
    const passed = new Set<string>();
    for (let at: string | null = path; at !== null && !passed.has(at); at = only.get(at) ?? onward.get(at) ?? null) {
      if (isShown(at)) return at;
      passed.add(at);
    }
    return null;
  };
  const around = (path: string): string | null => {
    const parent = byPath.get(path)?.parent ?? null;
    return parent === null || isShown(parent) ? parent : around(parent);
  };
  const initials = new Set(states.flatMap(({ path, isInitial }) => (isInitial ? [shownFor(path) ?? path] : [])));
  return { isShown, shownFor, around, initials };
}

function childrenOf(states: readonly GraphState[]): ReadonlyMap<string | null, readonly GraphState[]> {
  const children = new Map<string | null, GraphState[]>();
  for (const state of states) children.set(state.parent, [...(children.get(state.parent) ?? []), state]);
  return children;
}

/** A branch of `parallel` that is a single step is shown as that step. */
function onlyChild(
  { path, key, parent }: GraphState,
  byPath: ReadonlyMap<string, GraphState>,
  children: ReadonlyMap<string | null, readonly GraphState[]>,
  isAdded: (state: GraphState) => boolean,
): readonly [string, string][] {
  if (parent === null || byPath.get(parent)?.type !== "parallel") return [];
  const written = (children.get(path) ?? []).filter((child) => !isAdded(child));
  const [child] = written;
  return child !== undefined && written.length === 1 && child.key === key ? [[path, child.path]] : [];
}

const seen = (state: GraphState, { around, initials }: Sight): GraphState => ({
  ...state,
  parent: around(state.path),
  isInitial: initials.has(state.path),
});

function led(way: GraphWay, { isShown, shownFor }: Sight): readonly GraphWay[] {
  if (!isShown(way.from)) return [];
  if (way.to === null) return [way];
  const to = shownFor(way.to);
  if (to === null || (to === way.from && to !== way.to)) return [];
  return [{ ...way, to }];
}

function distinct(ways: readonly GraphWay[]): readonly GraphWay[] {
  const same = ({ from, to, kind, label, guard }: GraphWay): string => JSON.stringify([from, to, kind, label, guard]);
  return [...new Map(ways.toReversed().map((way) => [same(way), way])).values()].toReversed();
}
