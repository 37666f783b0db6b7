import type { Ask, Graph, Operations, Run } from "../data/client.ts";
import { columnOfState, endedColumn, initialColumn } from "./columns.ts";

export type Frozen = Operations["getDefinition"]["result"];

type Act =
  | { readonly kind: "event"; readonly name: string; readonly takesData: boolean }
  | { readonly kind: "answer"; readonly ask: string; readonly answer: "allow" | "deny" }
  | { readonly kind: "cancel" }
  | { readonly kind: "retry" };

/** One thing that brings a card to another column, and is possible now. */
export interface Move {
  /** The column that it leads to. */
  readonly column: string;
  readonly title: string;
  /** The condition of that way, which is asked only when it is tried. */
  readonly guard: string | null;
  readonly act: Act;
}

export const CANCELED = endedColumn("canceled");
export const CANCEL = { title: "Cancel the run", guard: null, act: { kind: "cancel" } } as const;
export const RETRY = { title: "Retry, as a new run", guard: null, act: { kind: "retry" } } as const;

/** What can be done with a run by moving its card out of `from`: as its own definition says, whatever its file says by now. */
export function movesOf(run: Run, { graph, definition }: Frozen, from: string): readonly Move[] {
  if (["succeeded", "failed", "canceled"].includes(run.status)) {
    const first = initialColumn(graph);
    return first === null || run.parent !== null ? [] : [{ ...RETRY, column: first }];
  }
  const moves = [...eventsOf(run, graph, definition), ...(run.asks ?? []).flatMap((ask) => answersOf(ask, graph))];
  return [...moves.filter(({ column }) => column !== from), { ...CANCEL, column: CANCELED }];
}

function eventsOf({ states = [], events = [] }: Run, graph: Graph, definition: unknown): readonly Move[] {
  const active = new Set(states);
  return graph.ways.flatMap(({ kind, from, to, label, guard, at }) => {
    if (kind !== "event" || to === null || !active.has(from) || !events.includes(label)) return [];
    const column = columnOfState(graph, to);
    const act = { kind: "event", name: label, takesData: readsData(definition, at) } as const;
    return column === null ? [] : [{ column, title: label, guard, act }];
  });
}

function answersOf({ id, kind, step }: Ask, graph: Graph): readonly Move[] {
  const asking = graph.states.find((state) => state.step === step && state.verb === "approve");
  if (kind !== "approval" || asking === undefined) return [];
  return graph.ways.flatMap((way) => {
    if (way.from !== asking.path || way.to === null || (way.kind !== "success" && way.kind !== "failure")) return [];
    const column = columnOfState(graph, way.to);
    const answer = way.kind === "success" ? "allow" : "deny";
    const title = answer === "allow" ? "Approve" : "Deny";
    return column === null ? [] : [{ column, title, guard: way.guard, act: { kind: "answer", ask: id, answer } }];
  });
}

/** Whether the transition at that place of the file looks at what the event carries. */
function readsData(within: unknown, at: string): boolean {
  if (typeof within !== "object" || within === null) return false;
  if ("target" in within && "at" in within && within.at === at) return JSON.stringify(within).includes("event.data");
  return Object.values(within).some((one) => readsData(one, at));
}
