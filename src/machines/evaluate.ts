import type { Json, JsonObject } from "../core/json.ts";
import { parseDuration } from "../core/duration.ts";
import type { Expression, Template } from "../definition/definition.ts";
import { compileExpression, compileTemplate, type Result, type Scope } from "../definition/expressions/index.ts";

/** An evaluation that failed, with the place in the YAML. */
interface Failure {
  readonly ok: false;
  readonly message: string;
  readonly at: string;
}

export type Evaluated<T> = { readonly ok: true; readonly value: T } | Failure;
export type Evaluator<T> = (scope: Scope) => Evaluated<T>;

const withPlace =
  <T>(evaluate: (scope: Scope) => Result<T>, at: string): Evaluator<T> =>
  (scope) => {
    const result = evaluate(scope);
    return result.ok ? result : { ok: false, message: result.message, at };
  };

export const templateEvaluator = (template: Template): Evaluator<Json> =>
  withPlace(compileTemplate(template.value), template.at);

/** `when:` and guards: anything but true and false is a fault. */
export function conditionEvaluator(expression: Expression): Evaluator<boolean> {
  const evaluate = withPlace(compileExpression(expression.text), expression.at);
  return (scope) => {
    const result = evaluate(scope);
    if (!result.ok) return result;
    if (typeof result.value === "boolean") return { ok: true, value: result.value };
    return {
      ok: false,
      message: `the condition gave ${JSON.stringify(result.value)}, not true or false`,
      at: expression.at,
    };
  };
}

export function recordEvaluator(templates: Readonly<Record<string, Template>>): Evaluator<JsonObject> {
  const entries = Object.entries(templates).map(([key, template]) => [key, templateEvaluator(template)] as const);
  return (scope) => {
    const values: Record<string, Json> = {};
    for (const [key, evaluate] of entries) {
      const result = evaluate(scope);
      if (!result.ok) return result;
      values[key] = result.value;
    }
    return { ok: true, value: values };
  };
}

/** A duration that something may take: with none at all it would be over before it has begun. */
export function spanEvaluator(template: Template, name: string): Evaluator<number> {
  const evaluate = durationEvaluator(template);
  return (scope) => {
    const result = evaluate(scope);
    if (!result.ok || result.value > 0) return result;
    return { ok: false, message: `${name} is no time at all; it has to be more than 0s`, at: template.at };
  };
}

/** A duration as text (`10m`) or as milliseconds. */
export function durationEvaluator(template: Template): Evaluator<number> {
  const evaluate = templateEvaluator(template);
  return (scope) => {
    const result = evaluate(scope);
    if (!result.ok) return result;
    const ms =
      typeof result.value === "number"
        ? result.value
        : typeof result.value === "string"
          ? parseDuration(result.value)
          : null;
    if (ms !== null && Number.isFinite(ms) && ms >= 0) return { ok: true, value: ms };
    return {
      ok: false,
      message: `${JSON.stringify(result.value)} is no duration; write 90s, 10m, 24h or milliseconds`,
      at: template.at,
    };
  };
}
