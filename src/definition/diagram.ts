import type { Definition, StateNode } from "./definition.ts";
import { arrowsOf, isHidden, shownStates, type DiagramLevel } from "./diagram-arrows.ts";
import { stepRemarks } from "./diagram-remarks.ts";

export type { DiagramLevel } from "./diagram-arrows.ts";

/** A workflow as an indented text. `steps`: as it is written; `machine`: every state with every way out of it. */
export function treeDiagram(definition: Definition, level: DiagramLevel): string {
  const about = definition.description === null ? "" : ` — ${definition.description}`;
  const branches = [
    ...topStates(definition.main, definition, level),
    ...(definition.finally === null ? [] : [definition.finally]),
  ];
  const width = Math.max(0, ...labelWidths(branches, definition, level, 0));
  return [`${definition.name}${about}`, ...branchLines(branches, { definition, level, width, prefix: "" })].join("\n");
}

/** The states below `main`; `main` itself is nobody's word. */
const topStates = (main: StateNode, definition: Definition, level: DiagramLevel): readonly StateNode[] =>
  shownStates(main, definition, level);

interface Drawing {
  readonly definition: Definition;
  readonly level: DiagramLevel;
  /** Columns of the longest name, its indentation included. */
  readonly width: number;
  readonly prefix: string;
}

function branchLines(nodes: readonly StateNode[], drawing: Drawing): string[] {
  const { definition, level, width, prefix } = drawing;
  return nodes.flatMap((node, i) => {
    const isLast = i === nodes.length - 1;
    const children = shownStates(node, definition, level);
    const name = `${prefix}${isLast ? "└─" : "├─"} ${labelOf(node)}`;
    const deeper = `${prefix}${isLast ? "   " : "│  "}`;
    const remarks = stepRemarks(node, definition, level);
    const ways =
      level === "machine" ? wayLines(node, definition, `${deeper}${children.length > 0 ? "│  " : "   "}`) : [];
    return [
      `${name.padEnd(width + 3)}  ${remarks}`.trimEnd(),
      ...ways,
      ...branchLines(children, { ...drawing, prefix: deeper }),
    ];
  });
}

const wayLines = (node: StateNode, definition: Definition, prefix: string): string[] =>
  arrowsOf(node, definition, "machine").map(({ label, to }) => `${prefix}${label === "" ? "" : `${label} `}→ ${to}`);

function labelWidths(
  nodes: readonly StateNode[],
  definition: Definition,
  level: DiagramLevel,
  depth: number,
): number[] {
  return nodes.flatMap((node) => [
    labelOf(node).length + depth * 3,
    ...labelWidths(shownStates(node, definition, level), definition, level, depth + 1),
  ]);
}

function labelOf(node: StateNode): string {
  const handler = /^(.+)\(on-failure\)$/.exec(node.key);
  return handler === null || node.states.length === 0 ? node.key : `if ${handler[1] ?? ""} fails`;
}

/** A workflow as a Mermaid `stateDiagram-v2`. */
export function mermaidDiagram(definition: Definition, level: DiagramLevel): string {
  const ids = mermaidIds(definition);
  const sketch: Sketch = { definition, level, ids };
  const main = stateLines(definition.main, sketch, "  ");
  const around = definition.finally === null ? [] : finallyLines(definition.main, definition.finally, sketch);
  const body =
    definition.finally === null && level === "steps" ? innerLines(definition.main, sketch, "  ") : [...main, ...around];
  return ["stateDiagram-v2", `  %% ${definition.name}`, ...body].join("\n");
}

interface Sketch {
  readonly definition: Definition;
  readonly level: DiagramLevel;
  readonly ids: ReadonlyMap<string, string>;
}

function finallyLines(main: StateNode, last: StateNode, sketch: Sketch): string[] {
  const [from, to] = [idOf(main.path, sketch), idOf(last.path, sketch)];
  return [...stateLines(last, sketch, "  "), `  [*] --> ${from}`, `  ${from} --> ${to} : always`, `  ${to} --> [*]`];
}

/** Mermaid knows letters, digits and `_` in ids; the number keeps `a-b` and `a_b` apart. */
function mermaidIds({ main, finally: last }: Definition): ReadonlyMap<string, string> {
  const paths = [main, ...(last === null ? [] : [last])].flatMap(pathsIn);
  return new Map(paths.map((path, i) => [path, `s${i}_${path.split(".").at(-1)?.replaceAll(/\W/g, "_") ?? ""}`]));
}

const pathsIn = (node: StateNode): readonly string[] => [node.path, ...node.states.flatMap(pathsIn)];

const idOf = (path: string, { ids }: Sketch): string => ids.get(path) ?? "unknown";

function stateLines(node: StateNode, sketch: Sketch, indent: string): string[] {
  const id = idOf(node.path, sketch);
  const verb = node.action === null ? "" : ` (${node.action.verb})`;
  const declared = `${indent}state "${mermaidText(labelOf(node) + verb)}" as ${id}`;
  if (shownStates(node, sketch.definition, sketch.level).length === 0) return [declared];
  return [`${declared} {`, ...innerLines(node, sketch, `${indent}  `), `${indent}}`];
}

function innerLines(node: StateNode, sketch: Sketch, indent: string): string[] {
  const { definition, level } = sketch;
  const children = shownStates(node, definition, level);
  if (node.type === "parallel") {
    return children.flatMap((region, i) => [
      ...(i === 0 ? [] : [`${indent}--`]),
      ...stateLines(region, sketch, indent),
    ]);
  }
  const initial = children.find(({ key }) => key === node.initial) ?? children[0];
  return [
    ...(initial === undefined ? [] : [`${indent}[*] --> ${idOf(initial.path, sketch)}`]),
    ...children.flatMap((child) => stateLines(child, sketch, indent)),
    ...children.flatMap((child) => arrowLines(child, sketch, indent)),
  ];
}

function arrowLines(node: StateNode, sketch: Sketch, indent: string): string[] {
  const from = idOf(node.path, sketch);
  const ways = arrowsOf(node, sketch.definition, sketch.level).map(({ label, path }) => {
    const to = path === null ? "[*]" : idOf(path, sketch);
    return `${indent}${from} --> ${to}${label === "" ? "" : ` : ${mermaidText(label)}`}`;
  });
  return node.type === "final" && !isHidden(node) ? [...ways, `${indent}${from} --> [*]`] : ways;
}

const CODES: Readonly<Record<string, string>> = {
  "#": "#35;",
  ":": "#58;",
  ";": "#59;",
  '"': "#quot;",
  "<": "#lt;",
  ">": "#gt;",
  "\n": " ",
};

const mermaidText = (text: string): string => text.replaceAll(/[#:;"<>\n]/g, (letter) => CODES[letter] ?? letter);
