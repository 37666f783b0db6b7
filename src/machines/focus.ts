import type { AnyMachineSnapshot, AnyStateNode as StateNode } from "xstate";
import { isJsonObject, type Json } from "../core/json.ts";
import type { NodeConfig } from "./config.ts";

/** The part of a snapshot that an event concerns: one region of a parallel state, as if there were no other. */
export interface Focus {
  readonly part: AnyMachineSnapshot;
  /** The whole after a transition of the part. */
  readonly whole: (after: AnyMachineSnapshot) => AnyMachineSnapshot;
}

/** What matters here of XState's transitions. */
interface Way {
  readonly source: StateNode;
  readonly target: readonly StateNode[] | undefined;
  readonly reenter: boolean;
}

/**
 * XState looks through all active states several times for each transition, whatever it concerns: of 100 regions each end costs half
 * a millisecond, of 1,000 fifty times that. So it is shown only the region whose state the event is for, where no other can have a
 * part in what follows: `ways`, the transitions that the event takes, and those that need no event after them, stay within it; none
 * of the others takes a transition without an event; and one of them has still to end, so that the parallel state does not. `null`
 * where that is not so. The machine must raise no events of its own, which all regions would hear.
 */
export function focusOn(before: AnyMachineSnapshot, own: StateNode, ways: () => readonly Way[]): Focus | null {
  const region = regionOf(own);
  if (region === null || before.status !== "active" || !isClosed(region)) return null;
  const taken = ways();
  if (taken.length === 0 || !taken.every((way) => staysIn(region, way))) return null;
  const isInside = within(region);
  const inside = before._nodes.filter(isInside);
  const outside = before._nodes.filter((node) => !isInside(node));
  if (outside.some(isRestless) || !isAwaited(region, outside)) return null;
  return {
    part: { ...before, _nodes: inside } as AnyMachineSnapshot,
    whole: (after) => {
      // In XState's order, by which it goes where several regions take an event: the region stays where it is in it, what was entered comes last.
      const kept = before._nodes.filter((node) => node === region || !isInside(node));
      const _nodes = [...kept, ...after._nodes.filter((node) => node !== region)];
      const value = withRegion(before.value as Json, after.value as Json, region.path);
      return { ...after, _nodes, value } as AnyMachineSnapshot;
    },
  };
}

/** Whether another region of the same parallel state has still to end. */
function isAwaited(region: StateNode, outside: readonly StateNode[]): boolean {
  const isBeside = within(region.parent ?? region);
  return outside.some((node) => node.type === "atomic" && isBeside(node));
}

/** The innermost region of a parallel state that a state lies in, or is. */
function regionOf(own: StateNode): StateNode | null {
  for (let node: StateNode = own; node.parent !== undefined; node = node.parent)
    if (node.parent.type === "parallel") return node;
  return null;
}

const isRestless = ({ always = [] }: StateNode): boolean => always.length > 0;

const closed = new WeakMap<StateNode, boolean>();

/** Once an event has been taken within a region, nothing that follows without another one leads out of it. */
function isClosed(region: StateNode): boolean {
  let known = closed.get(region);
  if (known === undefined) closed.set(region, (known = statesIn(region).every((node) => isKept(region, node))));
  return known;
}

const isKept = (region: StateNode, node: StateNode): boolean =>
  remembersWithin(node) && follows(node).every((way) => staysIn(region, way));

/** A history state leads into the state around it; where nothing is remembered, a target of its own may lead elsewhere. */
function remembersWithin({ type, config, parent, machine }: StateNode): boolean {
  if (type !== "history" || parent === undefined) return true;
  const targets = [(config as NodeConfig).target ?? []].flat().map((target) => machine.getStateNodeById(target));
  return targets.every((leads) => leads !== parent && within(parent)(leads));
}

const statesIn = (node: StateNode): readonly StateNode[] => [node, ...Object.values(node.states).flatMap(statesIn)];

/** What a state takes without an event, and when it is done. */
const follows = ({ always = [], transitions, id }: StateNode): readonly Way[] => [
  ...always,
  ...(transitions.get(`xstate.done.state.${id}`) ?? []),
];

/** One that leads to the region itself, or enters it anew, leaves all regions. */
function staysIn(region: StateNode, { source, target, reenter }: Way): boolean {
  const isInside = within(region);
  const isInner = (node: StateNode): boolean => node !== region && isInside(node);
  return target !== undefined && target.every(isInner) && (isInner(source) || (source === region && !reenter));
}

/** XState numbers the states as they stand in the document: what lies within one follows it without a gap. */
function within(node: StateNode): (other: StateNode) => boolean {
  const last = lastIn(node);
  return ({ order }) => order >= node.order && order <= last;
}

const lasts = new WeakMap<StateNode, number>();

/** Remembered: to look up the last of a thousand regions takes as long as to list them all. */
function lastIn(node: StateNode): number {
  let known = lasts.get(node);
  if (known === undefined) {
    const last = Object.values(node.states).at(-1);
    lasts.set(node, (known = last === undefined ? node.order : lastIn(last)));
  }
  return known;
}

/** The value of a whole machine with that of one region in it. */
function withRegion(whole: Json, part: Json, path: readonly string[]): Json {
  const [key, ...inner] = path;
  if (key === undefined || !isJsonObject(whole) || !isJsonObject(part)) return part;
  return { ...whole, [key]: withRegion(whole[key] ?? null, part[key] ?? null, inner) };
}
