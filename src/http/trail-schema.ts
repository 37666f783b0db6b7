const text = { type: "string" } as const;

const moveFields = {
  from: { ...text, description: "The path of the state that it leaves." },
  to: { type: "array", items: text, description: "Paths that it leads to; empty where it stays." },
} as const;

export const TRAIL = {
  $id: "Trail",
  type: "object",
  required: ["seq", "states", "ways", "last"],
  properties: {
    seq: { type: "integer" },
    states: {
      type: "object",
      additionalProperties: { type: "integer" },
      description: "How often a transition has led to each state, by path.",
    },
    ways: {
      type: "array",
      items: {
        type: "object",
        required: ["from", "to", "count"],
        properties: { ...moveFields, count: { type: "integer" } },
      },
    },
    last: {
      type: "array",
      description: "What was taken last, in order.",
      items: { type: "object", required: ["from", "to", "event"], properties: { ...moveFields, event: text } },
    },
  },
} as const;
