import { DURATION_FORM, parseDuration } from "../core/duration.ts";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";

export type Path = readonly (string | number)[];

/** A map of a profile, and where its mistakes go. */
export interface Reader {
  readonly value: JsonObject;
  readonly report: (path: Path, message: string) => void;
}

export function refuseUnknown({ value, report }: Reader, at: Path, known: readonly string[]): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    report(
      [...at, key],
      `Unknown key \`${key}\`. ${near === null ? `Known: ${known.join(", ")}.` : `Did you mean \`${near}\`?`}`,
    );
  }
}

export function text({ value, report }: Reader, key: string): string | null {
  const found = value[key] ?? null;
  if (found === null || typeof found === "string") return found;
  report([key], `\`${key}\` has to be a text.`);
  return null;
}

export function texts({ value, report }: Reader, key: string): readonly string[] {
  const found = value[key] ?? [];
  if (Array.isArray(found)) {
    found.forEach((item: Json, index) => {
      if (typeof item !== "string")
        report([key, index], `Every entry of \`${key}\` has to be a text; put it in quotes.`);
    });
    return found.map(String);
  }
  report([key], `\`${key}\` has to be a list of texts, such as [claude, -p].`);
  return [];
}

export function choice<T extends string>(reader: Reader, key: string, allowed: readonly T[]): T | null {
  const found = reader.value[key] ?? null;
  const match = allowed.find((one) => one === found) ?? null;
  if (found === null || match !== null) return match;
  const near = typeof found === "string" ? nearest(found, allowed) : null;
  const hint = near === null ? "" : ` Did you mean \`${near}\`?`;
  reader.report([key], `\`${key}\` has to be one of ${allowed.join(", ")}.${hint}`);
  return null;
}

export function map(reader: Reader, key: string): JsonObject {
  const found = reader.value[key] ?? {};
  if (isJsonObject(found)) return found;
  reader.report([key], `\`${key}\` has to be a map.`);
  return {};
}

/** How long something may take, in milliseconds: with no time at all it could not even begin. */
export function span(reader: Reader, key: string): number | null {
  const found = text(reader, key);
  if (found === null) return null;
  const ms = parseDuration(found);
  if (ms === null) reader.report([key], `\`${key}\` has to be ${DURATION_FORM}.`);
  if (ms === 0) reader.report([key], `\`${key}\` is no time at all; it has to be more than 0s.`);
  return ms;
}

/** A key's map, with a report that knows its place. */
export function within(reader: Reader, ...at: readonly string[]): Reader {
  const [key = "", ...rest] = at;
  const inner: Reader = {
    value: map(reader, key),
    report: (place, message) => reader.report([key, ...place], message),
  };
  return rest.length === 0 ? inner : within(inner, ...rest);
}
