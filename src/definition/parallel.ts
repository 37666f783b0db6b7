import { keyRange, report, spot, stepAt, type Build } from "./build.ts";
import { entryPath, type Chain, type Link } from "./link.ts";
import { checkKeys } from "./check-keys.ts";
import { expression } from "./check-text.ts";
import type { GotoSpec, StateNode } from "./definition.ts";
import type { Step } from "./generated/workflow-file.ts";
import { emptyNode, finalNode, record, recording, transitionTo, type Exit } from "./nodes.ts";
import { failureOf } from "./on-failure.ts";
import { sightsOf } from "./sights.ts";

/** `parallel` as a parallel state, with its gate (`when`), its way back (`goto`) and its handler beside it. */
export function parallelNodes(build: Build, link: Link): StateNode[] {
  const { step, chain, next, visible } = link;
  const at = stepAt(build, step);
  const facts = build.steps.get(step.id);
  if (facts?.raw === step) checkKeys(build, facts, "parallel");
  const failure = failureOf(build, link);
  const goto = failure.goto === null ? null : gotoState(build, link, { goto: failure.goto, otherwise: failure.exit });
  const failed = recording(step.id, "failed", goto === null ? failure.exit : { target: goto.path, operations: [] });
  const succeeded = recording(step.id, "succeeded", next);
  const path = `${chain.path}.${step.id}`;
  const isFailFast = step["fail-fast"] !== false;
  const regions = (step.parallel ?? []).map((branch) => {
    const region = `${path}.${branch.id}`;
    const end: Exit = { target: `${region}.(failed)`, operations: [record(step.id, "failed")] };
    return branchNode(
      build,
      { step: branch, chain: { ...chain, path }, next: { target: `${region}.(succeeded)`, operations: [] }, visible },
      isFailFast ? failed : end,
    );
  });
  const node: StateNode = {
    ...emptyNode(step.id, chain.path, at),
    type: "parallel",
    description: step.description ?? null,
    entry: [record(step.id, "running")],
    states: regions,
    onDone: [
      ...(isFailFast ? [] : [transitionTo(failed, at, { text: `steps["${step.id}"].status == "failed"`, at })]),
      transitionTo(succeeded, at),
    ],
  };
  const gate = step.when === undefined ? [] : [gateState(build, link, { key: `${step.id}(when)`, enter: path })];
  return [...gate, node, ...(goto === null ? [] : [goto]), ...failure.states];
}

/** Enters a composite step when its condition holds, and skips it otherwise. */
function gateState(
  build: Build,
  { step, chain, next, visible }: Link,
  { key, enter }: { key: string; enter: string },
): StateNode {
  const at = stepAt(build, step);
  const sights = sightsOf(build, visible, { error: chain.error });
  const condition = expression(build, spot(step, "when"), sights.plain);
  return {
    ...emptyNode(key, chain.path, at),
    always: [
      transitionTo({ target: enter, operations: [] }, at, condition),
      transitionTo(recording(step.id, "skipped", next), at),
    ],
  };
}

/** A composite step that failed goes back as long as it may. */
function gotoState(
  build: Build,
  { step, chain }: Link,
  { goto, otherwise }: { goto: GotoSpec; otherwise: Exit },
): StateNode {
  const at = stepAt(build, step);
  const back: Exit = {
    target: goto.target,
    operations: [{ type: "goto", step: step.id, to: goto.step, with: goto.with }],
  };
  const mayGoBack = { text: `steps["${step.id}"].gotos < ${goto.max}`, at };
  return {
    ...emptyNode(`${step.id}(on-failure)`, chain.path, at),
    always: [transitionTo(back, at, mayGoBack), transitionTo(otherwise, at)],
  };
}

/** A branch: a region with a chain of its own. `failed` is where a failure leads. */
function branchNode(build: Build, { step, chain, next, visible }: Link, failed: Exit): StateNode {
  const path = `${chain.path}.${step.id}`;
  const at = stepAt(build, step);
  const isComposite =
    step.steps !== undefined && step.parallel === undefined && build.steps.get(step.id)?.verb === "steps";
  const steps: readonly Step[] = isComposite ? (step.steps ?? []) : [step];
  if (isComposite) checkBranch(build, step);
  const close = (status: "succeeded" | "failed", exit: Exit): Exit =>
    isComposite ? recording(step.id, status, exit) : exit;
  const failure = isComposite && step["on-failure"] === "continue" ? next : failed;
  const inner: Chain = {
    ...chain,
    path,
    succeeded: close("succeeded", next),
    failed: () => close("failed", failure),
    visible,
  };
  const states = chain.grow(build, steps, inner);
  const [first] = steps;
  const start = first === undefined ? "(succeeded)" : entryPath(path, first).slice(path.length + 1);
  const gate =
    isComposite && step.when !== undefined
      ? gateOf(build, { step, chain: { ...chain, path }, next, visible }, `${path}.${start}`)
      : null;
  return {
    ...emptyNode(step.id, chain.path, at),
    type: "compound",
    initial: gate === null ? start : gate.key,
    entry: isComposite ? [record(step.id, "running")] : [],
    states: [
      ...(gate === null ? [] : [gate]),
      ...states,
      finalNode("(succeeded)", path, { at, status: null }),
      finalNode("(failed)", path, { at, status: null }),
    ],
  };
}

const gateOf = (build: Build, link: Link, enter: string): StateNode => gateState(build, link, { key: "(when)", enter });

function checkBranch(build: Build, step: Step): void {
  const facts = build.steps.get(step.id);
  if (facts?.raw === step) checkKeys(build, facts, "steps");
  if (typeof step["on-failure"] === "object")
    report(build, keyRange(build, spot(step, "on-failure")), {
      code: "D105",
      message: "A branch with several steps can only have on-failure: continue.",
      suggestion: "put it on one of the branch's steps, or on the parallel",
    });
}
