import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";

/** No agent means more; what walks through a value calls itself for each level. */
const DEEPEST = 128;

/** The object that a line holds; `null` for what is none (a runtime's warning, a broken line) or is nested without end. */
export function parseJsonLine(line: string): JsonObject | null {
  if (!line.trimStart().startsWith("{")) return null;
  try {
    const value: Json = JSON.parse(line);
    // Each level takes two characters at least.
    const isDeep = line.length > 2 * DEEPEST && isDeeper(value, DEEPEST);
    return isJsonObject(value) && !isDeep ? value : null;
  } catch {
    return null;
  }
}

function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
