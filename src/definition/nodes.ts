import type { Expression, Operation, StateNode, Transition } from "./definition.ts";

/** A state with nothing in it, to be spread over. */
export function emptyNode(key: string, parent: string | null, at: string): StateNode {
  return {
    key,
    path: parent === null ? key : `${parent}.${key}`,
    at,
    type: "atomic",
    description: null,
    initial: null,
    states: [],
    history: null,
    historyTarget: null,
    on: {},
    always: [],
    after: [],
    entry: [],
    exit: [],
    onDone: [],
    action: null,
    status: null,
  };
}

/** Where something leads, and what happens on the way. */
export interface Exit {
  readonly target: string;
  readonly operations: readonly Operation[];
}

export function transitionTo(exit: Exit, at: string, guard: Expression | null = null): Transition {
  return { target: exit.target, guard, operations: exit.operations, reenter: false, at };
}

export const finalNode = (
  key: string,
  parent: string,
  options: { at: string; status: StateNode["status"] },
): StateNode => ({
  ...emptyNode(key, parent, options.at),
  type: "final",
  status: options.status,
});

export type RecordStatus = Extract<Operation, { type: "record" }>["status"];

export const record = (step: string, status: RecordStatus): Operation => ({ type: "record", step, status });

/** An exit on which a composite step's record is closed first. */
export const recording = (step: string, status: RecordStatus, exit: Exit): Exit => ({
  target: exit.target,
  operations: [record(step, status), ...exit.operations],
});
