import type { Json, JsonObject } from "../core/json.ts";
import type { ErrorClass } from "../core/outcome.ts";
import type { ActionSpec, Definition, Template } from "../definition/definition.ts";
import { compileScript, type Scope } from "../definition/expressions/index.ts";
import { withoutOwnKeys } from "./agent-answer.ts";
import { compileSchema, type SchemaCheck } from "../definition/output-schema.ts";
import {
  conditionEvaluator,
  durationEvaluator,
  recordEvaluator,
  spanEvaluator,
  templateEvaluator,
  type Evaluated,
  type Evaluator,
} from "./evaluate.ts";

/** An attempt, evaluated. Nothing has happened yet. */
export interface Planned {
  readonly params: JsonObject;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number | null;
  readonly idleMs: number | null;
  /** `wait: 10m`: how long until it is over by itself. */
  readonly waitMs: number | null;
  readonly signals: readonly string[];
}

type Plan =
  | { readonly type: "start"; readonly planned: Planned }
  | { readonly type: "skip" }
  | { readonly type: "fault"; readonly fault: { message: string; at: string; class: ErrorClass } };

/** What the step knows of a state with a verb. */
export interface ActionPlan {
  readonly step: string | null;
  /** The action's name: the verb, or the name after `uses:`. */
  readonly action: string;
  /** True for `wait` and `approve`: timers and signals end them, nobody has to perform anything. */
  readonly isWait: boolean;
  readonly output: SchemaCheck | null;
  readonly limits: ActionSpec["limits"] | null;
  /** Parameters that a `goto … with` handed over stand in `override`. */
  readonly plan: (scope: Scope, override: JsonObject | null) => Plan;
}

export function planAction(spec: ActionSpec, definition: Definition): ActionPlan {
  const when = spec.when === null ? null : conditionEvaluator(spec.when);
  const evaluate = plannedEvaluator(spec, definition);
  const plan: ActionPlan["plan"] = (scope, override) => {
    const applies = when === null ? { ok: true as const, value: true } : when(scope);
    if (!applies.ok) return fault(applies, "when");
    if (!applies.value) return { type: "skip" };
    const planned = evaluate(scope, override);
    return planned.ok ? { type: "start", planned: planned.value } : fault(planned, spec.verb);
  };
  const output = spec.output === null ? null : outputCheck(spec.verb, spec.output);
  const isWait = spec.verb === "wait" || spec.verb === "approve";
  return { step: spec.step, action: spec.verb, isWait, output, limits: spec.limits ?? null, plan };
}

function outputCheck(verb: string, schema: JsonObject): SchemaCheck {
  const check = compileSchema(schema);
  // What every agent gives is no business of a schema that does not name it.
  return verb === "agent" ? (value) => check(withoutOwnKeys(value, schema)) : check;
}

const fault = (failure: { message: string; at: string }, what: string): Plan => ({
  type: "fault",
  fault: { message: `Cannot evaluate ${what}: ${failure.message}`, at: failure.at, class: "permanent" },
});

type PlannedEvaluator = (scope: Scope, override: JsonObject | null) => Evaluated<Planned>;

function plannedEvaluator(spec: ActionSpec, definition: Definition): PlannedEvaluator {
  const params = paramsEvaluator(spec, definition);
  const env = recordEvaluator({ ...definition.env, ...spec.env });
  const timeout = optionalSpan(spec.timeout, "timeout");
  const idle = optionalSpan(spec.idle, "idle");
  const duration = optionalDuration(spec.verb === "wait" ? (spec.params["duration"] ?? null) : null);
  const event = spec.verb === "wait" ? (spec.params["event"] ?? null) : null;
  const eventName = event === null ? null : templateEvaluator(event);
  return (scope, override) => {
    const parts = all({
      params: params(scope, override),
      env: env(scope),
      timeout: timeout(scope),
      idle: idle(scope),
      wait: duration(scope),
      event: eventName?.(scope) ?? NONE,
    });
    if (!parts.ok) return parts;
    const { value } = parts;
    return {
      ok: true,
      value: {
        params: value.params,
        env: texts(value.env),
        timeoutMs: value.timeout,
        idleMs: value.idle,
        waitMs: value.wait,
        signals: signalsOf(spec, value.event),
      },
    };
  };
}

const NONE: Evaluated<null> = { ok: true, value: null };

const optionalDuration = (template: Template | null): Evaluator<number | null> =>
  template === null ? () => NONE : durationEvaluator(template);

const optionalSpan = (template: Template | null, name: string): Evaluator<number | null> =>
  template === null ? () => NONE : spanEvaluator(template, name);

function signalsOf(spec: ActionSpec, event: Json): readonly string[] {
  if (spec.verb === "approve") return ["approve", "deny"];
  return typeof event === "string" ? [event] : [];
}

/** A script's values travel as variables; everything else is parameters, with `with:` beside them. */
function paramsEvaluator(
  spec: ActionSpec,
  definition: Definition,
): (scope: Scope, override: JsonObject | null) => Evaluated<JsonObject> {
  const given = recordEvaluator(spec.with);
  if (spec.verb === "run") return scriptEvaluator(spec);
  if (spec.verb === "workflow") {
    const name = plainText(spec.params["workflow"]);
    const hash = definition.workflows[name] ?? null;
    return (scope, override) =>
      map(given(scope), (inputs) => ({ workflow: name, definition: hash, inputs: { ...inputs, ...override } }));
  }
  const own = recordEvaluator(spec.params);
  const fixed: JsonObject = {
    ...(spec.verb === "agent" && spec.output !== null ? { schema: spec.output } : {}),
    ...(spec.permissions === undefined ? {} : { permissions: { ...spec.permissions } }),
  };
  return (scope, override) => {
    const parts = all({ own: own(scope), given: given(scope) });
    return parts.ok ? { ok: true, value: { ...parts.value.given, ...parts.value.own, ...override, ...fixed } } : parts;
  };
}

function scriptEvaluator(spec: ActionSpec): (scope: Scope) => Evaluated<JsonObject> {
  const script = spec.params["script"];
  const at = script?.at ?? spec.at;
  const evaluate = compileScript(plainText(script));
  return (scope) => {
    const result = evaluate(scope);
    return result.ok ? { ok: true, value: { ...result.value } } : { ok: false, message: result.message, at };
  };
}

/** A parameter that the loader has checked to be a text. */
const plainText = (template: Template | undefined): string =>
  typeof template?.value === "string" ? template.value : "";

/** Environment values are text: anything else as JSON, `null` as nothing. */
const texts = (values: JsonObject): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, asText(value)]));

function asText(value: Json): string {
  if (typeof value === "string") return value;
  return value === null ? "" : JSON.stringify(value);
}

const map = <T, U>(result: Evaluated<T>, change: (value: T) => U): Evaluated<U> =>
  result.ok ? { ok: true, value: change(result.value) } : result;

/** All values, or the first failure. */
function all<T extends Record<string, Evaluated<unknown>>>(
  parts: T,
): Evaluated<{ [K in keyof T]: T[K] extends Evaluated<infer V> ? V : never }> {
  const values: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(parts)) {
    if (!part.ok) return part;
    values[key] = part.value;
  }
  return { ok: true, value: values as never };
}
