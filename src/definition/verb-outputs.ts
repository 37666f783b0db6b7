import type { JsonObject } from "../core/json.ts";

const TEXT: JsonObject = { type: "string" };
const TEXT_OR_NULL: JsonObject = { type: ["string", "null"] };

const COUNT: JsonObject = { type: ["number", "null"] };

/** `null` as a whole, or in parts, where the agent does not tell. */
const USAGE: JsonObject = {
  type: ["object", "null"],
  properties: {
    inputTokens: COUNT,
    outputTokens: COUNT,
    cacheReadTokens: COUNT,
    cacheWriteTokens: COUNT,
    reasoningTokens: COUNT,
    totalTokens: COUNT,
    cost: COUNT,
    pricesAsOf: TEXT,
  },
  additionalProperties: false,
};

/** What a verb gives besides what its file declares, as JSON Schema by key. A verb that is not here gives only that. */
export const VERB_OUTPUTS = {
  agent: {
    text: TEXT,
    session: TEXT_OR_NULL,
    usage: USAGE,
    turns: { type: "integer" },
    agent: TEXT,
    changed: { type: "array", items: TEXT },
    sessionAt: {},
    // After a failure.
    exitCode: { type: ["integer", "null"] },
    tail: TEXT,
  },
  run: { exitCode: { type: "integer" }, tail: TEXT },
  approve: { by: TEXT_OR_NULL, comment: TEXT_OR_NULL },
  wait: { event: TEXT, data: {}, by: TEXT_OR_NULL },
  workflow: { branch: TEXT_OR_NULL, run: TEXT, status: TEXT },
} as const satisfies Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
