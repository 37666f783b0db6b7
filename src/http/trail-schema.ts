const text = { type: "string" } as const;

const moveFields = {
  from: { ...text, description: "The path of the state that it leaves." },
  to: { type: "array", items: text, description: "Paths that it leads to; empty where it stays." },
  event: { ...text, description: "XState's name for what it followed; empty for what needs no event." },
  outcome: { ...text, nullable: true, description: "How the step ended whose end it followed." },
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
        required: ["from", "to", "event", "outcome", "count"],
        properties: { ...moveFields, count: { type: "integer" } },
      },
    },
    last: {
      type: "array",
      description: "What was taken last, in order.",
      items: { type: "object", required: ["from", "to", "event", "outcome"], properties: moveFields },
    },
  },
} as const;
