import type { JsonObject } from "../core/json.ts";
import { hasKey, isMistyped, keyRange, lacks, report, spot, stepAt, valueRange, type Build } from "./build.ts";
import { entryPath, type GotoTarget, type Link } from "./link.ts";
import { templates } from "./check-text.ts";
import { checkOverride, schemaFor } from "./check-with.ts";
import type { GotoSpec, StateNode } from "./definition.ts";
import type { OnFailure, Step } from "./generated/workflow-file.ts";
import { nearest } from "../core/nearest.ts";
import { emptyNode, type Exit } from "./nodes.ts";
import { sightsOf } from "./sights.ts";

/** Where a step's failure leads, the `goto` that is tried first, and the states of its handler. */
export interface Failure {
  readonly exit: Exit;
  readonly goto: GotoSpec | null;
  readonly states: readonly StateNode[];
}

type Options = Exclude<OnFailure, string>;

export function failureOf(build: Build, link: Link): Failure {
  const { step, chain, next } = link;
  const policy = step["on-failure"];
  const failed = chain.failed(next);
  if (policy === undefined) return { exit: failed, goto: null, states: [] };
  if (policy === "continue") return { exit: next, goto: null, states: [] };
  checkPolicy(build, step, policy);
  if (policy.goto !== undefined) return { exit: failed, goto: gotoSpec(build, link, policy), states: [] };
  if (policy.steps === undefined) return { exit: failed, goto: null, states: [] };
  const handler = handlerState(build, link, policy);
  return {
    exit: { target: handler.initial === null ? handler.path : `${handler.path}.${handler.initial}`, operations: [] },
    goto: null,
    states: [handler],
  };
}

function checkPolicy(build: Build, step: Step, policy: Options): void {
  const where = valueRange(build, spot(step, "on-failure"));
  const hasGoto = hasKey(build, policy, "goto");
  const hasSteps = hasKey(build, policy, "steps");
  if (!hasGoto && !hasSteps && !isMistyped(build, policy, ["goto", "steps"]))
    report(build, where, {
      code: "D102",
      message: "on-failure does not say what to do.",
      expected: "continue, { goto: step, max: n } or { steps: [...] }",
    });
  if (hasGoto && hasSteps)
    report(build, keyRange(build, spot(policy, "steps")), {
      code: "D105",
      message: 'on-failure has both "goto" and "steps".',
      expected: "one of them",
    });
  if (hasGoto && lacks(build, policy, "max"))
    report(build, valueRange(build, spot(policy, "goto")), {
      code: "D102",
      message: 'The goto has no "max".',
      expected: "how often it is taken at most",
      suggestion: 'add "max: 3"',
    });
  for (const [key, other] of [
    ["max", "goto"],
    ["with", "goto"],
    ["then", "steps"],
  ] as const)
    if (hasKey(build, policy, key) && !hasKey(build, policy, other))
      report(build, keyRange(build, spot(policy, key)), {
        code: "D105",
        message: `"${key}" means nothing without "${other}".`,
      });
}

function gotoSpec(build: Build, { step, chain, visible }: Link, policy: Options): GotoSpec | null {
  const name = policy.goto ?? "";
  const target = chain.targets.get(name);
  if (target === undefined) {
    report(build, valueRange(build, spot(policy, "goto")), unknownTarget(build, name, [...chain.targets.keys()]));
    return null;
  }
  if (policy.with !== undefined) checkGotoWith(build, target, policy.with);
  const sights = sightsOf(build, () => [...visible(), step.id], { error: true });
  return { target: target.path, step: name, max: policy.max ?? 1, with: templates(build, policy.with, sights.plain) };
}

function unknownTarget(build: Build, name: string, reachable: readonly string[]): Parameters<typeof report>[2] {
  const known = build.steps.has(name);
  return {
    code: "D204",
    message: known ? `The step "${name}" cannot be reached from here.` : `Unknown step "${name}".`,
    expected: known ? "a step of the same list, or of a list around it" : reachable.join(", "),
    suggestion: known ? null : nearest(name, reachable),
  };
}

const TEXT: JsonObject = { type: "string" };
const OWN: Readonly<Record<string, JsonObject>> = {
  agent: { type: "object", properties: { agent: TEXT, prompt: TEXT, session: TEXT } },
  approve: { type: "object", properties: { message: TEXT }, additionalProperties: false },
};
const NOTHING: JsonObject = { type: "object", properties: {}, additionalProperties: false };

/** Values that a visit by `goto` replaces: what the target's verb reads. */
function checkGotoWith(build: Build, { step }: GotoTarget, values: object): void {
  const verb = build.steps.get(step.id)?.verb ?? null;
  const own = {
    ...OWN["agent"],
    additionalProperties: false,
    properties: { ...(OWN["agent"]?.["properties"] as JsonObject), ...withNames(step) },
  };
  const schema = verb === "agent" ? own : (OWN[verb ?? ""] ?? schemaFor(build, step) ?? NOTHING);
  checkOverride(build, values, { schema, what: `The step "${step.id}"` });
}

const withNames = (step: Step): JsonObject => Object.fromEntries(Object.keys(step.with ?? {}).map((key) => [key, {}]));

/** The handler's steps in a state of their own; its ends lead straight on. */
function handlerState(build: Build, { step, chain, next, visible }: Link, policy: Options): StateNode {
  const key = `${step.id}(on-failure)`;
  const path = `${chain.path}.${key}`;
  const steps = policy.steps ?? [];
  const failed = chain.failed(next);
  const states = chain.grow(build, steps, {
    ...chain,
    path,
    succeeded: policy.then === "continue" ? next : failed,
    failed: () => failed,
    visible: () => [...visible(), step.id],
    error: true,
  });
  const [first] = steps;
  const initial = first === undefined ? null : entryPath(path, first).slice(path.length + 1);
  return {
    ...emptyNode(key, chain.path, first === undefined ? stepAt(build, step) : stepAt(build, first)),
    type: "compound",
    initial,
    states,
  };
}
