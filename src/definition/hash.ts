import { createHash } from "node:crypto";
import { DefinitionHash } from "../core/ids.ts";
import type { Definition } from "./definition.ts";

/** SHA-256 of the definition's canonical JSON: keys sorted, no white space. The order of keys in the file does not matter. */
export function hashDefinition(definition: Definition): DefinitionHash {
  return DefinitionHash(createHash("sha256").update(canonicalJson(definition)).digest("hex"));
}

export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(",")}}`;
}

/** A copy of plain objects that nobody can change. */
export function frozenCopy<T>(value: T): T {
  return freeze(JSON.parse(JSON.stringify(value)) as T);
}

function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
