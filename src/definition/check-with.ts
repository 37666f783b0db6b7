import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { keyRange, report, spot, valueRange, type Build, type Spot } from "./build.ts";
import { hasExpression } from "./check-text.ts";
import { typeOfTemplate } from "./expressions/index.ts";
import type { State, Step } from "./generated/workflow-file.ts";
import { nearest } from "../core/nearest.ts";
import type { Sight } from "./sights.ts";
import { checkValue, describeType, TYPE_NAMES, typesOf, within, type ValueProblem } from "./value-schema.ts";

type Raw = Step | NonNullable<State>;

/** `uses:` names an action that exists, and `with:` fits its schema as far as that can be said without running it. */
export function checkUses(build: Build, raw: Raw, sight: Sight): void {
  if (raw.uses === undefined) return;
  const { actions } = build.references;
  const schema = Object.hasOwn(actions, raw.uses) ? actions[raw.uses] : undefined;
  if (schema === undefined) {
    const names = Object.keys(actions);
    report(build, valueRange(build, spot(raw, "uses")), {
      code: "D207",
      message: `Unknown action "${raw.uses}".`,
      expected: names.join(", "),
      suggestion: nearest(raw.uses, names),
    });
  } else checkGiven(build, raw, { schema, what: `The action "${raw.uses}"`, noun: "parameter", at: "uses", sight });
}

/** `workflow:` names one that exists, and `with:` fits its inputs. */
export function checkWorkflow(build: Build, raw: Raw, sight: Sight): void {
  if (raw.workflow === undefined) return;
  const child = build.references.child(raw.workflow, valueRange(build, spot(raw, "workflow")));
  if (child === null) return;
  checkGiven(build, raw, {
    schema: child.inputs,
    what: `The workflow "${raw.workflow}"`,
    noun: "input",
    at: "workflow",
    sight,
  });
}

interface Target {
  readonly schema: JsonObject;
  readonly what: string;
  readonly noun: string;
  /** The key that is marked where something is missing. */
  readonly at: string;
  /** What its expressions can read; left out where these are not looked at. */
  readonly sight?: Sight;
}

/** `with:` fits a schema as far as that can be said before its expressions are evaluated. */
export function checkGiven(build: Build, raw: { readonly with?: JsonObject }, target: Target): void {
  const values = raw.with ?? {};
  const problems = [
    ...checkValue(values, target.schema, hasExpression),
    ...(target.sight === undefined ? [] : wrongTypes(values, target.schema, target.sight)),
  ];
  const meant = new Set(problems.map((problem) => problem.suggestion));
  for (const problem of problems) {
    // A misspelt name is one mistake, not one too many and one too few.
    if (problem.kind === "missing" && meant.has(String(problem.path.at(-1)))) continue;
    const missing = problem.kind === "missing";
    const range = missing ? valueRange(build, spot(raw, target.at)) : problemRange(build, values, problem);
    report(build, range, {
      code: "D211",
      message: sentence(target, problem),
      expected: problem.expected,
      suggestion: hint(problem),
    });
  }
}

/** Of values that only an expression gives, those that can never have the type that is wanted. */
function wrongTypes(value: Json, schema: JsonObject, sight: Sight): readonly ValueProblem[] {
  if (typeof value === "string") return hasExpression(value) ? wrongType(value, schema, sight) : [];
  const { properties, items } = schema;
  const schemaOf = (key: string): Json | undefined => {
    if (Array.isArray(value)) return items;
    return isJsonObject(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined;
  };
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const member = schemaOf(key);
    const at = Array.isArray(value) ? Number(key) : key;
    return isJsonObject(member) ? wrongTypes(inner, member, sight).map((one) => within(at, one)) : [];
  });
}

function wrongType(text: string, schema: JsonObject, sight: Sight): readonly ValueProblem[] {
  const wanted = typesOf(schema);
  const type = typeOfTemplate(text, sight.hides(text) ? sight.exact() : sight.shared);
  const fits = type === null || wanted.includes(type) || (type === "number" && wanted.includes("integer"));
  if (wanted.length === 0 || fits) return [];
  return [
    {
      path: [],
      kind: "type",
      message: `is ${TYPE_NAMES[type] ?? type}`,
      expected: describeType(schema),
      suggestion: wanted.includes("string") && type === "number" ? "string(…) makes a text of a number" : null,
    },
  ];
}

/** Values that a `goto` hands over: like `with:`, but nothing has to be there. */
export function checkOverride(build: Build, values: object, target: { schema: JsonObject; what: string }): void {
  for (const problem of checkValue(values as JsonObject, target.schema, hasExpression))
    if (problem.kind !== "missing")
      report(build, problemRange(build, values, problem), {
        code: "D211",
        message: sentence({ ...target, noun: "parameter", at: "uses" }, problem),
        expected: problem.expected,
        suggestion: problem.suggestion,
      });
}

/** The schema of a workflow's inputs or an action's parameters. */
export function schemaFor(build: Build, raw: Raw): JsonObject | null {
  if (raw.uses !== undefined) return build.references.actions[raw.uses] ?? null;
  if (raw.workflow === undefined) return null;
  return build.references.child(raw.workflow, valueRange(build, spot(raw, "workflow")))?.inputs ?? null;
}

function sentence({ what, noun }: Target, problem: ValueProblem): string {
  const name = problem.path.join(".");
  if (problem.kind === "missing") return `${what} needs the ${noun} "${name}".`;
  if (problem.kind === "unknown") return `${what} has no ${noun} "${name}".`;
  return `The ${noun} "${name}" ${problem.message}.`;
}

const hint = (problem: ValueProblem): string | null =>
  problem.kind === "missing" ? `add "${String(problem.path.at(-1))}: …" under with` : problem.suggestion;

function problemRange(build: Build, values: object, problem: ValueProblem): ReturnType<typeof keyRange> {
  let at: Spot = { in: values, key: problem.path[0] ?? "" };
  for (const key of problem.path.slice(1)) {
    const next = (at.in as Record<string | number, Json>)[at.key];
    if (typeof next !== "object" || next === null) break;
    at = { in: next, key };
  }
  return problem.kind === "unknown" ? keyRange(build, at) : valueRange(build, at);
}
