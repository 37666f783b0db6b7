import type { Json, JsonObject } from "../core/json.ts";
import { checkValue } from "./value-schema.ts";

/** `null` when the value fits, else what does not, in words. */
export type SchemaCheck = (value: Json) => string | null;

/** A step's `output:` schema, ready to be asked often. Never throws. */
export function compileSchema(schema: JsonObject): SchemaCheck {
  return (value) => {
    const [first] = checkValue(value, schema);
    if (first === undefined) return null;
    const where = first.path.length === 0 ? "it" : first.path.join(".");
    return `${where} ${first.message}${first.expected === null ? "" : `, expected ${first.expected}`}`;
  };
}
