import { Ajv } from "ajv";
import type { Json, JsonObject } from "../core/json.ts";

/** `null` when the value fits, else what does not, in one sentence. */
export type SchemaCheck = (value: Json) => string | null;

/** Compiles a step's `output:` schema. The loader has already checked that it is a schema. */
export function compileSchema(schema: JsonObject): SchemaCheck {
  const ajv = new Ajv({ strict: false, allErrors: true });
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? null : ajv.errorsText(validate.errors, { dataVar: "output", separator: "; " }));
}
