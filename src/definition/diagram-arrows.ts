import type { Json } from "../core/json.ts";
import type { Definition, StateNode, Transition } from "./definition.ts";

/** `steps`: as a person wrote it; `machine`: with the states and transitions that `steps:` adds. */
export type DiagramLevel = "steps" | "machine";

export interface Arrow {
  readonly label: string;
  /** The target's path; `null` is the end. */
  readonly path: string | null;
  /** The target as people say it. */
  readonly to: string;
}

/** A state that nobody wrote: its name holds round brackets. A handler of a failure holds steps that somebody did write. */
export const isHidden = (node: StateNode): boolean => node.key.includes("(") && node.states.length === 0;

/** The children that a diagram shows. A branch of `parallel` that is a single step is shown as that step. */
export function shownStates(node: StateNode, definition: Definition, level: DiagramLevel): readonly StateNode[] {
  if (level === "machine") return node.states;
  const written = node.states.filter((child) => !isHidden(child));
  return node.type === "parallel" && definition.form === "steps" ? written.map(singleStep) : written;
}

function singleStep(branch: StateNode): StateNode {
  const written = branch.states.filter((child) => !isHidden(child));
  const [only] = written;
  return written.length === 1 && only?.key === branch.key ? only : branch;
}

/** Where a state leads, in the order in which its ways are tried. */
export function arrowsOf(node: StateNode, definition: Definition, level: DiagramLevel): readonly Arrow[] {
  const all = [...eventArrows(node), ...outcomeArrows(node), ...list(node.onDone, "done")];
  if (level === "machine") return all.map(({ label, target }) => arrow(label, target));
  const isChain = definition.form === "steps" || node.path.startsWith("finally.");
  return all.flatMap(({ label, target }) => writtenArrows({ label, target }, { node, definition, isChain }));
}

interface Way {
  readonly label: string;
  readonly target: string | null;
}

const guarded = (label: string, { guard }: Transition): string =>
  guard === null ? label : `${label} [${guard.text}]`.trim();

const list = (transitions: readonly Transition[], label: string): Way[] =>
  transitions.map((transition) => ({ label: guarded(label, transition), target: transition.target }));

const eventArrows = (node: StateNode): Way[] => [
  ...Object.entries(node.on).flatMap(([event, transitions]) => list(transitions, event)),
  ...list(node.always, ""),
  ...node.after.flatMap(({ delay, transitions }) => list(transitions, `after ${textOf(delay.value)}`)),
];

function outcomeArrows({ action }: StateNode): Way[] {
  if (action === null) return [];
  return [
    ...list(action.onSuccess, "success"),
    ...Object.entries(action.onOutcome).flatMap(([status, transitions]) => list(transitions, status)),
    ...(action.goto === null
      ? []
      : [{ label: `failure, ${action.goto.max} times at most`, target: action.goto.target }]),
    ...list(action.onFailure, "failure"),
  ];
}

/** A template as it stands in the file. */
export const textOf = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** `null` stays where it is: only something is done on the way. */
const arrow = (label: string, target: string | null): Arrow => ({
  label,
  path: target,
  to: target === null ? "(stays)" : spoken(target),
});

const spoken = (path: string): string => path.replace(/^main\./, "");

interface Scene {
  readonly node: StateNode;
  readonly definition: Definition;
  /** The arrows of a chain are nobody's words: the next step is what comes below. */
  readonly isChain: boolean;
}

function writtenArrows({ label, target }: Way, { node, definition, isChain }: Scene): readonly Arrow[] {
  if (target === null) return [];
  const end = writtenTarget(target, definition);
  if (end === "failed") return [];
  const isNext = isChain && (label === "success" || label === "done" || label === "");
  const shown = isNext ? "" : label;
  if (end === "end") return isNext ? [{ label: "", path: null, to: "the end" }] : [];
  return end === node.path && isNext ? [] : [arrow(shown, end)];
}

/** The written state that a hidden one stands for. */
function writtenTarget(path: string, definition: Definition): string {
  const node = findState(path, definition);
  if (node === null || !isHidden(node)) return path;
  if (node.type === "final") return node.key === "(failed)" ? "failed" : "end";
  const next = node.always[0]?.target ?? null;
  return next === null || next === path ? "end" : writtenTarget(next, definition);
}

function findState(path: string, { main, finally: last }: Definition): StateNode | null {
  let found: StateNode | null = null;
  let open: readonly StateNode[] = last === null ? [main] : [main, last];
  while (open.length > 0) {
    const next: StateNode | undefined = open.find((node) => path === node.path || path.startsWith(`${node.path}.`));
    if (next === undefined) return null;
    found = next;
    if (found.path === path) return found;
    open = found.states;
  }
  return found?.path === path ? found : null;
}
