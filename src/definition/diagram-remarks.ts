import type { ActionSpec, Definition, StateNode, Template } from "./definition.ts";
import { arrowsOf, textOf, type DiagramLevel } from "./diagram-arrows.ts";
import { formatDuration } from "../core/duration.ts";

/** What a tree says beside a state's name: the verb, the conditions and limits, and where it leads if not to the next one. */
export function stepRemarks(node: StateNode, definition: Definition, level: DiagramLevel): string {
  const { action } = node;
  const type =
    node.type === "atomic" || node.type === "compound"
      ? []
      : [node.type === "final" ? `final${node.status === null ? "" : `, ${node.status}`}` : node.type];
  const what = action === null ? type : [verbText(action), ...policies(action)];
  return [...what, ...(level === "steps" ? ways(node, definition) : [])].join(" · ");
}

function verbText({ verb, params }: ActionSpec): string {
  const named = params[verb === "workflow" || verb === "agent" ? verb : ""]?.value;
  return typeof named === "string" ? `${verb} ${named}` : verb;
}

function policies({ when, timeout, idle, retry }: ActionSpec): readonly string[] {
  return [
    ...(when === null ? [] : [`when ${when.text}`]),
    ...(timeout === null ? [] : [`timeout ${durationText(timeout)}`]),
    ...(idle === null ? [] : [`idle ${durationText(idle)}`]),
    ...(retry === null ? [] : [`${retry.attempts} attempts`]),
  ];
}

const durationText = ({ value }: Template): string =>
  typeof value === "number" ? formatDuration(value) : textOf(value);

/** In a chain only what leaves it: a failure that is passed over, a way back, a handler. */
function ways(node: StateNode, definition: Definition): readonly string[] {
  const arrows = arrowsOf(node, definition, "steps");
  const isChain = definition.form === "steps" || node.path.startsWith("finally.");
  if (!isChain) return arrows.map(({ label, to }) => `${label} → ${to}`.trim());
  const passesOver = node.action !== null && node.action.onFailure[0]?.target === node.action.onSuccess[0]?.target;
  const own = arrows.filter(({ label }) => label.startsWith("failure") && !passesOver);
  const isInFinally = node.path.startsWith("finally.");
  return [
    ...(passesOver && !isInFinally ? ["goes on after a failure"] : []),
    ...own.map(({ label, to }) => `${label} → ${to}`),
  ];
}
