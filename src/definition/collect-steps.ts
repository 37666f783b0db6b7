import type { JsonObject } from "../core/json.ts";
import {
  hasKey,
  isMistyped,
  keyRange,
  report,
  spot,
  stepRange,
  valueRange,
  VERBS,
  withInner,
  type Build,
  type StepFacts,
  type Verb,
} from "./build.ts";
import type { State, States, Step } from "./generated/workflow-file.ts";
import { placeOf, type Range } from "./source.ts";
import { VERB_OUTPUTS } from "./verb-outputs.ts";

/** Fills `build.steps`, and reports ids that are taken, and steps without a verb or with several. */
export function collectSteps(build: Build): void {
  const { file } = build;
  const branches = new Set(
    withInner([...(file.steps ?? []), ...(file.finally ?? [])]).flatMap((step) => step.parallel ?? []),
  );
  for (const step of withInner([...(file.steps ?? []), ...(file.finally ?? [])])) {
    const verb = verbOf(build, step, {
      name: step.id.startsWith("(") ? "The step" : `Step "${step.id}"`,
      isBranch: branches.has(step),
      range: stepRange(build, step),
    });
    refuseUnusable(build, step.id, stepRange(build, step));
    add(build, { id: step.id, raw: step, verb, output: outputOf(build, step, verb) }, stepRange(build, step));
  }
  collectStates(build, file.states ?? {});
}

function collectStates(build: Build, states: States): void {
  for (const [key, state] of Object.entries(states)) {
    const range = keyRange(build, spot(states, key));
    refuseUnusable(build, key, range);
    if (state === null) continue;
    if (VERBS.some((verb) => hasKey(build, state, verb))) {
      const verb = verbOf(build, state, { name: `State "${key}"`, isBranch: false, range });
      add(build, { id: key, raw: state, verb, output: outputOf(build, state, verb) }, range);
    }
    collectStates(build, state.states ?? {});
  }
}

/** Every object of JavaScript has these: the libraries that run states and expressions take them for their own. */
const UNUSABLE: ReadonlySet<string> = new Set(["constructor", "__proto__"]);

function refuseUnusable(build: Build, name: string, range: Range): void {
  if (UNUSABLE.has(name))
    report(build, range, {
      code: "D104",
      message: `Nothing can be named "${name}": expressions could not read it.`,
      suggestion: "give it another id",
    });
}

/** Taken by the record of the `finally` part. */
const RESERVED = "finally";

function add(build: Build, facts: StepFacts, range: Range): void {
  const first = build.steps.get(facts.id);
  build.facts.set(facts.raw, facts);
  if (facts.id === RESERVED)
    report(build, range, {
      code: "D201",
      message: `"${RESERVED}" is the name of the last part of a run.`,
      suggestion: "give the step another id",
    });
  else if (first === undefined) build.steps.set(facts.id, facts);
  else {
    const line = placeOf(build.source, firstPlace(build, first)).line;
    report(build, range, {
      code: "D201",
      message: `The id "${facts.id}" is taken by the step in line ${line}.`,
      expected: "an id that is unique in the workflow: expressions read the step's result by it",
    });
  }
}

function firstPlace(build: Build, facts: StepFacts): number {
  return stepRange(build, facts.raw).start;
}

interface Named {
  readonly name: string;
  /** A branch of `parallel` may hold `steps` instead of a verb. */
  readonly isBranch: boolean;
  readonly range: Range;
}

function verbOf(build: Build, raw: Step | NonNullable<State>, { name, isBranch, range }: Named): Verb | "steps" | null {
  const verbs = VERBS.filter((verb) => hasKey(build, raw, verb));
  const [verb, second] = verbs;
  if (verb !== undefined && second !== undefined)
    report(build, keyRange(build, spot(raw, second)), {
      code: "D203",
      message: `${name} has ${verbs.length} verbs: ${verbs.join(" and ")}.`,
      expected: "exactly one",
      suggestion: "make a step of its own of each",
    });
  const hasSteps = hasKey(build, raw, "steps");
  if (hasSteps && (verb !== undefined || !isBranch))
    report(build, keyRange(build, spot(raw, "steps")), {
      code: "D105",
      message: `${name} cannot hold "steps".`,
      expected: "steps stand in the workflow, in a branch of parallel without a verb, and in on-failure",
    });
  if (verb !== undefined) return verb;
  if (hasSteps && isBranch) return "steps";
  if (!hasSteps && !isMistyped(build, raw, VERBS))
    report(build, range, { code: "D202", message: `${name} has no verb.`, expected: `one of ${VERBS.join(", ")}` });
  return null;
}

const closed = (properties: Readonly<Record<string, JsonObject>>): JsonObject => ({
  type: "object",
  properties,
  additionalProperties: false,
});

function outputOf(build: Build, raw: Step | NonNullable<State>, verb: StepFacts["verb"]): JsonObject | null {
  const declared = raw.output?.properties as Readonly<Record<string, JsonObject>> | undefined;
  if (verb === "agent") return closed({ ...VERB_OUTPUTS.agent, ...declared });
  // A script may write keys that nothing declares.
  if (verb === "run" && declared === undefined) return { properties: VERB_OUTPUTS.run, additionalProperties: true };
  if (verb === "run") return closed({ ...VERB_OUTPUTS.run, ...declared });
  if (verb === "approve" || verb === "wait") return closed(VERB_OUTPUTS[verb]);
  if (verb === "uses") return actionOutput(build, raw.uses, declared);
  if (verb === "workflow") return childOutput(build, raw);
  return declared === undefined ? null : closed(declared);
}

function actionOutput(
  { references }: Build,
  name: string | undefined,
  declared: Readonly<Record<string, JsonObject>> | undefined,
): JsonObject | null {
  const { actionOutputs } = references;
  const own = name !== undefined && Object.hasOwn(actionOutputs, name) ? actionOutputs[name] : undefined;
  return own === undefined && declared === undefined ? null : closed({ ...own, ...declared });
}

function childOutput(build: Build, raw: Step | NonNullable<State>): JsonObject | null {
  if (raw.workflow === undefined) return null;
  const child = build.references.child(raw.workflow, valueRange(build, spot(raw, "workflow")));
  if (child === null) return null;
  if (child.hash !== null) build.workflows.set(raw.workflow, child.hash);
  const outputs = Object.fromEntries(child.outputs.map((name) => [name, {}]));
  const { branch, ...always } = VERB_OUTPUTS.workflow;
  return closed({ branch, ...outputs, ...always });
}
