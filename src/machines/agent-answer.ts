import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { compileSchema } from "../definition/output-schema.ts";

/** What every agent step gives; a schema for other keys asks for them in the answer. */
const OWN_KEYS: ReadonlySet<string> = new Set([
  "text",
  "session",
  "sessionAt",
  "usage",
  "turns",
  "agent",
  "changed",
  "exitCode",
  "tail",
]);

/** What a structured answer says, or why it cannot be used. */
export type Answer = { readonly values: JsonObject } | { readonly problem: string };

/** An answer that has to hold a JSON object. */
export interface AnswerForm {
  /** To be put behind the prompt. */
  readonly instruction: string;
  read(text: string): Answer;
}

/** `null` where a step's `output:` asks nothing of the answer itself. */
export function answerForm(output: JsonObject): AnswerForm | null {
  const properties = isJsonObject(output["properties"]) ? output["properties"] : {};
  const required = Array.isArray(output["required"]) ? output["required"] : [];
  const wanted = Object.entries(properties).filter(([key]) => !OWN_KEYS.has(key));
  const missing = required.filter((key: Json) => typeof key === "string" && !OWN_KEYS.has(key));
  if (wanted.length === 0 && missing.length === 0) return null;
  const schema: JsonObject = { ...output, type: "object", properties: Object.fromEntries(wanted), required: missing };
  const check = compileSchema(schema);
  return {
    instruction: `Answer with one JSON object and nothing else. It has to fit this JSON Schema:\n${JSON.stringify(schema)}`,
    read(text) {
      const found = jsonIn(text);
      if (found === null) return { problem: "it holds no JSON object" };
      const problem = check(found);
      return problem === null ? { values: found } : { problem };
    },
  };
}

/** An agent step's output without the keys that every one has, save those that a schema names. */
export function withoutOwnKeys(value: Json, schema: JsonObject): Json {
  if (!isJsonObject(value)) return value;
  const named = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  return Object.fromEntries(Object.entries(value).filter(([key]) => !OWN_KEYS.has(key) || key in named));
}

const FENCE = /```(?:json)?\s*\n([\s\S]*?)\n\s*```/g;

/** The whole text, else what stands last in a fence, else the last object that ends the text or a line. */
function jsonIn(text: string): JsonObject | null {
  const fenced = [...text.matchAll(FENCE)].map(([, inside = ""]) => inside).toReversed();
  for (const candidate of [text, ...fenced]) {
    const value = parsed(candidate);
    if (value !== null) return value;
  }
  return embedded(text);
}

/** An object amid words. Tried from a few opening braces only: a hostile text must not cost much. */
function embedded(text: string): JsonObject | null {
  const end = text.lastIndexOf("}");
  let start = -1;
  for (let tries = 0; tries < 50; tries++) {
    start = text.indexOf("{", start + 1);
    if (start < 0 || start > end) return null;
    const value = parsed(text.slice(start, end + 1));
    if (value !== null) return value;
  }
  return null;
}

function parsed(text: string): JsonObject | null {
  try {
    const value: Json = JSON.parse(text.trim());
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
