import { Environment } from "@marcbachmann/cel-js";
import type { Json } from "../../core/json.ts";
import type { CelType, Macro, Node } from "./cel.ts";
import { isCelError } from "./cel.ts";
import { ROOTS } from "./contract.ts";
import { patternOf } from "./regex.ts";
import { lines, slug, tail, toText } from "./texts.ts";
import { toJson } from "./values.ts";

/** What only triggers see, before there is a run. Elsewhere these are free names: loops may use them. */
export const OUTSIDE_ROOTS = ["file", "due", "request"] as const;

/** Functions that ask how the run has gone; they get their meaning from the scope (`roots.ts`). */
export const VERDICTS = ["success", "failure", "canceled", "always"] as const;

const SYNC = { async: false };

let shared: Environment | null = null;

/** The one environment of all expressions, made at first use. What is in scope has no types here: see `schemas.ts`. */
export function environment(): Environment {
  shared ??= makeEnvironment();
  return shared;
}

function makeEnvironment(): Environment {
  const made = new Environment({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 4_096, maxDepth: 100 },
  });
  for (const root of ROOTS) if (root !== "secrets") made.registerVariable(root, "dyn");
  for (const root of OUTSIDE_ROOTS) made.registerVariable(root, "dyn");
  for (const name of VERDICTS) made.registerFunction(`${name}(): bool`, () => true, SYNC);
  addTexts(made);
  addNumbers(made);
  made.registerFunction("default(ast, ast): dyn", orElse, SYNC);
  return made;
}

function addTexts(made: Environment): void {
  made
    .registerFunction("slug(string): string", slug, SYNC)
    .registerFunction("lines(string): list<string>", lines, SYNC)
    .registerFunction("tail(string, double): string", tail, SYNC)
    .registerFunction("trim(string): string", (text: string) => text.trim(), SYNC)
    .registerFunction("json(dyn): string", (value: unknown) => JSON.stringify(toJson(value)), SYNC)
    .registerFunction("parseJson(string): dyn", (text: string): unknown => parseJson(text), SYNC)
    .registerFunction("join(list, string): string", joinTexts, SYNC)
    .registerFunction("regex(string, string): bool", search, SYNC);
}

/** The library's own functions that take whole numbers: ours come as doubles (`numbers.ts`). */
function addNumbers(made: Environment): void {
  made
    .registerFunction(
      "string.substring(double): string",
      (text: string, from: number) => cut(text, from, text.length),
      SYNC,
    )
    .registerFunction("string.substring(double, double): string", cut, SYNC)
    .registerFunction("string.split(string, double): list<string>", splitFirst, SYNC)
    .registerFunction(
      "string.indexOf(string, double): int",
      (text: string, part: string, from: number) => BigInt(text.indexOf(part, Math.trunc(from))),
      SYNC,
    )
    .registerFunction(
      "string.lastIndexOf(string, double): int",
      (text: string, part: string, from: number) => BigInt(text.lastIndexOf(part, Math.trunc(from))),
      SYNC,
    )
    .registerFunction(
      "timestamp(double): google.protobuf.Timestamp",
      (seconds: number) => new Date(seconds * 1_000),
      SYNC,
    )
    .registerFunction(
      "bytes.at(double): int",
      (bytes: Uint8Array, index: number) => BigInt(bytes[Math.trunc(index)] ?? 0),
      SYNC,
    );
}

const joinTexts = (list: Iterable<unknown>, separator: string): string =>
  Array.from(list, (item) => toText(toJson(item))).join(separator);

function cut(text: string, from: number, to: number): string {
  if (from < 0 || to < from || to > text.length)
    throw new Error(`substring() cannot take ${from} to ${to} of ${text.length} characters`);
  return text.substring(from, to);
}

function splitFirst(text: string, separator: string, count: number): string[] {
  const parts = text.split(separator);
  if (count < 0 || parts.length <= count) return parts;
  return count < 1 ? [] : [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new Error(
      `parseJson() got text that is not JSON (${error instanceof Error ? error.message : String(error)})`,
      { cause: error },
    );
  }
}

function search(text: string, source: string): boolean {
  const pattern = patternOf(source);
  if ("refusal" in pattern) throw new Error(`regex() cannot use the pattern: ${pattern.refusal}`);
  return pattern.compiled.test(text);
}

/** Codes of the library for something that is not there. */
export const ABSENT: ReadonlySet<string> = new Set(["no_such_key", "index_out_of_bounds"]);

/** `default(value, fallback)`: the fallback where the value is `null` or anything on its path is missing. */
function orElse({ args }: { readonly args: readonly [Node, Node] }): Macro {
  const [value, fallback] = args;
  return {
    async: false,
    typeCheck(checker, _macro, names): CelType {
      const type = checker.check(value, names);
      return type === checker.check(fallback, names) ? type : checker.getType("dyn");
    },
    evaluate(runner, _macro, names) {
      try {
        return runner.run(value, names) ?? runner.run(fallback, names);
      } catch (error) {
        if (isCelError(error) && ABSENT.has(error.code)) return runner.run(fallback, names);
        throw error;
      }
    },
  };
}
