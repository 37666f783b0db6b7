import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { StepStatus } from "../../core/run.ts";
import type { ScopeTypes } from "./contract.ts";

export const text: JsonObject = { type: "string" };
export const number: JsonObject = { type: "number" };
export const any: JsonObject = {};

/** An object that has these keys and no others. */
export const closed = (properties: Readonly<Record<string, Json>>): JsonObject => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

/** `null` where nothing went wrong, so its type is open; its keys are known all the same. */
const ERROR: JsonObject = {
  ...closed({ name: text, message: text, code: any, class: text, at: any, cause: any }),
  type: ["object", "null"],
};

/** `startedAt`: milliseconds since 1970. `verdict`: `null` until it is decided how the run ends. */
const RUN = closed({ id: text, shortId: text, workflow: text, startedAt: number, verdict: any });
/** All but `path` may be `null`. */
const WORKSPACE = closed({ kind: text, path: text, branch: any, base: any, repo: any, target: any });

/**
 * `null` where time or the run itself moves on. A signal's or a raised event's `name`, `data` and `by` (`null` for nobody); after an
 * outcome its `name` (`success`, `failure`), `step`, `status` and `output`.
 */
const EVENT: JsonObject = {
  type: ["object", "null"],
  properties: { name: text, data: any, by: any, step: any, status: text, output: any },
  additionalProperties: false,
};

const STATUSES = {
  succeeded: true,
  failed: true,
  canceled: true,
  timed_out: true,
  interrupted: true,
  skipped: true,
  running: true,
  waiting: true,
} as const satisfies Readonly<Record<StepStatus, true>>;

const STATUS: JsonObject = { type: "string", enum: Object.keys(STATUSES) };

const step = (output: JsonObject | null): JsonObject =>
  closed({ status: STATUS, output: output ?? any, error: ERROR, attempts: number, visits: number });

const context = (names: readonly string[] | null): JsonObject =>
  names === null ? any : closed(Object.fromEntries(names.map((name) => [name, any])));

const MAKERS: Readonly<Record<string, (types: ScopeTypes) => JsonObject>> = {
  inputs: (types) => ({ ...types.inputs, additionalProperties: false, properties: types.inputs["properties"] ?? {} }),
  steps: (types) => closed(Object.fromEntries(Object.entries(types.steps).map(([id, output]) => [id, step(output)]))),
  run: () => RUN,
  workspace: () => WORKSPACE,
  context: (types) => context(types.context),
  event: () => EVENT,
  error: () => ERROR,
};

const made = new WeakMap<ScopeTypes, Map<string, JsonObject | null>>();

/** The JSON Schema of a root, made once for each scope; `null` where nothing is known of it. */
export function rootSchema(types: ScopeTypes, root: string): JsonObject | null {
  const known = made.get(types) ?? new Map<string, JsonObject | null>();
  made.set(types, known);
  const found = known.get(root);
  if (found !== undefined) return found;
  const inside = Object.hasOwn(MAKERS, root) ? (MAKERS[root]?.(types) ?? null) : null;
  const schema = types.roots === undefined ? inside : (types.roots[root] ?? null);
  known.set(root, schema);
  return schema;
}

/** The keys that an object may have; `null` where others are allowed as well. */
export function keysOf(schema: JsonObject): readonly string[] | null {
  const { properties, additionalProperties, patternProperties } = schema;
  if (!isJsonObject(properties) || patternProperties !== undefined) return null;
  return additionalProperties === undefined || additionalProperties === false ? Object.keys(properties) : null;
}

/** What stands under a key; `null` where nothing is known of it. */
export function memberOf(schema: JsonObject, key: string): JsonObject | null {
  const { properties, additionalProperties } = schema;
  if (isJsonObject(properties) && Object.hasOwn(properties, key)) return schemaOrNull(properties[key]);
  return schemaOrNull(additionalProperties);
}

export const itemsOf = (schema: JsonObject): JsonObject | null => schemaOrNull(schema["items"]);

const schemaOrNull = (value: Json | undefined): JsonObject | null =>
  value !== undefined && isJsonObject(value) ? value : null;

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "string",
  number: "double",
  integer: "double",
  boolean: "bool",
  null: "null",
  object: "map<string, dyn>",
};

/** The schema's type in the expression language; `dyn` where it allows several. */
export function typeNameOf(schema: JsonObject | null): string {
  if (schema === null) return "dyn";
  const type = schema["type"];
  if (type === "array") return `list<${typeNameOf(itemsOf(schema))}>`;
  if (typeof type === "string") return TYPE_NAMES[type] ?? "dyn";
  const values = schema["enum"];
  return Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === "string")
    ? "string"
    : "dyn";
}
