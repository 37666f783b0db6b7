import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { report, spot, valueRange, type Build } from "./build.ts";
import { nearest } from "../core/nearest.ts";
import { checkValue, compilePattern, typesOf } from "./value-schema.ts";

/** A schema of the file itself: its pattern, its bounds, and its default and allowed values, which have to fit it. */
export function checkValueSchema(build: Build, schema: JsonObject): void {
  checkPattern(build, schema);
  for (const [low, high] of BOUNDS) checkBounds(build, schema, [low, high]);
  checkRequired(build, schema);
  const { default: standard, ...rest } = schema;
  if (standard !== undefined)
    for (const problem of checkValue(standard, rest).slice(0, 1))
      report(build, valueRange(build, spot(schema, "default")), {
        code: "D107",
        message: `The default does not fit: ${problem.path.join(".")}${problem.path.length > 0 ? " " : "it "}${problem.message}.`,
        expected: problem.expected,
        suggestion: problem.suggestion,
      });
  checkEnum(build, schema);
  if (isJsonObject(schema["items"])) checkValueSchema(build, schema["items"]);
  if (isJsonObject(schema["properties"]))
    for (const inner of Object.values(schema["properties"])) if (isJsonObject(inner)) checkValueSchema(build, inner);
}

const BOUNDS = [
  ["minLength", "maxLength"],
  ["minimum", "maximum"],
  ["minItems", "maxItems"],
] as const;

function checkPattern(build: Build, schema: JsonObject): void {
  const { pattern } = schema;
  if (typeof pattern !== "string" || compilePattern(pattern) !== null) return;
  report(build, valueRange(build, spot(schema, "pattern")), {
    code: "D107",
    message: `The pattern cannot be read: ${pattern}`,
    expected: "a regular expression in RE2 syntax: no look-around and no back-references",
  });
}

function checkBounds(build: Build, schema: JsonObject, [low, high]: readonly [string, string]): void {
  const least = schema[low];
  const most = schema[high];
  if (typeof least !== "number" || typeof most !== "number" || least <= most) return;
  report(build, valueRange(build, spot(schema, high)), {
    code: "D107",
    message: `"${high}" is less than "${low}".`,
    expected: `at least ${least}`,
  });
}

function checkRequired(build: Build, schema: JsonObject): void {
  const { required, properties } = schema;
  if (!Array.isArray(required) || !isJsonObject(properties)) return;
  const names = Object.keys(properties);
  for (const [i, name] of (required as readonly Json[]).entries())
    if (typeof name === "string" && !names.includes(name))
      report(build, valueRange(build, spot(required, i)), {
        code: "D107",
        message: `"${name}" is required, but "properties" does not name it.`,
        expected: names.join(", "),
        suggestion: nearest(name, names),
      });
}

function checkEnum(build: Build, schema: JsonObject): void {
  const list = schema["enum"];
  if (!Array.isArray(list) || typesOf(schema).length === 0) return;
  for (const [i, value] of (list as readonly Json[]).entries())
    for (const problem of checkValue(value, { type: schema["type"] ?? null }))
      report(build, valueRange(build, spot(list, i)), {
        code: "D107",
        message: `The value ${problem.message}.`,
        expected: problem.expected,
        suggestion: problem.suggestion,
      });
}
