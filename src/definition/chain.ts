import { actionSpec } from "./action-spec.ts";
import { stepAt, withInner, type Build } from "./build.ts";
import type { StateNode } from "./definition.ts";
import type { Step } from "./generated/workflow-file.ts";
import { entryPath, type Chain, type GotoTarget, type Link } from "./link.ts";
import { emptyNode, transitionTo } from "./nodes.ts";
import { failureOf } from "./on-failure.ts";
import { parallelNodes } from "./parallel.ts";
import { idsOf, sightsOf } from "./sights.ts";

/** A chain of steps as states: each success leads to the next step, the last one's out; failures lead out. */
export const chainStates: Chain["grow"] = (build, steps, outer) => {
  const own = steps.map((step): [string, GotoTarget] => [step.id, { path: entryPath(outer.path, step), step }]);
  const chain: Chain = { ...outer, targets: new Map([...outer.targets, ...own]) };
  const horizon = loopEnds(steps);
  const ids = idsOf(steps);
  // How many of `ids` stand before each step: slices of one list, as a list for each of 1,000 steps takes its time.
  const counts = [0];
  for (const step of steps) counts.push((counts.at(-1) ?? 0) + idsOf([step]).length);
  return steps.flatMap((step, i) => {
    const following = steps[i + 1];
    const next =
      following === undefined ? chain.succeeded : { target: entryPath(chain.path, following), operations: [] };
    const visible = () => chain.visible().concat(ids.slice(0, counts[Math.max(i, horizon[i] ?? 0)]));
    return stepStates(build, { step, chain, next, visible });
  });
};

/**
 * For each step how many steps of the chain it can see when a later one goes back to it or to one before it: in a loop,
 * a later step may have run already.
 */
function loopEnds(steps: readonly Step[]): number[] {
  const ends = steps.map(() => 0);
  for (const [from, step] of steps.entries()) {
    const gotos = withInner([step]).flatMap((one) =>
      typeof one["on-failure"] === "object" ? [one["on-failure"].goto] : [],
    );
    for (const target of gotos) {
      const to = steps.findIndex(({ id }) => id === target);
      if (to !== -1) for (let i = to; i <= from; i++) ends[i] = Math.max(ends[i] ?? 0, from + 1);
    }
  }
  return ends;
}

function stepStates(build: Build, link: Link): StateNode[] {
  const { step, chain, next, visible } = link;
  // Steps that cannot stand there are looked at all the same: every mistake of a file is told in one go.
  if (step.steps !== undefined) chain.grow(build, step.steps, { ...chain, succeeded: next, visible });
  if (step.parallel === undefined) return actionStates(build, link);
  specOf(build, link);
  return parallelNodes(build, link);
}

function specOf(build: Build, { step, chain, visible }: Link): ReturnType<typeof actionSpec> {
  const facts = build.facts.get(step) ?? { id: step.id, raw: step, verb: null, output: null };
  return actionSpec(build, facts, sightsOf(build, visible, { error: chain.error }));
}

function actionStates(build: Build, link: Link): StateNode[] {
  const { step, chain, next } = link;
  const at = stepAt(build, step);
  const spec = specOf(build, link);
  const failure = failureOf(build, link);
  const node: StateNode = {
    ...emptyNode(step.id, chain.path, at),
    description: step.description ?? null,
    action:
      spec === null
        ? null
        : {
            ...spec,
            onSuccess: [transitionTo(next, at)],
            onFailure: [transitionTo(failure.exit, at)],
            goto: failure.goto,
          },
  };
  return [node, ...failure.states];
}
