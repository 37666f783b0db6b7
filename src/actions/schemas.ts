import type { JsonObject } from "../core/json.ts";

const object = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

/** JSON Schema of `with:` for every action that `uses:` can name; what the loader checks against. */
export const ACTION_SCHEMAS: Readonly<Record<string, JsonObject>> = {
  "git.commit": object({ message: { type: "string" } }),
  "git.merge": object({
    branch: { type: "string" },
    into: { type: "string" },
    strategy: { type: "string", enum: ["merge", "squash", "fast-forward"] },
    message: { type: "string" },
  }),
  "workspace.archive": object({}),
};
