import type { Json } from "../../core/json.ts";
import { remembered } from "./cache.ts";
import { isCelError } from "./cel.ts";
import { done, refused, type OutsideScope, type Result, type Scope } from "./contract.ts";
import { ABSENT } from "./environment.ts";
import { reworded } from "./faults.ts";
import { makeProgram } from "./program.ts";
import { NotJson, toJson } from "./values.ts";
import { Refusal } from "./work.ts";

export type Evaluation<T> = (scope: Scope | OutsideScope) => Result<T>;

/**
 * Compiled once per text. Neither compiling nor evaluating ever throws: a text that is no expression gives an
 * evaluation that says so. Evaluation is pure, does a limited amount of work, and gives plain JSON.
 */
export const compileExpression: (text: string) => Evaluation<Json> = remembered(compile);

function compile(text: string): Evaluation<Json> {
  const name = quoted(text);
  try {
    const program = makeProgram(text, null);
    if (!("evaluate" in program)) return refusing(`Cannot evaluate ${name}: ${program.problems[0].message}.`);
    return (scope) => {
      try {
        return done(toJson(program.evaluate(scope)));
      } catch (error) {
        return refused(`Cannot evaluate ${name}: ${reason(error, text)}.`);
      }
    };
  } catch (error) {
    return refusing(`Cannot evaluate ${name}: ${reason(error, text)}.`);
  }
}

function refusing(message: string): Evaluation<never> {
  const result = refused(message);
  return () => result;
}

/** The expression on one line, shortened, in quotes. */
export function quoted(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, " ");
  return `"${line.length > 80 ? `${line.slice(0, 79)}…` : line}"`;
}

function reason(error: unknown, text: string): string {
  if (error instanceof RangeError) return "it is nested too deeply";
  if (error instanceof Refusal || error instanceof NotJson) return error.message;
  if (!isCelError(error)) return error instanceof Error ? error.message : String(error);
  if (!ABSENT.has(error.code)) return reworded(error);
  const path = text.slice(error.node?.start ?? 0, error.node?.end ?? text.length);
  if (/^steps(\.\w+|\["[^"]*"\])$/.test(path)) return `${path} is not there: the step has not run (has(${path}) tells)`;
  return `${path} is not there; default(${path}, …) gives another value in its place`;
}
