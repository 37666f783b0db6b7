import type { Graph, Run } from "../data/client.ts";

export interface Column {
  readonly id: string;
  readonly title: string;
}

type State = Graph["states"][number];

/** Where runs stand whose state the workflow of today does not have, and ended ones that no final state is known of. */
export const ELSEWHERE = "(elsewhere)";
export const endedColumn = (status: string): string => `(ended) ${status}`;

/** The states of the top level in the order of the file, final ones last, and what a run can end as beside them. */
export function columnsOf(graph: Graph): readonly Column[] {
  const top = graph.states.filter(({ parent, isReachable }) => parent === "main" && isReachable);
  const isEnd = ({ type }: State): boolean => type === "final";
  const states = [...top.filter((state) => !isEnd(state)), ...top.filter(isEnd)];
  const last = graph.states.some(({ path }) => path === "finally") ? [{ id: "finally", title: "finally" }] : [];
  return [...states.map(({ path, key }) => ({ id: path, title: key.replace(/^\((.*)\)$/, "$1") })), ...last];
}

/** The column that a state lies in; `null` where this machine has no such state. */
export function columnOfState({ states }: Graph, path: string): string | null {
  const parents = new Map(states.map((state) => [state.path, state.parent]));
  let at = path;
  for (;;) {
    const parent = parents.get(at);
    if (parent === undefined) return null;
    if (parent === null) return at === "main" ? null : at;
    if (parent === "main") return at;
    at = parent;
  }
}

export const initialColumn = ({ states }: Graph): string | null =>
  states.find(({ parent, isInitial }) => parent === "main" && isInitial)?.path ?? null;

const isEnded = ({ status }: Pick<Run, "status">): boolean => ["succeeded", "failed", "canceled"].includes(status);

/**
 * Where a run stands on the board of its machine. An ended run tells no state any more: it stands in the final state of its status where
 * there is one only. `wasCanceled`: somebody canceled it, so that no final state was reached.
 */
export function columnOfRun(graph: Graph, run: Run, wasCanceled: boolean): string {
  if (isEnded(run)) {
    const finals = graph.states.filter(
      ({ parent, type, status }) => parent === "main" && type === "final" && status === run.status,
    );
    const [only] = finals;
    return only === undefined || finals.length > 1 || wasCanceled ? endedColumn(run.status) : only.path;
  }
  const columns = (run.states ?? []).map((state) => columnOfState(graph, state)).filter((column) => column !== null);
  // Before its workspace is open a run is in no state yet.
  return columns.at(-1) ?? initialColumn(graph) ?? ELSEWHERE;
}
