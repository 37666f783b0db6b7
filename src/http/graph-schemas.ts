/** Shared schemas of machines and their pictures. */

const text = { type: "string" } as const;
const textOrNull = { type: ["string", "null"] } as const;
const flag = { type: "boolean" } as const;
const pixels = { type: "number" } as const;
const point = { x: pixels, y: pixels } as const;
const box = { ...point, width: pixels, height: pixels } as const;

const graphState = {
  type: "object",
  required: [
    "path",
    "parent",
    "key",
    "type",
    "isInitial",
    "isAdded",
    "step",
    "verb",
    "description",
    "status",
    "isReachable",
    "at",
  ],
  properties: {
    path: text,
    parent: textOrNull,
    key: text,
    type: { enum: ["atomic", "compound", "parallel", "final", "history"] },
    isInitial: flag,
    isAdded: { ...flag, description: "Nobody wrote it: `steps:` has added it." },
    step: { ...textOrNull, description: "The step whose record it leaves." },
    verb: textOrNull,
    description: textOrNull,
    status: { enum: ["succeeded", "failed", "canceled", null], description: "What the run ends as there." },
    isReachable: flag,
    at: { ...text, description: "Its place in the file, `line:col`." },
  },
} as const;

const graphWay = {
  type: "object",
  required: ["from", "to", "kind", "label", "guard", "at"],
  properties: {
    from: text,
    to: { ...textOrNull, description: "Null stays where it is." },
    kind: { enum: ["event", "always", "after", "done", "success", "failure", "outcome", "goto"] },
    label: { ...text, description: "The event, the delay or the status." },
    guard: textOrNull,
    at: text,
  },
} as const;

const graph = {
  $id: "Graph",
  type: "object",
  description:
    "A machine: its states, outer ones first, and the ways between them in the order in which they are tried.",
  required: ["states", "ways"],
  properties: { states: { type: "array", items: graphState }, ways: { type: "array", items: graphWay } },
} as const;

const state = {
  ...graphState,
  required: [...graphState.required, "x", "y", "width", "height"],
  properties: { ...graphState.properties, ...box },
} as const;

const way = {
  ...graphWay,
  required: ["id", ...graphWay.required, "text", "points", "labelAt"],
  properties: {
    id: { ...text, description: "Its name within the layout." },
    ...graphWay.properties,
    text: { ...text, description: "What is written at `labelAt`; empty where no words are needed." },
    points: {
      type: "array",
      description: "From the border of one state to that of the other; none for a way that stays where it is.",
      items: { type: "object", required: ["x", "y"], properties: point },
    },
    labelAt: { type: ["object", "null"], required: ["x", "y", "width", "height"], properties: box },
  },
} as const;

const layout = {
  $id: "Layout",
  type: "object",
  description: "Where every state lies and every way runs, in pixels from the top left corner of the whole.",
  required: ["hash", "detail", "width", "height", "states", "ways"],
  properties: {
    hash: { ...text, description: "Of the definition." },
    detail: { enum: ["steps", "machine"] },
    width: pixels,
    height: pixels,
    states: { type: "array", items: state, description: "Outer ones first." },
    ways: { type: "array", items: way },
  },
} as const;

const offeredEvent = {
  $id: "OfferedEvent",
  type: "object",
  required: ["name", "states", "guard", "schema"],
  properties: {
    name: text,
    states: { type: "array", items: text, description: "Paths of those that take it, outer ones first." },
    guard: { ...textOrNull, description: "The condition; null where one of them takes it in any case." },
    schema: {
      type: ["object", "null"],
      additionalProperties: true,
      description:
        "JSON Schema of its data, told from the expressions that read it; no properties where none does, null where it may be anything.",
    },
  },
} as const;

export const GRAPH_SCHEMAS = [graph, layout, offeredEvent] as const;
