import type { Definition, StateNode, Template, Transition } from "./definition.ts";
import { textOf } from "./diagram-arrows.ts";
import { graphOf } from "./graph.ts";

/** One state of a machine, for programs that draw it. */
export interface GraphState {
  readonly path: string;
  /** `null` for `main` and `finally`. */
  readonly parent: string | null;
  readonly key: string;
  readonly type: StateNode["type"];
  readonly isInitial: boolean;
  /** Nobody wrote it: `steps:` has added it. */
  readonly isAdded: boolean;
  /** The step whose record it leaves, and what it does; `null` for a state without a verb. */
  readonly step: string | null;
  readonly verb: string | null;
  readonly description: string | null;
  /** What the run ends as, for a final state of the top level. */
  readonly status: StateNode["status"];
  readonly isReachable: boolean;
  /** Its place in the file, `line:col`. */
  readonly at: string;
}

type WayKind = "event" | "always" | "after" | "done" | "success" | "failure" | "outcome" | "goto";

/** One way from a state to another, in the order in which they are tried. */
export interface GraphWay {
  readonly from: string;
  /** `null` stays where it is: only something is done on the way. */
  readonly to: string | null;
  readonly kind: WayKind;
  /** The event's name, the delay, or the outcome's status; empty where the kind says it all. */
  readonly label: string;
  readonly guard: string | null;
  readonly at: string;
}

/** The whole machine of a definition as JSON: every state, every way. */
export interface GraphJson {
  readonly states: readonly GraphState[];
  readonly ways: readonly GraphWay[];
}

export function graphJson({ main, finally: last }: Definition): GraphJson {
  const roots = last === null ? [main] : [main, last];
  return {
    states: roots.flatMap((root) => {
      const { reachable } = graphOf(root);
      return statesIn(root, null, reachable);
    }),
    ways: roots.flatMap(waysIn),
  };
}

function statesIn(node: StateNode, parent: StateNode | null, reachable: ReadonlySet<string>): readonly GraphState[] {
  const { path, key, type, action, description, status, at } = node;
  const own: GraphState = {
    path,
    parent: parent?.path ?? null,
    key,
    type,
    isInitial: parent !== null && (parent.type === "parallel" || parent.initial === key),
    isAdded: key.includes("("),
    step: action?.step ?? null,
    verb: action?.verb ?? null,
    description,
    status,
    isReachable: reachable.has(path),
    at,
  };
  return [own, ...node.states.flatMap((child) => statesIn(child, node, reachable))];
}

const waysIn = (node: StateNode): readonly GraphWay[] => [
  ...Object.entries(node.on).flatMap(([event, list]) => ways(node, "event", list, event)),
  ...ways(node, "always", node.always),
  ...node.after.flatMap(({ delay, transitions }) => ways(node, "after", transitions, delayText(delay))),
  ...outcomeWays(node),
  ...ways(node, "done", node.onDone),
  ...node.states.flatMap(waysIn),
];

const delayText = ({ value }: Template): string => textOf(value);

function outcomeWays(node: StateNode): readonly GraphWay[] {
  const { action } = node;
  if (action === null) return [];
  const { goto } = action;
  return [
    ...ways(node, "success", action.onSuccess),
    ...Object.entries(action.onOutcome).flatMap(([status, list]) => ways(node, "outcome", list, status)),
    ...(goto === null
      ? []
      : [
          {
            from: node.path,
            to: goto.target,
            kind: "goto" as const,
            label: `${goto.max} times at most`,
            guard: null,
            at: action.at,
          },
        ]),
    ...ways(node, "failure", action.onFailure),
  ];
}

const ways = (node: StateNode, kind: WayKind, list: readonly Transition[], label = ""): readonly GraphWay[] =>
  list.map(({ target, guard, at }) => ({
    from: node.path,
    to: target,
    kind,
    label,
    guard: guard?.text ?? null,
    at,
  }));
