import { RE2JS } from "re2js";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";

/** `message` goes on after the value's name: `is too short`. */
export interface ValueProblem {
  readonly path: readonly (string | number)[];
  readonly kind: "type" | "value" | "missing" | "unknown";
  readonly message: string;
  readonly expected: string | null;
  readonly suggestion: string | null;
}

type Problem = Omit<ValueProblem, "path">;
/** Says that a value is only known when the workflow runs, so that nothing can be said about it now. */
export type IsUnknown = (value: Json) => boolean;

/**
 * Checks a value against the part of JSON Schema that workflows may use: no references, no combinations, and patterns in
 * linear time. Done here and not by ajv, as loading and compiling that takes longer than a whole `drover validate`.
 */
export function checkValue(value: Json, schema: JsonObject, isUnknown: IsUnknown = () => false): ValueProblem[] {
  if (isUnknown(value)) return [];
  const own = typeProblem(value, schema) ?? memberOf(value, schema) ?? sizeProblem(value, schema);
  if (own !== null) return [{ path: [], ...own }];
  if (isJsonObject(value)) return checkMembers(value, schema, isUnknown);
  if (Array.isArray(value)) return checkItems(value as readonly Json[], schema, isUnknown);
  return [];
}

/** `a text`, `a whole number`: how a schema's type reads in a sentence. */
export function describeType(schema: JsonObject): string {
  const types = typesOf(schema);
  return types.length === 0 ? "any value" : types.map((type) => TYPE_NAMES[type] ?? type).join(" or ");
}

export const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  object: "a map",
  array: "a list",
  null: "null",
};

export function typesOf(schema: JsonObject): readonly string[] {
  const { type } = schema;
  return typeof type === "string" ? [type] : Array.isArray(type) ? type.filter((one) => typeof one === "string") : [];
}

/** The JSON Schema type names that a value has. */
function typeNamesOf(value: Json): readonly string[] {
  if (value === null) return ["null"];
  if (Array.isArray(value)) return ["array"];
  if (typeof value === "number") return Number.isInteger(value) ? ["integer", "number"] : ["number"];
  return [typeof value];
}

/** `the text "x"`, `the number 3`: how a value reads in a sentence. */
export function describeValue(value: Json): string {
  if (typeof value === "string")
    return `the text ${JSON.stringify(value.length > 30 ? `${value.slice(0, 29)}…` : value)}`;
  if (typeof value === "number") return `the number ${value}`;
  if (value === null) return "nothing";
  if (typeof value === "boolean") return String(value);
  return Array.isArray(value) ? "a list" : "a map";
}

function typeProblem(value: Json, schema: JsonObject): Problem | null {
  const types = typesOf(schema);
  const names = typeNamesOf(value);
  if (types.length === 0 || names.some((name) => types.includes(name))) return null;
  const quoted = types.includes("string") && (typeof value === "number" || typeof value === "boolean");
  return {
    kind: "type",
    message: `is ${describeValue(value)}`,
    expected: describeType(schema),
    suggestion: quoted ? `write "${String(value)}" in quotes` : null,
  };
}

function memberOf(value: Json, schema: JsonObject): Problem | null {
  const allowed = "const" in schema ? [schema["const"] ?? null] : schema["enum"];
  if (!Array.isArray(allowed)) return null;
  const list = allowed as readonly Json[];
  const text = JSON.stringify(value);
  if (list.some((one) => JSON.stringify(one) === text)) return null;
  const names = list.filter((one) => typeof one === "string");
  return {
    kind: "value",
    message: `is ${describeValue(value)}`,
    expected: list.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join(", "),
    suggestion: typeof value === "string" ? nearest(value, names) : null,
  };
}

const problem = (message: string, expected: string): Problem => ({
  kind: "value",
  message,
  expected,
  suggestion: null,
});

function sizeProblem(value: Json, schema: JsonObject): Problem | null {
  if (typeof value === "string") return textProblem(value, schema);
  if (typeof value === "number") return rangeProblem(value, schema, "", ["minimum", "maximum"]);
  if (Array.isArray(value)) return rangeProblem(value.length, schema, "item", ["minItems", "maxItems"]);
  return null;
}

/** As JSON Schema counts them: code points. */
const characters = (text: string): number => text.length - (text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);

function textProblem(value: string, schema: JsonObject): Problem | null {
  const long = rangeProblem(characters(value), schema, "character", ["minLength", "maxLength"]);
  const { pattern } = schema;
  if (long !== null || typeof pattern !== "string") return long;
  const fits = compilePattern(pattern);
  return fits === null || fits(value) ? null : problem(`is ${describeValue(value)}`, `a text that matches ${pattern}`);
}

/** `null` when the pattern itself is wrong. */
export function compilePattern(pattern: string): ((text: string) => boolean) | null {
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matcher(text).find();
  } catch {
    return null;
  }
}

function rangeProblem(size: number, schema: JsonObject, unit: string, [low, high]: [string, string]): Problem | null {
  const least = schema[low];
  const most = schema[high];
  const has = unit === "" ? `is ${size}` : `has ${counted(size, unit)}`;
  if (typeof least === "number" && size < least) return problem(has, `at least ${counted(least, unit)}`);
  if (typeof most === "number" && size > most) return problem(has, `at most ${counted(most, unit)}`);
  return null;
}

const counted = (size: number, unit: string): string =>
  unit === "" ? String(size) : `${size} ${size === 1 ? unit : `${unit}s`}`;

function checkMembers(value: JsonObject, schema: JsonObject, isUnknown: IsUnknown): ValueProblem[] {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const required = namesIn(schema["required"]);
  const names = Object.keys(properties);
  const missing = required
    .filter((name) => !Object.hasOwn(value, name))
    .map((name): ValueProblem => ({
      path: [name],
      kind: "missing",
      message: "is missing",
      expected: null,
      suggestion: null,
    }));
  const given = Object.entries(value).flatMap(([name, inner]): ValueProblem[] => {
    const member = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (isJsonObject(member)) return checkValue(inner, member, isUnknown).map((one) => within(name, one));
    if (schema["additionalProperties"] !== false) return [];
    const expected = names.length === 0 ? "nothing" : names.join(", ");
    return [{ path: [name], kind: "unknown", message: "is unknown", expected, suggestion: nearest(name, names) }];
  });
  return [...missing, ...given];
}

const namesIn = (list: Json | undefined): readonly string[] =>
  Array.isArray(list) ? list.filter((one): one is string => typeof one === "string") : [];

/** The problem as seen from outside. */
export const within = (key: string | number, inner: ValueProblem): ValueProblem => ({
  ...inner,
  path: [key, ...inner.path],
});

function checkItems(value: readonly Json[], schema: JsonObject, isUnknown: IsUnknown): ValueProblem[] {
  const { items } = schema;
  if (!isJsonObject(items)) return [];
  return value.flatMap((item, i) => checkValue(item, items, isUnknown).map((one) => within(i, one)));
}
