import { readFileSync } from "node:fs";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import { coerceInputs } from "../definition/inputs.ts";
import type { Definition } from "../definition/definition.ts";

export interface InputOptions {
  /** `name=value` texts, in the order given; a later one replaces an earlier one. */
  readonly input: readonly string[];
  /** A JSON file, or `-` for standard input; `null` for none. Single inputs replace what it says. */
  readonly inputs: string | null;
}

/** What the command line says of a run's inputs, in the types that the workflow declares. Not checked yet. */
export function gatherInputs(definition: Definition, options: InputOptions, cwd: string): JsonObject {
  const fromFile = options.inputs === null ? {} : readInputs(options.inputs, cwd);
  const single = Object.fromEntries(options.input.map(splitInput));
  return { ...fromFile, ...coerceInputs(definition, single) };
}

function splitInput(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new DroverError("usage", `Cannot read the input "${text}": it is not of the form name=value.`);
}

function readInputs(file: string, cwd: string): JsonObject {
  const name = file === "-" ? "standard input" : file;
  const value = parseInputs(name, readText(name, file === "-" ? 0 : path.resolve(cwd, file)));
  if (isJsonObject(value)) return value;
  throw new DroverError(
    "inputs.invalid",
    `Cannot use the inputs of "${name}": they have to be one JSON object, such as {"prompt": "…"}.`,
  );
}

function readText(name: string, from: string | number): string {
  try {
    return readFileSync(from, "utf8");
  } catch (error) {
    throw new DroverError("inputs.invalid", `Cannot read the inputs of "${name}": ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

function parseInputs(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DroverError(
      "inputs.invalid",
      `Cannot read the inputs of "${name}": it is no JSON (${messageOf(error)}).`,
      { cause: error },
    );
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** For commander: options that may be given several times. */
export const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
