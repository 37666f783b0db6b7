import { keyRange, report, spot, stepAt, type Build } from "./build.ts";
import { checkKeys } from "./check-keys.ts";
import { expression } from "./check-text.ts";
import type { StateNode } from "./definition.ts";
import type { Step } from "./generated/workflow-file.ts";
import { entryPath, type Chain, type Link } from "./link.ts";
import { emptyNode, finalNode, record, recording, transitionTo, type Exit } from "./nodes.ts";
import { sightsOf } from "./sights.ts";

/** A branch: a region with a chain and ends of its own. `failed` is where a failure leads. */
export function branchNode(build: Build, link: Link, failed: Exit): StateNode {
  const isChain = build.facts.get(link.step)?.verb === "steps";
  return isChain ? chainBranch(build, link, failed) : stepBranch(build, link, failed);
}

function stepBranch(build: Build, { step, chain, next, visible }: Link, failed: Exit): StateNode {
  const path = `${chain.path}.${step.id}`;
  const states = chain.grow(build, [step], { ...chain, path, succeeded: next, failed: () => failed, visible });
  return region(stepAt(build, step), { step, chain, initial: entryPath(path, step).slice(path.length + 1), states });
}

/** Several steps: a composite with a record, a condition and `on-failure: continue` of its own. */
function chainBranch(build: Build, { step, chain, next, visible }: Link, failed: Exit): StateNode {
  checkBranch(build, step);
  const at = stepAt(build, step);
  const path = `${chain.path}.${step.id}`;
  const steps = step.steps ?? [];
  const failure = recording(step.id, "failed", step["on-failure"] === "continue" ? next : failed);
  const inner: Chain = {
    ...chain,
    path,
    succeeded: recording(step.id, "succeeded", next),
    failed: () => failure,
    visible,
  };
  const states = chain.grow(build, steps, inner);
  const [first] = steps;
  const start = first === undefined ? `${path}.(succeeded)` : entryPath(path, first);
  const link: Link = { step, chain: { ...chain, path }, next, visible };
  const gates = step.when === undefined ? [] : [gateState(build, link, { key: "(when)", enter: start })];
  const initial = gates[0]?.key ?? start.slice(path.length + 1);
  return {
    ...region(at, { step, chain, initial, states: [...gates, ...states] }),
    entry: [record(step.id, "running")],
  };
}

interface Region {
  readonly step: Step;
  readonly chain: Chain;
  readonly initial: string;
  readonly states: readonly StateNode[];
}

function region(at: string, { step, chain, initial, states }: Region): StateNode {
  const node = emptyNode(step.id, chain.path, at);
  const ends = ["(succeeded)", "(failed)"].map((key) => finalNode(key, node.path, { at, status: null }));
  return { ...node, type: "compound", initial, states: [...states, ...ends] };
}

/** Enters a composite step when its condition holds, and skips it otherwise. */
export function gateState(
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

function checkBranch(build: Build, step: Step): void {
  const facts = build.facts.get(step);
  if (facts !== undefined) checkKeys(build, facts, "steps");
  if (typeof step["on-failure"] === "object")
    report(build, keyRange(build, spot(step, "on-failure")), {
      code: "D105",
      message: "A branch with several steps can only have on-failure: continue.",
      suggestion: "put it on one of the branch's steps, or on the parallel",
    });
}
