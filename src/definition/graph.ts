import type { StateNode, Transition } from "./definition.ts";

/** The states of a definition as a graph, for questions that need no values. */
export interface Graph {
  readonly nodes: ReadonlyMap<string, StateNode>;
  readonly parents: ReadonlyMap<string, StateNode>;
  /** Paths of the states that can be active. */
  readonly reachable: ReadonlySet<string>;
  /** Paths of the states from which a final state of the top level can be reached. */
  readonly canEnd: ReadonlySet<string>;
  /** A reachable state that is no end, and that neither it nor a state around or beside it can leave; one whose verb succeeds has to have a way for that. */
  readonly isStuck: (node: StateNode) => boolean;
  /** The state that entering a path ends in, as far as `initial` says. */
  readonly leafOf: (path: string) => string;
}

export function graphOf(main: StateNode): Graph {
  const nodes = new Map<string, StateNode>();
  const parents = new Map<string, StateNode>();
  collect(main, nodes, parents);
  const links = new Map([...nodes.values()].map((node) => [node.path, targetsOf(node, parents)]));
  const reachable = reach(main, { nodes, parents, links });
  const ancestors = (path: string): StateNode[] => ancestorsOf(path, parents);
  const canEnd = ends({ nodes, parents, links, main, reachable });
  const isStuck = (node: StateNode): boolean => {
    if (node.states.length > 0 || node.type === "final" || node.type === "history") return false;
    const own = [node, ...ancestors(node.path)];
    if (node.action !== null && !goesOn(node, own)) return true;
    return !own.some(leads) && !hasActiveNeighbour(node, parents, links);
  };
  return { nodes, parents, reachable, canEnd, isStuck, leafOf: (path) => leaf(path, nodes) };
}

interface Parts {
  readonly nodes: ReadonlyMap<string, StateNode>;
  readonly parents: ReadonlyMap<string, StateNode>;
  readonly links: ReadonlyMap<string, readonly string[]>;
}

function collect(node: StateNode, nodes: Map<string, StateNode>, parents: Map<string, StateNode>): void {
  nodes.set(node.path, node);
  for (const child of node.states) {
    parents.set(child.path, node);
    collect(child, nodes, parents);
  }
}

/** Every transition that can take a state somewhere, but for `on-done`: that one leads on from the final states within. */
function moves(node: StateNode): readonly Transition[] {
  const { action } = node;
  const byAction =
    action === null ? [] : [...action.onSuccess, ...action.onFailure, ...Object.values(action.onOutcome).flat()];
  return [
    ...Object.values(node.on).flat(),
    ...node.always,
    ...node.after.flatMap((one) => one.transitions),
    ...byAction,
  ];
}

/** A verb may always succeed, and a success that leads nowhere fails the run: other ways count only where they come first for certain. */
function goesOn({ action }: StateNode, own: readonly StateNode[]): boolean {
  const isLeftAtOnce = (one: StateNode): boolean =>
    one.always.some(({ guard, target }) => guard === null && target !== null);
  return action === null || action.onSuccess.length > 0 || own.some(isLeftAtOnce);
}

/** A way that is open without a failure. */
function leads(node: StateNode): boolean {
  const free = [
    ...Object.values(node.on).flat(),
    ...node.always,
    ...node.after.flatMap((one) => one.transitions),
    ...(node.action?.onSuccess ?? []),
  ];
  return free.some((one) => one.target !== null);
}

const targets = (transitions: readonly Transition[]): string[] =>
  transitions.flatMap((one) => (one.target === null ? [] : [one.target]));

/** Where the states around a final one lead when it is entered: the state that holds it is done then, and the parallel ones around that when all their regions may be. */
function doneTargets(final: StateNode, parents: ReadonlyMap<string, StateNode>): string[] {
  const around = ancestorsOf(final.path, parents);
  const open = around.findIndex((one, index) => (index > 0 && one.type !== "parallel") || !mayBeDone(one));
  return around.slice(0, open < 0 ? around.length : open).flatMap((one) => targets(one.onDone));
}

/** Whether a state can come to its `on-done`. */
export function mayBeDone(node: StateNode): boolean {
  if (node.type === "parallel") return node.states.every((one) => one.type === "history" || mayBeDone(one));
  return node.type === "final" || node.states.some((one) => one.type === "final");
}

function targetsOf(node: StateNode, parents: ReadonlyMap<string, StateNode>): string[] {
  const goto = node.action?.goto;
  const direct = [...targets(moves(node)), ...(node.type === "final" ? doneTargets(node, parents) : [])];
  return [...direct, ...(goto === null || goto === undefined ? [] : [goto.target])];
}

function ancestorsOf(path: string, parents: ReadonlyMap<string, StateNode>): StateNode[] {
  const found: StateNode[] = [];
  for (let parent = parents.get(path); parent !== undefined; parent = parents.get(parent.path)) found.push(parent);
  return found;
}

/** What entering a state enters: itself, and what `initial` says, in each region of a parallel. */
function inside(node: StateNode): string[] {
  if (node.type === "parallel") return [node.path, ...node.states.flatMap(inside)];
  if (node.type === "history") {
    // It leads to any of its neighbours that was active before; those have been reached by other ways.
    return [node.path, ...(node.historyTarget === null ? [] : [node.historyTarget])];
  }
  const initial = node.states.find((one) => one.key === node.initial);
  return [node.path, ...(initial === undefined ? [] : inside(initial))];
}

function reach(main: StateNode, { nodes, parents, links }: Parts): Set<string> {
  const seen = new Set<string>();
  const open: string[] = [];
  const parallels = new Set<StateNode>();
  /** What is around it is entered with a path, and what `initial` or the regions of a parallel add. */
  const enter = (path: string): void => {
    const node = nodes.get(path);
    if (node !== undefined) open.push(...inside(node));
    for (const one of ancestorsOf(path, parents)) {
      open.push(one.path);
      // Once is enough for its regions: each of a hundred leads back into them.
      if (one.type !== "parallel" || parallels.has(one)) continue;
      parallels.add(one);
      open.push(...one.states.flatMap(inside));
    }
  };
  enter(main.path);
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const target of links.get(path) ?? []) enter(target);
    const back = nodes.get(path)?.historyTarget ?? null;
    if (back !== null) enter(back);
  }
  return seen;
}

/** Another region of a parallel state that can move may free this one. */
function hasActiveNeighbour(node: StateNode, parents: Parts["parents"], links: Parts["links"]): boolean {
  const parallel = ancestorsOf(node.path, parents).filter((one) => one.type === "parallel");
  return parallel.some((one) =>
    one.states.some((region) => !node.path.startsWith(region.path) && leaves(region, one.path, links)),
  );
}

/** Whether something inside leads out of the state `path`. */
function leaves(node: StateNode, path: string, links: Parts["links"]): boolean {
  if ((links.get(node.path) ?? []).some((target) => target !== path && !target.startsWith(`${path}.`))) return true;
  return node.states.some((child) => leaves(child, path, links));
}

interface EndParts extends Parts {
  readonly main: StateNode;
  readonly reachable: ReadonlySet<string>;
}

/** Backwards from the final states of the top level, until nothing is added. */
function ends(parts: EndParts): Set<string> {
  const { nodes, main } = parts;
  const found = new Set(main.states.filter((one) => one.type === "final").map((one) => one.path));
  // Most arrows lead forward in the file, so that walking backwards needs few rounds.
  const backwards = [...nodes.values()].toReversed();
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const node of backwards) if (!found.has(node.path) && mayEnd(node, found, parts)) found.add(node.path);
  }
  return found;
}

function mayEnd(node: StateNode, found: ReadonlySet<string>, { nodes, parents, links }: EndParts): boolean {
  const isFound = (path: string): boolean => found.has(path) || found.has(leaf(path, nodes));
  const around = ancestorsOf(node.path, parents);
  const own = [...(links.get(node.path) ?? []), ...(node.historyTarget === null ? [] : [node.historyTarget])];
  if (own.some(isFound)) return true;
  if (around.some((one) => one.path !== "main" && (links.get(one.path) ?? []).some(isFound))) return true;
  // A failure that nothing takes ends the run as failed, but that is no way to plan for: it is not counted.
  if (node.type === "history") return (parents.get(node.path)?.states ?? []).some((one) => found.has(one.path));
  if (node.states.length > 0) return node.states.some((one) => found.has(one.path));
  const parallel = around.filter((one) => one.type === "parallel");
  return parallel.some((one) =>
    one.states.some((region) =>
      [...found].some((path) => path.startsWith(`${region.path}.`) && leaves(region, one.path, links)),
    ),
  );
}

function leaf(path: string, nodes: ReadonlyMap<string, StateNode>): string {
  const node = nodes.get(path);
  const initial = node?.states.find((one) => one.key === node.initial);
  return initial === undefined || node?.type === "parallel" ? path : leaf(initial.path, nodes);
}
