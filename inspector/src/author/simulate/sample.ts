import { isJsonObject, type Json, type JsonObject } from "../../../../src/core/json.ts";
import type { Definition } from "../../../../src/definition/definition.ts";
import { typesOf } from "../../../../src/definition/value-schema.ts";
import { allStates, rootsOf } from "../../../../src/control/active-states.ts";

/** An output that would do for the activity at a path: something to begin with. */
export function sampleOutput(definition: Definition, path: string): JsonObject {
  const action = allStates(rootsOf(definition)).find((state) => state.path === path)?.action ?? null;
  const own = action?.output == null ? {} : sampleOf(action.output);
  return { ...OF_VERBS[action?.verb ?? ""], ...(isJsonObject(own) ? own : {}) };
}

const OF_VERBS: Readonly<Record<string, JsonObject>> = {
  run: { exitCode: 0, tail: "" },
  agent: { text: "Done.", session: null, turns: 1 },
};

/** A value that fits a schema, as far as its types tell. */
export function sampleOf(schema: JsonObject): Json {
  const { default: given, const: only, enum: values, properties, examples } = schema;
  const first = [given, only, firstOf(values), firstOf(examples)].find((one) => one !== undefined);
  if (first !== undefined) return first;
  const [type = isJsonObject(properties) ? "object" : "string"] = typesOf(schema);
  if (type !== "object") return EMPTY[type] ?? null;
  return Object.fromEntries(
    Object.entries(isJsonObject(properties) ? properties : {}).map(([key, inner]) => [
      key,
      isJsonObject(inner) ? sampleOf(inner) : null,
    ]),
  );
}

const firstOf = (list: Json | undefined): Json | undefined => (Array.isArray(list) ? (list[0] as Json) : undefined);

const EMPTY: Readonly<Record<string, Json>> = {
  string: "",
  integer: 0,
  number: 0,
  boolean: true,
  array: [],
  null: null,
};
