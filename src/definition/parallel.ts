import { stepAt, type Build } from "./build.ts";
import type { Link } from "./link.ts";
import { checkKeys } from "./check-keys.ts";
import type { GotoSpec, StateNode } from "./definition.ts";
import { emptyNode, record, recording, transitionTo, type Exit } from "./nodes.ts";
import { branchNode, gateState } from "./branch.ts";
import { failureOf } from "./on-failure.ts";

/** `parallel` as a parallel state, with its gate (`when`), its way back (`goto`) and its handler beside it. */
export function parallelNodes(build: Build, link: Link): StateNode[] {
  const { step, chain, next, visible } = link;
  const at = stepAt(build, step);
  const facts = build.facts.get(step);
  if (facts !== undefined) checkKeys(build, facts, "parallel");
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
