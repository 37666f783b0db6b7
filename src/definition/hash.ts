import { createHash } from "node:crypto";
import { DefinitionHash } from "../core/ids.ts";
import type { Definition } from "./definition.ts";

/** SHA-256 of the definition's canonical JSON: keys sorted, no white space. The order of keys in the file does not matter. */
export function hashDefinition(definition: Definition): DefinitionHash {
  return DefinitionHash(createHash("sha256").update(canonicalJson(definition)).digest("hex"));
}

/** JSON with the keys of every object sorted, and no white space. */
const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  // Keys that look like numbers come first, always in the same order.
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value).toSorted()) {
    const inner = sorted((value as Record<string, unknown>)[key]);
    // An object without a prototype would take any key, and half as fast.
    if (key === "__proto__") Object.defineProperty(copy, key, { value: inner, enumerable: true });
    else copy[key] = inner;
  }
  return copy;
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
