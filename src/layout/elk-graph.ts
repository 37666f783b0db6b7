import type { ElkExtendedEdge, ElkNode, LayoutOptions } from "elkjs/lib/elk-api.js";
import type { DiagramLevel } from "../definition/diagram.ts";
import type { GraphState } from "../definition/graph-json.ts";
import type { Box, Drawn, LaidWay, Layout, Point } from "./layout.ts";
import { headHeight, labelSize, stateSize } from "./sizes.ts";

export type { ElkNode } from "elkjs/lib/elk-api.js";

/**
 * From top to bottom, as files are read. https://eclipse.dev/elk/reference/options.html The order of the file is not kept by ELK's own
 * `considerModelOrder`, which fails for states within states (elkjs 0.12.1): here ways back are turned round, and neighbours have positions.
 */
const EVERYWHERE: LayoutOptions = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.layered.crossingMinimization.semiInteractive": "true",
  "elk.layered.thoroughness": "3",
  "elk.spacing.nodeNode": "28",
  "elk.spacing.edgeNode": "16",
  "elk.spacing.edgeEdge": "10",
  "elk.spacing.edgeLabel": "4",
  "elk.layered.spacing.nodeNodeBetweenLayers": "32",
  "elk.layered.spacing.edgeNodeBetweenLayers": "14",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "10",
};

const WHOLE: LayoutOptions = {
  ...EVERYWHERE,
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.json.edgeCoords": "ROOT",
  "elk.json.shapeCoords": "ROOT",
  "elk.padding": "[top=16,left=16,bottom=16,right=16]",
};

const ROOT = "(whole)";
const wayId = (i: number): string => `w${i}`;

/** What ELK is asked: the states within each other with their sizes, the ways with the sizes of their words. */
export function toElk({ states, ways }: Drawn): ElkNode {
  const children = new Map<string | null, GraphState[]>();
  for (const state of states) children.set(state.parent, [...(children.get(state.parent) ?? []), state]);
  const nodesIn = (parent: string | null): ElkNode[] => (children.get(parent) ?? []).map(nodeOf);
  const nodeOf = (state: GraphState, i: number): ElkNode => {
    const inner = nodesIn(state.path);
    const place = { "elk.position": `(${i},${i})`, "elk.alignment": "TOP" };
    if (inner.length === 0) return { id: state.path, ...stateSize(state), layoutOptions: place };
    return { id: state.path, children: inner, layoutOptions: { ...place, ...around(state) } };
  };
  const isBack = backwards(states);
  const edges = ways.flatMap(({ from, to, text }, i): ElkExtendedEdge[] => {
    if (to === null) return [];
    const labels = text === "" ? [] : [{ id: `${wayId(i)}-text`, text, ...labelSize(text) }];
    const [source, target] = isBack(from, to) ? [to, from] : [from, to];
    return [{ id: wayId(i), sources: [source], targets: [target], labels }];
  });
  return { id: ROOT, children: nodesIn(null), edges, layoutOptions: WHOLE };
}

function around(state: GraphState): LayoutOptions {
  const { width } = stateSize(state);
  const top = headHeight(state);
  return {
    ...EVERYWHERE,
    "elk.padding": `[top=${top},left=16,bottom=16,right=16]`,
    "elk.nodeSize.constraints": "MINIMUM_SIZE",
    "elk.nodeSize.minimum": `(${width},${top})`,
  };
}

/** Whether a way leads to something that is written before where it comes from. Neither is the case within each other. */
function backwards(states: Drawn["states"]): (from: string, to: string) => boolean {
  const order = new Map(states.map(({ path }, i) => [path, i]));
  const isWithin = (path: string, other: string): boolean => path === other || path.startsWith(`${other}.`);
  return (from, to) => !isWithin(from, to) && !isWithin(to, from) && (order.get(to) ?? 0) < (order.get(from) ?? 0);
}

interface About {
  readonly hash: string;
  readonly detail: DiagramLevel;
  readonly drawn: Drawn;
}

/** What ELK answers, for the states and ways that it was asked about. */
export function fromElk(answer: ElkNode, { hash, detail, drawn }: About): Layout {
  const boxes = boxesIn(answer);
  const edges = new Map(edgesIn(answer).map((edge) => [edge.id, edge]));
  return {
    hash,
    detail,
    width: Math.ceil(answer.width ?? 0),
    height: Math.ceil(answer.height ?? 0),
    states: drawn.states.map((state) => ({ ...state, ...(boxes.get(state.path) ?? boxOf({})) })),
    ways: drawn.ways.map((way, i) => ({ ...way, id: wayId(i), ...routeOf(edges.get(wayId(i)), way.from) })),
  };
}

function boxesIn(node: ElkNode): Map<string, Box> {
  const boxes = new Map([[node.id, boxOf(node)]]);
  for (const child of node.children ?? []) for (const [id, box] of boxesIn(child)) boxes.set(id, box);
  return boxes;
}

const edgesIn = (node: ElkNode): readonly ElkExtendedEdge[] => [
  ...(node.edges ?? []),
  ...(node.children ?? []).flatMap(edgesIn),
];

function routeOf(edge: ElkExtendedEdge | undefined, from: string): Pick<LaidWay, "points" | "labelAt"> {
  const label = edge?.labels?.[0];
  const points = (edge?.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) =>
    [startPoint, ...bendPoints, endPoint].map(pointOf),
  );
  const isTurned = edge?.sources[0] !== from;
  return { points: isTurned ? points.toReversed() : points, labelAt: label === undefined ? null : boxOf(label) };
}

const pointOf = ({ x, y }: Point): Point => ({ x: rounded(x), y: rounded(y) });

const boxOf = ({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>): Box => ({
  ...pointOf({ x, y }),
  width: rounded(width),
  height: rounded(height),
});

const rounded = (pixels: number): number => Math.round(pixels * 10) / 10;
