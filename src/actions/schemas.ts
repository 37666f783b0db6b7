import type { JsonObject } from "../core/json.ts";
import type { CommitResult, MergeResult, Workspaces } from "../core/workspace.ts";

const object = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

/** JSON Schema of `with:` for every action that `uses:` can name; what the loader checks against. */
export const ACTION_SCHEMAS = {
  "git.commit": object({ message: { type: "string" } }),
  "git.merge": object({
    branch: { type: "string" },
    into: { type: "string" },
    strategy: { type: "string", enum: ["merge", "squash", "fast-forward"] },
    message: { type: "string" },
  }),
  "workspace.archive": object({}),
} as const satisfies Readonly<Record<string, JsonObject>>;

const TEXT: JsonObject = { type: "string" };
const TEXT_OR_NULL: JsonObject = { type: ["string", "null"] };
const TEXTS: JsonObject = { type: "array", items: TEXT };

type Keys<T> = Readonly<Record<keyof T, JsonObject>>;

/** What each action leaves behind, as JSON Schema by key; `conflicts` and `files` after a failure, too. */
export const ACTION_OUTPUTS: {
  readonly "git.commit": Keys<CommitResult>;
  readonly "git.merge": Keys<MergeResult & { readonly conflicts: unknown }>;
  readonly "workspace.archive": Keys<Awaited<ReturnType<Workspaces["archive"]>>>;
} = {
  "git.commit": { commit: TEXT_OR_NULL, files: TEXTS },
  "git.merge": { commit: TEXT, files: TEXTS, found: { type: "boolean" }, conflicts: TEXTS },
  "workspace.archive": { removed: { type: "boolean" }, checkpoint: TEXT_OR_NULL },
};
