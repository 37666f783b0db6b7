import { report, type Build } from "./build.ts";
import type { StateNode, Transition } from "./definition.ts";
import { doubtfulStates } from "./doubts.ts";
import { graphOf, mayBeDone, type Graph } from "./graph.ts";
import type { Range } from "./source.ts";

/**
 * Walks the graph of the states, which is small: what nothing leads to, what nothing leads out of, what can never come
 * to an end, and what leads round and round without stopping. Conditions and events are taken as possible.
 */
export function lint(build: Build, main: StateNode): void {
  const graph = graphOf(main);
  const doubtful = doubtfulStates(build);
  const undone = [...graph.nodes.values()].filter((node) => isNeverDone(node, doubtful));
  for (const node of undone) reportNeverDone(build, node);
  if (undone.length === 0) reportUnreachable(build, graph, doubtful);
  const stuck = [...graph.nodes.values()].filter(
    (node) =>
      isWritten(node) && graph.reachable.has(node.path) && graph.isStuck(node) && !mayBeLeft(node, graph, doubtful),
  );
  for (const node of stuck) reportStuck(build, node);
  reportEndless(build, graph, doubtful);
  for (const node of graph.nodes.values()) if (leadsToItself(node, graph)) reportSelf(build, node);
  if (undone.length === 0 && stuck.length === 0 && doubtful.size === 0) reportTraps(build, graph);
}

/** A history state that ends in itself where nothing is remembered: by its target, or by the `initial` of the state around it. */
function leadsToItself(history: StateNode, { nodes, parents }: Graph): boolean {
  const seen = new Set<StateNode>();
  const isMet = (node: StateNode | undefined): boolean => {
    if (node === undefined || seen.has(node)) return node === history;
    seen.add(node);
    return entered(node).some(isMet);
  };
  const entered = (node: StateNode): readonly (StateNode | undefined)[] => {
    if (node.type === "parallel") return node.states.filter(({ type }) => type !== "history");
    if (node.type !== "history") return node.states.filter(({ key }) => key === node.initial);
    return node.historyTarget === null ? entered(parents.get(node.path) ?? node) : [nodes.get(node.historyTarget)];
  };
  return history.type === "history" && isMet(history);
}

function reportSelf(build: Build, node: StateNode): void {
  report(build, rangeAt(build, node), {
    code: "D402",
    message: `${capital(nameOf(node))} leads to itself when nothing is remembered.`,
    expected: "target: a state that does not begin with it",
  });
}

const isNeverDone = (node: StateNode, doubtful: ReadonlySet<string>): boolean =>
  node.onDone.length > 0 &&
  node.states.length > 0 &&
  !mayBeDone(node) &&
  ![...doubtful].some((path) => path === node.path || path.startsWith(`${node.path}.`));

function reportNeverDone(build: Build, node: StateNode): void {
  report(build, rangeAt(build, node), {
    code: "D402",
    message: `${capital(nameOf(node))} is never done, so that its "on-done" leads nowhere.`,
    expected: `a state with type: final ${node.type === "parallel" ? "in each of its states" : "among its states"}`,
  });
}

function reportUnreachable(build: Build, { nodes, parents, reachable }: Graph, doubtful: ReadonlySet<string>): void {
  // Whatever nothing seems to lead to, one of these may.
  if ([...reachable].some((path) => doubtful.has(path))) return;
  for (const node of nodes.values())
    if (isWritten(node) && !reachable.has(node.path) && reachable.has(parents.get(node.path)?.path ?? "main"))
      report(build, rangeAt(build, node), {
        code: "D401",
        message: `Nothing leads to ${nameOf(node)}.`,
        expected: "a transition to it from a state that can be reached",
        suggestion: `remove it, or name it as a target`,
      });
}

function reportStuck(build: Build, node: StateNode): void {
  report(build, rangeAt(build, node), {
    code: "D402",
    message: `${capital(nameOf(node))} has no way out${node.action === null ? "" : " when it succeeds"}.`,
    ...wayOut(node),
  });
}

/** By what is wrong in it, around it, or beside it in a parallel state. */
function mayBeLeft(node: StateNode, graph: Graph, doubtful: ReadonlySet<string>): boolean {
  for (let one: StateNode | undefined = node; one !== undefined; one = graph.parents.get(one.path)) {
    if (doubtful.has(one.path)) return true;
    const { path, type } = one;
    if (type === "parallel" && [...doubtful].some((other) => other.startsWith(`${path}.`))) return true;
  }
  return false;
}

const isWritten = (node: StateNode): boolean => node.path !== "main" && !isAdded(node);

/** States that `steps:` adds cannot be wrong by themselves. */
const isAdded = (node: StateNode): boolean => node.key.startsWith("(");

function wayOut(node: StateNode): { expected: string; suggestion: string | null } {
  if (node.action !== null) return { expected: "on: { success: state }", suggestion: null };
  return { expected: "on, after or always, or type: final", suggestion: null };
}

const nameOf = (node: StateNode): string => `state "${node.path.replace(/^main\./, "")}"`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Only the first of a group: what leads into a trap is in it as well. */
function reportTraps(build: Build, graph: Graph): void {
  const trapped = [...graph.reachable].filter((path) => !graph.canEnd.has(path)).map((path) => graph.nodes.get(path));
  const first = trapped.find((node) => node !== undefined && node.states.length === 0 && !isAdded(node));
  if (first === undefined || first === null) return;
  const others = trapped.filter((node) => node !== undefined && node !== first && node.states.length === 0).length;
  report(build, rangeAt(build, first), {
    code: "D403",
    message: `From ${nameOf(first)}${others > 0 ? ` and ${others} more` : ""} the run can never end.`,
    expected: "a way to a final state of the top level",
  });
}

/** Follows what is certainly taken: transitions under `always` that have no condition. */
function reportEndless(build: Build, graph: Graph, doubtful: ReadonlySet<string>): void {
  const done = new Set<string>(doubtful);
  for (const start of graph.nodes.values()) {
    const path: StateNode[] = [];
    let node: StateNode | undefined = start;
    while (node !== undefined && !done.has(node.path) && !path.includes(node)) {
      path.push(node);
      node = followed(graph, node);
    }
    if (node !== undefined && path.includes(node)) {
      const round = path.slice(path.indexOf(node));
      report(build, rangeAt(build, node), {
        code: "D404",
        message: `The always transitions lead round without end: ${[...round, node].map((one) => one.path.replace(/^main\./, "")).join(" → ")}.`,
        expected: "a condition (when) on at least one of them",
      });
    }
    for (const one of path) done.add(one.path);
  }
}

function followed(graph: Graph, node: StateNode): StateNode | undefined {
  const [first]: readonly Transition[] = node.always;
  if (first === undefined || first.guard !== null) return undefined;
  // Without a target it is taken again and again where it stands.
  if (first.target === null) return node;
  return graph.nodes.get(graph.leafOf(first.target));
}

function rangeAt(build: Build, node: StateNode): Range {
  const [line = 1, column = 1] = node.at.split(":").map(Number);
  const start = (build.source.lineStarts[line - 1] ?? 0) + column - 1;
  const key = node.key.replace(/\(.*$/, "");
  return { start, end: start + Math.max(1, key.length) };
}
