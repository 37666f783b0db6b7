import type { Json, JsonObject } from "../core/json.ts";
import { isJsonObject } from "../core/json.ts";
import type { Definition } from "./definition.ts";
import { partsOf } from "./expressions/parts.ts";

/** The expressions within templates, conditions and whatever holds them. */
export function expressionsIn(value: unknown, key = ""): readonly string[] {
  // A condition is a bare expression; everywhere else they stand in braces.
  if (typeof value === "string")
    return key === "text" ? [value] : partsOf(value).flatMap((part) => (part.kind === "expression" ? [part.text] : []));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => expressionsIn(inner, name));
}

/**
 * What a payload ought to hold, told from the expressions that read it: no file declares it. `places`: how they name it, as
 * `event.data`. Gives a JSON Schema with a property for each name that is read, required where nothing takes its place; `null` where the
 * payload is read as a whole, so that it may be anything.
 */
export function payloadSchema(
  definition: Definition,
  expressions: readonly string[],
  places: readonly string[],
): JsonObject | null {
  const reads = expressions.flatMap((text) => places.flatMap((place) => readsOf(text, place)));
  if (reads.some(({ name }) => name === null)) return null;
  const names = [...new Set(reads.flatMap(({ name }) => name ?? []))];
  const of = (name: string): readonly Read[] => reads.filter((one) => one.name === name);
  return {
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, propertyOf(of(name), definition)])),
    required: names.filter((name) => of(name).some(({ isOptional }) => !isOptional)),
  };
}

interface Read {
  /** `null`: the whole. */
  readonly name: string | null;
  /** `default()` and `has()` are content without it. */
  readonly isOptional: boolean;
  /** What stands behind it. */
  readonly behind: string;
}

function readsOf(text: string, place: string): readonly Read[] {
  const member = new RegExp(`(?<![\\w.])${literally(place)}(?!\\w)(?:\\.([A-Za-z_]\\w*)|\\["([^"]+)"\\])?`, "g");
  return [...text.matchAll(member)].map((match) => ({
    name: match[1] ?? match[2] ?? null,
    isOptional: /\b(?:default|has)\(\s*$/.test(text.slice(0, match.index)),
    behind: text.slice(match.index + match[0].length),
  }));
}

const literally = (text: string): string => text.replaceAll(/[.[\]"]/g, String.raw`\$&`);

/** What stands behind a value tells its kind: what it is compared with, what is asked of it, what takes its place. */
const TELLING: readonly (readonly [RegExp, string])[] = [
  [/^\s*(?:==|!=|,)\s*["']/, "string"],
  [/^\s*\.(?:startsWith|endsWith|contains|matches|lowerAscii|trim|split|replace)\(/, "string"],
  [/^\s*(?:==|!=|,|<=?|>=?|[-+*/%])\s*-?\d/, "number"],
  [/^\s*(?:==|!=|,)\s*(?:true|false)\b/, "boolean"],
  [/^\s*\.[A-Za-z_]\w*(?![\w(])/, "object"],
];

function propertyOf(reads: readonly Read[], definition: Definition): JsonObject {
  for (const { behind } of reads) {
    const kind = TELLING.find(([pattern]) => pattern.test(behind))?.[1];
    if (kind !== undefined) return { type: kind };
    const [, root, name = ""] = /^\s*,\s*(inputs|context)\.([A-Za-z_]\w*)\s*\)/.exec(behind) ?? [];
    const other = root === "inputs" ? inputKind(definition.inputs, name) : contextKind(definition.context[name]?.value);
    if (root !== undefined && other !== null) return other;
  }
  return {};
}

/** As the input that takes its place. */
function inputKind({ properties }: JsonObject, name: string): JsonObject | null {
  const input = isJsonObject(properties) ? properties[name] : undefined;
  if (!isJsonObject(input)) return null;
  const { type, enum: choices } = input;
  if (type === undefined && choices === undefined) return null;
  return { ...(type !== undefined && { type }), ...(choices !== undefined && { enum: choices }) };
}

/** As what the context begins with; an expression may give anything. */
function contextKind(value: Json | undefined): JsonObject | null {
  if (typeof value === "string") return value.includes("${{") ? null : { type: "string" };
  return typeof value === "number" || typeof value === "boolean" ? { type: typeof value } : null;
}
