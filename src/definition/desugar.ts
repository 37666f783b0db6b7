import type { Build } from "./build.ts";
import { collectSteps } from "./collect-steps.ts";
import { atOf, makeSource } from "./source.ts";
import { chainStates } from "./chain.ts";
import { entryPath } from "./link.ts";
import type { StateNode } from "./definition.ts";
import type { Step, WorkflowFile } from "./generated/workflow-file.ts";
import { emptyNode, finalNode, record, transitionTo, type Exit } from "./nodes.ts";
import { idsOf } from "./sights.ts";

/** `steps:` as states: each step leads to the next, the last to `(succeeded)`, and what fails for good to `(failed)`. */
export function desugarSteps(build: Build, steps: readonly Step[]): StateNode {
  const path = "main";
  const at = startOf(build, "steps");
  const states = chainStates(build, steps, {
    path,
    succeeded: { target: "main.(succeeded)", operations: [] },
    failed: () => ({ target: "main.(failed)", operations: [] }),
    targets: new Map(),
    grow: chainStates,
    visible: () => [],
    error: false,
  });
  return {
    ...emptyNode(path, null, at),
    type: "compound",
    initial: firstKey(path, steps),
    states: [
      ...states,
      finalNode("(succeeded)", path, { at, status: "succeeded" }),
      finalNode("(failed)", path, { at, status: "failed" }),
    ],
  };
}

/**
 * `finally:` as states. A step that fails is written down (in the record `finally`) and the chain goes on; `(end)` sends
 * the whole to `(failed)` when any was.
 */
export function desugarFinally(build: Build, steps: readonly Step[]): StateNode {
  const path = "finally";
  const at = startOf(build, "finally");
  const noteFailure = (next: Exit): Exit => ({
    target: next.target,
    operations: [record(path, "failed"), ...next.operations],
  });
  const states = chainStates(build, steps, {
    path,
    succeeded: { target: "finally.(end)", operations: [] },
    failed: noteFailure,
    targets: new Map(),
    grow: chainStates,
    visible: () => idsOf(build.file.steps ?? []).concat(stateIds(build)),
    error: true,
  });
  const failed = { target: "finally.(failed)", operations: [] };
  const succeeded = { target: "finally.(succeeded)", operations: [record(path, "succeeded")] };
  const end: StateNode = {
    ...emptyNode("(end)", path, at),
    always: [
      transitionTo(failed, at, { text: 'steps["finally"].status == "failed"', at }),
      transitionTo(succeeded, at),
    ],
  };
  return {
    ...emptyNode(path, null, at),
    type: "compound",
    initial: firstKey(path, steps),
    entry: [record(path, "running")],
    states: [
      ...states,
      end,
      finalNode("(succeeded)", path, { at, status: "succeeded" }),
      finalNode("(failed)", path, { at, status: "failed" }),
    ],
  };
}

function firstKey(path: string, steps: readonly Step[]): string {
  const [first] = steps;
  return first === undefined ? "(succeeded)" : entryPath(path, first).slice(path.length + 1);
}

/** Steps of a statechart: everything that is not in `finally`. */
function stateIds(build: Build): string[] {
  const inFinally = new Set(idsOf(build.file.finally ?? []));
  return build.file.states === undefined ? [] : [...build.steps.keys()].filter((id) => !inFinally.has(id));
}

function startOf(build: Build, key: "steps" | "finally"): string {
  const place = build.places.get(build.file)?.get(key);
  return atOf(build.source, place?.key?.range?.[0] ?? 0);
}

/** What a file may refer to where nothing is checked. */
const NOTHING: Build["references"] = {
  actions: {},
  actionOutputs: {},
  agents: null,
  askingAgents: [],
  unasking: () => null,
  child: () => null,
  named: () => null,
  text: () => null,
};

/**
 * The states that a chain of steps becomes, for those who want to see or test just that. Nothing is checked, and every
 * `at` is `1:1`; loadWorkflow does both properly.
 */
export function desugar(file: WorkflowFile): { readonly main: StateNode; readonly finally: StateNode | null } {
  const build: Build = {
    source: makeSource("", ""),
    places: new WeakMap(),
    diagnostics: [],
    references: NOTHING,
    file,
    inputs: { type: "object" },
    steps: new Map(),
    facts: new Map(),
    workflows: new Map(),
    scopes: new Map(),
  };
  collectSteps(build);
  return {
    main: desugarSteps(build, file.steps ?? []),
    finally: file.finally === undefined ? null : desugarFinally(build, file.finally),
  };
}
