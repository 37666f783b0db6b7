import { isJsonObject, type JsonObject } from "../../../../src/core/json.ts";
import type { ScopeTypes } from "../../../../src/definition/expressions/index.ts";
import { ROOTS } from "../../../../src/definition/expressions/contract.ts";
import { keysOf, memberOf, rootSchema } from "../../../../src/definition/expressions/schemas.ts";
import type { Place } from "./outline.ts";

/** Further back nobody looks for where an expression begins. */
const LONGEST = 4_000;

/** The dotted name before the cursor within an expression; `null` outside of one. */
export function pathBefore(text: string, cursor: number, place: Place): string | null {
  const before = text.slice(Math.max(0, cursor - LONGEST), cursor);
  const opened = before.lastIndexOf("${{");
  const isWithin = opened >= 0 && opened > before.lastIndexOf("}}");
  const isBare = place.kind === "value" && place.path.at(-1) === "when";
  if (!isWithin && !isBare) return null;
  return /[A-Za-z_][\w.]*$/.exec(isWithin ? before.slice(opened + 3) : before)?.[0] ?? "";
}

/** What can follow: `steps.` gives the steps. `name` is what is written of it so far. */
export function namesAfter(
  written: string,
  scope: ScopeTypes,
): { readonly names: readonly string[]; readonly name: string } {
  const parts = written.split(".");
  const name = parts.pop() ?? "";
  const [root, ...path] = parts;
  if (root === undefined) return { names: ROOTS, name };
  let schema: JsonObject | null = rootSchema(scope, root);
  for (const part of path) schema = schema === null ? null : memberOf(schema, part);
  return { names: schema === null ? [] : (keysOf(schema) ?? keysWritten(schema)), name };
}

const keysWritten = ({ properties }: JsonObject): readonly string[] =>
  properties !== undefined && isJsonObject(properties) ? Object.keys(properties) : [];

/** As docs/expressions.md tells them. */
export const FUNCTIONS: Readonly<Record<string, string>> = {
  default: "default(value, fallback): the fallback where the value is missing or null",
  has: "has(path): whether it is there",
  slug: "slug(text): lower-case letters, digits and dashes",
  trim: "trim(text): without white space around it",
  lines: "lines(text): the list of its lines",
  tail: "tail(text, n): its last n lines",
  join: "join(list, text): one text",
  json: "json(value): as JSON",
  parseJson: "parseJson(text): the value",
  regex: "regex(text, pattern): whether it fits (RE2)",
  size: "size(value): how long it is",
  success: "success(): nothing has failed so far",
  failure: "failure(): the run has failed",
  canceled: "canceled(): the run was canceled",
  always: "always(): true",
};
