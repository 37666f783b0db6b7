import { DEEPEST, isJsonObject, isTooDeep, type Json, type JsonObject } from "../core/json.ts";
import type { Definition } from "./definition.ts";
import { checkValue, typesOf } from "./value-schema.ts";

export interface InputProblem {
  readonly name: string;
  readonly message: string;
  readonly expected: string | null;
  readonly suggestion: string | null;
}

export type InputsResult =
  | { readonly ok: true; readonly inputs: JsonObject }
  | { readonly ok: false; readonly problems: readonly InputProblem[] };

/** Holds what a run is given against what the workflow declares. Defaults are filled in; nothing is converted. */
export function checkInputs(definition: Pick<Definition, "inputs">, inputs: JsonObject): InputsResult {
  const properties = propertiesOf(definition.inputs);
  const known = Object.entries(properties).flatMap(([name, schema]): [string, Json][] => {
    if (Object.hasOwn(inputs, name)) return [[name, inputs[name] ?? null]];
    return "default" in schema ? [[name, schema["default"] ?? null]] : [];
  });
  const deep = Object.keys(inputs).filter((name) => isTooDeep(inputs[name] ?? null));
  if (deep.length > 0) return { ok: false, problems: deep.map(tooDeep) };
  const full: JsonObject = { ...Object.fromEntries(known), ...inputs };
  const problems = checkValue(full, definition.inputs).map((problem): InputProblem => {
    const name = problem.path.join(".");
    const kind = { missing: `The input "${name}" is missing.`, unknown: `The workflow has no input "${name}".` };
    const message =
      problem.kind === "missing" || problem.kind === "unknown"
        ? kind[problem.kind]
        : `The input "${name}" ${problem.message}.`;
    return { name, message, expected: problem.expected, suggestion: problem.suggestion };
  });
  return problems.length === 0 ? { ok: true, inputs: full } : { ok: false, problems };
}

const tooDeep = (name: string): InputProblem => ({
  name,
  message: `The input "${name}" is nested too deep.`,
  expected: `at most ${DEEPEST} levels`,
  suggestion: null,
});

/** Inputs from a command line, where everything is text: read as what the workflow declares. What cannot be read stays text. */
export function coerceInputs(
  definition: Pick<Definition, "inputs">,
  inputs: Readonly<Record<string, string>>,
): JsonObject {
  const properties = propertiesOf(definition.inputs);
  return Object.fromEntries(
    Object.entries(inputs).map(([name, text]) => [
      name,
      coerce(text, Object.hasOwn(properties, name) ? (properties[name] ?? {}) : {}),
    ]),
  );
}

function coerce(text: string, schema: JsonObject): Json {
  const types = typesOf(schema);
  if (types.length === 0 || types.includes("string")) return text;
  if (types.includes("number") || types.includes("integer")) {
    const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
    if (Number.isFinite(number)) return number;
  }
  return parsed(text) ?? text;
}

/** `null` for what is no JSON. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function propertiesOf(schema: JsonObject): Readonly<Record<string, JsonObject>> {
  const { properties } = schema;
  if (!isJsonObject(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1])),
  );
}
