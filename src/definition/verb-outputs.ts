import type { JsonObject } from "../core/json.ts";

const TEXT: JsonObject = { type: "string" };
const TEXT_OR_NULL: JsonObject = { type: ["string", "null"] };

/** What a verb gives besides what its file declares, as JSON Schema by key. A verb that is not here gives only that. */
export const VERB_OUTPUTS = {
  agent: {
    text: TEXT,
    session: TEXT_OR_NULL,
    usage: {},
    turns: { type: "integer" },
    agent: TEXT,
    changed: { type: "array", items: TEXT },
  },
  run: { exitCode: { type: "integer" }, tail: TEXT },
  approve: { by: TEXT_OR_NULL, comment: TEXT_OR_NULL },
  workflow: { branch: TEXT_OR_NULL, run: TEXT, status: TEXT },
} as const satisfies Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
