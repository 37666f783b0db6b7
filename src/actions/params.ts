import { DroverError } from "../core/errors.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";

/** The parameters of one action, read one by one. Everything wrong with them is a DroverError `inputs.invalid`. */
export interface Params {
  /** A text, or the default when it is absent or `null`. */
  text<Default extends string | null>(name: string, fallback: Default): string | Default;
  required(name: string): string;
  oneOf<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice;
  /** One text or a list of texts. */
  texts(name: string): readonly string[];
}

/** Throws for a parameter that the action does not know, with the nearest one. */
export function readParams(action: string, params: JsonObject, known: readonly string[]): Params {
  const bad = (what: string): DroverError => new DroverError("inputs.invalid", `Cannot perform "${action}": ${what}`);
  for (const name of Object.keys(params))
    if (!known.includes(name)) throw bad(`it has no parameter "${name}"${didYouMean(name, known)}`);

  const text = <Default extends string | null>(name: string, fallback: Default): string | Default => {
    const value: Json = params[name] ?? null;
    if (value === null) return fallback;
    if (typeof value !== "string") throw bad(`"${name}" must be a text, but is ${JSON.stringify(value)}`);
    return value;
  };
  return {
    text,
    required: (name) => {
      const value = text(name, null);
      if (value === null || value === "") throw bad(`"${name}" is missing`);
      return value;
    },
    oneOf: (name, choices, fallback) => {
      const value = text(name, fallback);
      const found = choices.find((choice) => choice === value);
      if (found === undefined)
        throw bad(`"${name}" is "${value}", but must be one of ${choices.join(", ")}${didYouMean(value, choices)}`);
      return found;
    },
    texts: (name) => {
      const value = params[name] ?? [];
      const list = Array.isArray(value) ? (value as readonly Json[]) : [value];
      return list.map((one) => {
        if (typeof one !== "string") throw bad(`"${name}" must be a list of texts, but holds ${JSON.stringify(one)}`);
        return one;
      });
    },
  };
}

function didYouMean(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === null ? "" : `. Did you mean "${near}"?`;
}
