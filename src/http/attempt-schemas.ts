/** What the routes of an attempt take. */
export const ATTEMPT_PARAMS = {
  type: "object",
  required: ["gen"],
  properties: {
    gen: {
      type: "string",
      pattern: "^[0-9a-z]{20}\\.[0-9]+\\.[0-9]+$",
      description: "The attempt's generation.",
    },
  },
} as const;

/** Where in a log, or in its entries. Larger ones are no whole numbers to JavaScript. */
export const PLACE = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;

export const STREAM_QUERY = { enum: ["stdout", "stderr"], default: "stdout" } as const;

export interface OfAttempt {
  Params: { gen: string };
}

export type Stream = "stdout" | "stderr";

export const attempt = {
  $id: "Attempt",
  type: "object",
  required: ["gen", "step", "number", "isEnded", "isAgent", "status"],
  properties: {
    gen: { type: "string", description: "The attempt's generation: `<run>.<seq>.<n>`." },
    step: { type: "string" },
    number: { type: "integer", description: "Over all visits of the step, from 1." },
    isEnded: { type: "boolean" },
    isAgent: { type: "boolean", description: "Whether it has entries." },
    status: {
      enum: ["succeeded", "failed", "canceled", "timed_out", "interrupted", null],
      description: "How it ended; null while it goes on, and for one that was left without an outcome.",
    },
  },
} as const;
