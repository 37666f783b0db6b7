import type { Json, JsonObject } from "../core/json.ts";
import { keyRange, report, spot, valueRange, type Build, type Spot } from "./build.ts";
import { hasExpression } from "./check-text.ts";
import type { State, Step } from "./generated/workflow-file.ts";
import { nearest } from "../core/nearest.ts";
import { checkValue, type ValueProblem } from "./value-schema.ts";

type Raw = Step | NonNullable<State>;

/** `uses:` names an action that exists, and `with:` fits its schema as far as that can be said without running it. */
export function checkUses(build: Build, raw: Raw): void {
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
  } else checkGiven(build, raw, { schema, what: `The action "${raw.uses}"`, noun: "parameter", at: "uses" });
}

/** `workflow:` names one that exists, and `with:` fits its inputs. */
export function checkWorkflow(build: Build, raw: Raw): void {
  if (raw.workflow === undefined) return;
  const child = build.references.child(raw.workflow, valueRange(build, spot(raw, "workflow")));
  if (child === null) return;
  checkGiven(build, raw, {
    schema: child.inputs,
    what: `The workflow "${raw.workflow}"`,
    noun: "input",
    at: "workflow",
  });
}

interface Target {
  readonly schema: JsonObject;
  readonly what: string;
  readonly noun: string;
  /** The key that is marked where something is missing. */
  readonly at: string;
}

/** `with:` fits a schema as far as that can be said before its expressions are evaluated. */
export function checkGiven(build: Build, raw: { readonly with?: JsonObject }, target: Target): void {
  const values = raw.with ?? {};
  const problems = checkValue(values, target.schema, hasExpression);
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
