/** What snapshots, journal entries and outputs are made of: plain JSON, `null` instead of `undefined`. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What comes from outside may be nested as deep as YAML may be: whatever walks through it has only so much stack. */
export const DEEPEST = 64;

/** Without recursion: the stack is what a deep value is after. */
export function isTooDeep(value: Json): boolean {
  let level: readonly Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values<Json>(one) : []));
  }
  return false;
}

/** Whether any text in the value passes the test, keys excepted. */
export function someText(value: unknown, test: (text: string) => boolean): boolean {
  if (typeof value === "string") return test(value);
  if (typeof value !== "object" || value === null) return false;
  for (const item of Object.values(value)) if (someText(item, test)) return true;
  return false;
}

/** The same value with every text in it changed, keys excepted. */
export const mapTexts = <T>(value: T, change: (text: string) => string): T => mapped(value, change) as T;

function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item, change)]));
}

/** For records of many keys: V8 takes a microsecond for each key that is spread where it keeps them as a hash table, ten times what this takes. */
export function copyOf<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  const copy: Record<string, T> = {};
  for (const key of Object.keys(record)) copy[key] = record[key] as T;
  return copy;
}
