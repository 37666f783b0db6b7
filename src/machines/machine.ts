import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode as StateNode, EventObject } from "xstate";
import type { RunState, Snapshot } from "../core/run.ts";
import type { MachineContext, MachineEvent } from "./context.ts";
import type { StateRequest } from "./effects.ts";
import { focusOn, type Focus } from "./focus.ts";
import type { Program } from "./program.ts";

interface Advanced {
  readonly snapshot: AnyMachineSnapshot;
  readonly requests: readonly StateRequest[];
}

const nothing = (): void => undefined;

/** What XState tells those who inspect it of one microstep: the transitions that it takes, left out of its types. */
interface Microstep {
  readonly type: string;
  readonly _transitions?: readonly {
    readonly source: StateNode;
    readonly target?: readonly StateNode[];
    readonly eventType: string;
  }[];
}

const pathOf = (node: StateNode): string => node.path.join(".");

function tellMoves({ onMove }: Program): (told: Microstep) => void {
  if (onMove === undefined) return nothing;
  return ({ type, _transitions = [] }) => {
    if (type !== "@xstate.microstep") return;
    for (const { source, target = [], eventType } of _transitions)
      onMove({ from: pathOf(source), to: target.map(pathOf), event: eventType });
  };
}

/**
 * XState calls its scope for everything that would touch the world. Ours does nothing but collect the requests, and it is
 * ours because the one that `transition()` makes starts an actor for every call: 100 parallel regions took 2.6 s with
 * that one and 0.04 s with this one (measured on 5.33.3).
 */
function collectingScope(program: Program): { scope: unknown; requests: StateRequest[] } {
  const requests: StateRequest[] = [];
  const scope = {
    id: "run",
    sessionId: "run",
    self: { id: "run", sessionId: "run", send: nothing },
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    system: { _sendInspectionEvent: tellMoves(program) },
    actionExecutor: (action: { type: string; params: unknown }) => {
      if (action.type.startsWith("drover.")) requests.push(action as unknown as StateRequest);
    },
  };
  return { scope, requests };
}

export function begin(program: Program, context: MachineContext): Advanced {
  const { scope, requests } = collectingScope(program);
  const snapshot = program.machine.getInitialSnapshot(scope as never, context);
  // XState keeps an error of the first transition in the snapshot; a fault of ours has no business there.
  if (snapshot.status === "error") throw snapshot.error;
  return { snapshot, requests };
}

export function advance(program: Program, before: AnyMachineSnapshot, event: MachineEvent): Advanced {
  const focus = focusFor(program, before, event);
  const { scope, requests } = collectingScope(program);
  const after = program.machine.transition(focus?.part ?? before, event, scope as never);
  return { snapshot: focus?.whole(after) ?? after, requests };
}

function focusFor({ machine, raises }: Program, before: AnyMachineSnapshot, event: MachineEvent): Focus | null {
  const own = raises ? null : ownState(machine, event);
  return own === null ? null : focusOn(before, own, () => machine.getTransitionData(before, event) ?? []);
}

/** True when the event would do something now. */
export const accepts = (snapshot: AnyMachineSnapshot, event: MachineEvent): boolean => snapshot.can(event);

/** The events that are named after the state which takes them: our outcomes, and XState's own for a state that is done. */
const OWN_EVENT = /^(?:drover\.outcome\.|xstate\.done\.state\.run\.?)(.*)$/;

/** Left out of XState's types; the tests of the steps notice when it is gone. */
type Asked = { next(snapshot: AnyMachineSnapshot, event: EventObject): Selected | undefined };
type Selected = ReturnType<AnyStateMachine["getTransitionData"]>;

/**
 * Where an event is named after the one state that can take it, that state and what is active in it are asked, innermost first, and
 * no other. XState would ask each region of a parallel state, and keep what each answers to each event: with 100 regions a
 * millisecond for every outcome.
 */
export function askOwnState(machine: AnyStateMachine): AnyStateMachine {
  const askAll = machine.getTransitionData.bind(machine);
  machine.getTransitionData = (snapshot: AnyMachineSnapshot, event: EventObject) => {
    const own = ownState(machine, event);
    if (own === null) return askAll(snapshot, event);
    const within = snapshot._nodes.filter((node) => node === own || node.id.startsWith(`${own.id}.`));
    if (within.some(({ type }) => type === "parallel")) return askAll(snapshot, event);
    for (const node of within.toSorted((a, b) => b.path.length - a.path.length)) {
      const selected = (node as typeof node & Asked).next(snapshot, event) ?? [];
      if (selected.length > 0) return selected;
    }
    return [];
  };
  return machine;
}

const ownStates = new WeakMap<AnyStateMachine, Map<string, StateNode | null>>();

/** The one state that can take an event which is named after it. */
function ownState(machine: AnyStateMachine, { type }: Pick<EventObject, "type">): StateNode | null {
  const path = OWN_EVENT.exec(type)?.[1];
  if (path === undefined) return null;
  let known = ownStates.get(machine);
  if (known === undefined) ownStates.set(machine, (known = new Map()));
  let own = known.get(path);
  if (own === undefined)
    known.set(path, (own = path === "" ? machine.root : stateNode(machine, `${machine.id}.${path}`)));
  return own;
}

/** `null`: a workflow may raise an event of its own that only looks like one of ours. */
function stateNode(machine: AnyStateMachine, id: string): StateNode | null {
  try {
    return machine.getStateNodeById(id);
  } catch {
    return null;
  }
}

type HistoryValue = Record<string, StateNode[]>;

export const historyIds = (snapshot: AnyMachineSnapshot): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(sortedHistory(snapshot)).map(([id, nodes]) => [id, nodes.map((node) => node.id)]));

const inDocumentOrder = (nodes: readonly StateNode[]): StateNode[] => nodes.toSorted((a, b) => a.order - b.order);

const sortedHistory = ({ historyValue }: AnyMachineSnapshot): HistoryValue =>
  Object.fromEntries(
    Object.entries((historyValue ?? {}) as HistoryValue).map(([id, nodes]) => [id, inDocumentOrder(nodes)]),
  );

/** The XState snapshot behind a stored state; kept beside the state that a step gave, rebuilt for one read from the store. */
const known = new WeakMap<RunState, AnyMachineSnapshot>();

/**
 * XState lists the active states in the order in which they were entered, and remembers them so; where one is rebuilt, those of a level
 * come before those within them. Both are brought into the order of the document, by which transitions that are taken together follow
 * each other: a restart must change nothing that follows.
 */
export function remember(state: RunState, snapshot: AnyMachineSnapshot): void {
  const nodes = { _nodes: inDocumentOrder(snapshot._nodes), historyValue: sortedHistory(snapshot) };
  known.set(state, { ...snapshot, ...nodes } as AnyMachineSnapshot);
}

export function restore(program: Program, state: RunState, context: () => MachineContext): AnyMachineSnapshot {
  const cached = known.get(state);
  return cached ?? resolve(program, state.snapshot, context());
}

/** The XState snapshot of a state as it is stored. */
export function resolve(
  { machine }: Pick<Program, "machine">,
  { value, history }: Pick<Snapshot, "value" | "history">,
  context: MachineContext,
): AnyMachineSnapshot {
  const historyValue: HistoryValue = Object.fromEntries(
    Object.entries(history).map(([id, ids]) => [id, ids.map((node) => machine.getStateNodeById(node))]),
  );
  const rebuilt = machine.resolveState({ value: value as never, context, historyValue });
  return { ...rebuilt, _nodes: inDocumentOrder(rebuilt._nodes) } as AnyMachineSnapshot;
}
