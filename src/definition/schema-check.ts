import type { ErrorObject } from "ajv";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { Json } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import { otherWord } from "./other-words.ts";
import { member, type ParsedYaml } from "./parse-yaml.ts";
import { diagnosticAt, type Finding, type Range } from "./source.ts";
import { describeValue, TYPE_NAMES } from "./value-schema.ts";
import { rangeOf, type Container, type MutableJson, type Place } from "./yaml-tree.ts";

/** A validator made by `npm run generate`. */
export interface Validate {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}

interface Spot {
  readonly container: Container;
  readonly key: string | number;
}

/**
 * Holds a file against its schema. What does not fit is reported and taken out of the value, and what is missing is put
 * in, so that later checks can trust the shape and still find every other mistake.
 */
export function checkSchema(parsed: ParsedYaml, validate: Validate): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  if (validate(parsed.value)) return diagnostics;
  const prunings: (() => void)[] = [];
  for (const error of validate.errors ?? []) {
    if (SILENT.has(error.keyword) || error.schemaPath.includes("/oneOf/")) continue;
    const path = error.instancePath.split("/").slice(1).map(unescape);
    const fault = faultOf(parsed, error, path);
    if (fault.isSilent !== true) diagnostics.push(diagnosticAt(parsed.source, fault.range, fault.finding));
    prunings.push(fault.prune);
  }
  for (const prune of prunings) prune();
  closeGaps(parsed, parsed.value);
  return diagnostics;
}

/** Followers of another error, or a choice that is explained better elsewhere. */
const SILENT = new Set(["oneOf", "if", "propertyNames", "anyOf"]);
const unescape = (part: string): string => part.replaceAll("~1", "/").replaceAll("~0", "~");

interface Fault {
  /** Another diagnostic tells it already. */
  readonly isSilent?: boolean;
  readonly range: Range;
  readonly finding: Finding;
  readonly prune: () => void;
}

function faultOf(parsed: ParsedYaml, error: ErrorObject, path: readonly string[]): Fault {
  const params = error.params as Record<string, unknown>;
  if (error.keyword === "additionalProperties")
    return unknownKey(parsed, error, [...path, String(params["additionalProperty"])]);
  if (error.keyword === "required") return missingKey(parsed, error, path);
  if (error.propertyName !== undefined) return badName(parsed, [...path, error.propertyName]);
  return badValue(parsed, error, path);
}

function unknownKey(parsed: ParsedYaml, error: ErrorObject, path: readonly string[]): Fault {
  const name = path.at(-1) ?? "";
  const schema = error.parentSchema as SchemaNode;
  const known = Object.keys(schema.properties ?? {});
  const what = schema["x-what"] ?? "";
  const finding: Finding = {
    code: "D101",
    message: `Unknown key "${name}" in ${placeName(parsed, schema, path.slice(0, -1))}.`,
    expected: known.join(", "),
    suggestion: otherWord(what, name) ?? nearest(name, known),
  };
  return { range: keyRange(parsed, path), finding, prune: () => remove(parsed, path) };
}

function missingKey(parsed: ParsedYaml, error: ErrorObject, path: readonly string[]): Fault {
  const name = String((error.params as Record<string, unknown>)["missingProperty"]);
  const schema = error.parentSchema as SchemaNode;
  const value = at(parsed.value, path);
  const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const known = Object.keys(schema.properties ?? {});
  const what = schema["x-what"] ?? "";
  const isMistyped = keys.some((key) => !known.includes(key) && (otherWord(what, key) ?? nearest(key, known)) === name);
  return {
    range: firstLine(parsed, path),
    isSilent: isMistyped,
    finding: {
      code: "D102",
      message: `${capital(placeName(parsed, schema, path))} has no "${name}".`,
      suggestion: `add "${name}: …"`,
    },
    prune: () => {
      if (typeof value === "object" && value !== null && !Array.isArray(value)) value[name] = `(${path.join(".")})`;
    },
  };
}

function badName(parsed: ParsedYaml, path: readonly string[]): Fault {
  const name = path.at(-1) ?? "";
  const finding: Finding = {
    code: "D104",
    message: `"${name}" cannot be a name here.`,
    expected:
      "a name of letters, digits and _ (and - or . where expressions do not read it), which does not start with a digit",
  };
  return { range: keyRange(parsed, path), finding, prune: () => remove(parsed, path) };
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly type?: string | readonly string[];
  readonly "x-what"?: string;
  readonly "x-expected"?: string;
}

function badValue(parsed: ParsedYaml, error: ErrorObject, path: readonly string[]): Fault {
  const schema = error.parentSchema as SchemaNode;
  const value = (at(parsed.value, path) ?? null) as Json;
  const key = path.at(-1);
  const name = key === undefined ? "The file" : nameOf(path);
  const isType = error.keyword === "type";
  const rule = (error.params as { readonly pattern?: string }).pattern ?? error.keyword;
  return {
    range: valueRange(parsed, path),
    finding: {
      code: isType ? "D103" : "D104",
      message: `${name} ${SAYS[rule] ?? `is ${describeValue(value)}`}.`,
      expected: limitOf(error) ?? schema["x-expected"] ?? expectedOf(error, schema),
      suggestion: isInput(path) ? inputSuggestion(value) : suggestionFor(error, value),
    },
    prune: () => discard(parsed, path),
  };
}

/** Every step has an id and every workflow a name: later checks count on it. */
const isId = (path: readonly string[]): boolean =>
  (path.length === 1 && path[0] === "name") || (path.at(-1) === "id" && /^\d+$/.test(path.at(-2) ?? ""));

/** An input that is written wrong is an input all the same: expressions may read it. */
const isInput = (path: readonly string[]): boolean => path.length === 2 && path[0] === "inputs";

const inputSuggestion = (value: Json): string =>
  typeof value === "string" && Object.hasOwn(TYPE_NAMES, value)
    ? `{ type: ${value} }`
    : `{ default: ${JSON.stringify(value)} }`;

function discard(parsed: ParsedYaml, path: readonly string[]): void {
  if (isId(path)) return rename(parsed, path);
  const spot = isInput(path) ? spotOf(parsed, path) : null;
  if (spot === null || Array.isArray(spot.container)) remove(parsed, path);
  else spot.container[String(spot.key)] = {};
}

function rename(parsed: ParsedYaml, path: readonly string[]): void {
  const spot = spotOf(parsed, path);
  if (spot !== null && !Array.isArray(spot.container)) spot.container[String(spot.key)] = `(${path.join(".")})`;
}

/** `"run"`, or `Item 2 of "on"`. */
function nameOf(path: readonly string[]): string {
  const key = path.at(-1) ?? "";
  const list = path.at(-2);
  if (!/^\d+$/.test(key)) return `"${key}"`;
  return `Item ${Number(key) + 1}${list === undefined ? "" : ` of "${list}"`}`;
}

const SAYS: Readonly<Record<string, string>> = {
  "\\S": "is empty",
  minLength: "is empty",
  minItems: "is an empty list",
  minProperties: "is an empty map",
};

function expectedOf(error: ErrorObject, schema: SchemaNode): string | null {
  const params = error.params as Record<string, unknown>;
  if (params["pattern"] === "\\S") return "more than blanks";
  if (error.keyword === "type") {
    const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
    return types.map((type) => TYPE_NAMES[type] ?? type).join(" or ");
  }
  if (error.keyword === "enum") return (params["allowedValues"] as unknown[]).join(", ");
  if (error.keyword === "minLength") return "a text";
  return error.keyword.startsWith("min") ? "at least one" : null;
}

const RANGES: Readonly<Record<string, string>> = {
  minimum: "at least",
  maximum: "at most",
  exclusiveMinimum: "more than",
};

function limitOf({ keyword, params }: ErrorObject): string | null {
  const words = RANGES[keyword];
  return words === undefined ? null : `${words} ${String((params as Record<string, unknown>)["limit"])}`;
}

function suggestionFor(error: ErrorObject, value: Json): string | null {
  if (typeof value === "string") return nearest(value, wordsOf(error));
  const schema = error.parentSchema as SchemaNode;
  if (typeof value === "number" && schema["x-expected"]?.startsWith("a duration") === true) return `${value}s`;
  const types = new Set([schema.type ?? []].flat());
  const isPlain = typeof value === "number" || typeof value === "boolean";
  return isPlain && types.has("string") && !types.has("object") ? `put it in quotes: "${value}"` : null;
}

/** The words of which one is allowed, by an enum or a pattern such as `^(string|null)$`; none where it is no list of words. */
function wordsOf({ params }: ErrorObject): readonly string[] {
  const { pattern, allowedValues } = params as Record<string, unknown>;
  if (Array.isArray(allowedValues)) return allowedValues.map(String);
  return /^\^\(?([\w|-]+)\)?\$$/.exec(String(pattern))?.[1]?.split("|") ?? [];
}

/** `step "test"`, `retry`, `the workflow`: what a key stands in. */
function placeName(parsed: ParsedYaml, schema: SchemaNode, path: readonly string[]): string {
  const what = schema["x-what"] ?? "this map";
  if (path.length === 0) return `the ${what}`;
  const value = at(parsed.value, path);
  const id = typeof value === "object" && value !== null && !Array.isArray(value) ? value["id"] : undefined;
  if (what === "step" && typeof id === "string") return `step "${id}"`;
  if (what === "step") return `step ${Number(path.at(-1) ?? 0) + 1}`;
  if (what === "state") return `state "${path.at(-1) ?? ""}"`;
  return what;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function at(value: MutableJson, path: readonly string[]): MutableJson | undefined {
  let here: MutableJson | undefined = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = member(here, key);
  }
  return here;
}

function spotOf(parsed: ParsedYaml, path: readonly string[]): Spot | null {
  const container = at(parsed.value, path.slice(0, -1));
  const last = path.at(-1);
  if (last === undefined || typeof container !== "object" || container === null) return null;
  return { container, key: Array.isArray(container) ? Number(last) : last };
}

function placeAt(parsed: ParsedYaml, path: readonly string[]): { key: Range; value: Range } {
  const spot = spotOf(parsed, path);
  const place = spot === null ? undefined : parsed.places.get(spot.container)?.get(spot.key);
  const start = /\S/.exec(parsed.source.text)?.index ?? 0;
  if (place === undefined) return { key: { start, end: start + 1 }, value: { start, end: start + 1 } };
  return { key: place.key === null ? place.range : rangeOf(place.key), value: place.range };
}

const keyRange = (parsed: ParsedYaml, path: readonly string[]): Range => placeAt(parsed, path).key;
const valueRange = (parsed: ParsedYaml, path: readonly string[]): Range => placeAt(parsed, path).value;

/** Where a map begins: its name if it has one, else its first key. */
function firstLine(parsed: ParsedYaml, path: readonly string[]): Range {
  const { key, value } = placeAt(parsed, path);
  return Number.isNaN(Number(path.at(-1) ?? "x")) ? key : value;
}

/** Marks the place as empty; lists close up afterwards, so that the other paths stay true until then. */
function remove(parsed: ParsedYaml, path: readonly string[]): void {
  const spot = spotOf(parsed, path);
  if (spot === null) return;
  if (Array.isArray(spot.container)) spot.container[Number(spot.key)] = GONE;
  else delete spot.container[String(spot.key)];
}

const GONE: { [key: string]: MutableJson } = Object.freeze({}) as { [key: string]: MutableJson };

/** Takes the emptied places out of lists. An anchored list may be met twice, which does no harm. */
function closeGaps(parsed: ParsedYaml, value: MutableJson): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value) && value.includes(GONE)) {
    const places = parsed.places.get(value) ?? new Map<string | number, Place>();
    const kept = value.flatMap((item, i) => (item === GONE ? [] : [{ item, place: places.get(i) }]));
    value.splice(0, value.length, ...kept.map(({ item }) => item));
    places.clear();
    for (const [i, { place }] of kept.entries()) if (place !== undefined) places.set(i, place);
  }
  for (const inner of Object.values(value)) closeGaps(parsed, inner);
}
