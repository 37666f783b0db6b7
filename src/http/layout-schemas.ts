import { GRAPH_STATE, GRAPH_WAY } from "./project-schemas.ts";

const text = { type: "string" } as const;
const pixels = { type: "number" } as const;
const point = { x: pixels, y: pixels } as const;
const box = { ...point, width: pixels, height: pixels } as const;

const state = {
  ...GRAPH_STATE,
  required: [...GRAPH_STATE.required, "x", "y", "width", "height"],
  properties: { ...GRAPH_STATE.properties, ...box },
} as const;

const way = {
  ...GRAPH_WAY,
  required: ["id", ...GRAPH_WAY.required, "text", "points", "labelAt"],
  properties: {
    id: { ...text, description: "Its name within the layout." },
    ...GRAPH_WAY.properties,
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

export const LAYOUT_SCHEMAS = [layout] as const;
