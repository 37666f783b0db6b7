import type { RunId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import { isFinal, type Activity } from "../core/run.ts";
import type { Store } from "../core/store.ts";
import type { Definition, StateNode, Transition } from "../definition/definition.ts";
import { expressionsIn, payloadSchema } from "../definition/payload.ts";
import { activeStates } from "../machines/active-states.ts";
import { allStates, rootsOf } from "./active-states.ts";
import { frozenDefinition, stateOf } from "./run-view.ts";

/** An event that a run would take now, conditions not asked. */
export interface OfferedEvent {
  readonly name: string;
  /** Paths of the states that take it, outer ones first. */
  readonly states: readonly string[];
  /** The condition; `null` where one of them takes it in any case. */
  readonly guard: string | null;
  /** JSON Schema of its data, as far as the expressions that read it tell; `null` where they take anything. */
  readonly schema: JsonObject | null;
}

/** Throws `run.unknown` and `definition.missing`. */
export function offeredEventsOf(store: Store, run: RunId): readonly OfferedEvent[] {
  const { snapshot } = stateOf(store, run);
  if (isFinal(snapshot.status)) return [];
  const { definition } = frozenDefinition(store, run);
  const byStates = activeStates(definition, snapshot.value).flatMap((state) =>
    Object.entries(state.on).map(([name, ways]) => ofState(definition, state, { name, ways })),
  );
  const byActivities = Object.values(snapshot.activities).flatMap((activity) =>
    activity.signals.map((name) => ofActivity(definition, activity, name)),
  );
  const all = [...byStates, ...byActivities];
  return all.flatMap((event, i) => {
    const others = all.slice(i + 1).filter(({ name }) => name === event.name);
    return all.findIndex(({ name }) => name === event.name) === i ? [joined(event, others)] : [];
  });
}

interface Taking {
  readonly name: string;
  readonly ways: readonly Transition[];
}

function ofState(definition: Definition, state: StateNode, { name, ways }: Taking): OfferedEvent {
  const conditions = ways.map(({ guard }) => guard?.text ?? null);
  const readers = ways.flatMap(({ guard, operations, target }) => [
    guard,
    operations,
    ...(target === null ? [] : [state.exit, ...entered(definition, target)]),
  ]);
  return {
    name,
    states: [state.path],
    guard: anyOf(conditions),
    schema: payloadSchema(
      definition,
      readers.flatMap((reader) => expressionsIn({ reader })),
      ["event.data"],
    ),
  };
}

/** What is evaluated when a state is entered, `initial` followed. */
function entered(definition: Definition, path: string): readonly unknown[] {
  const node = allStates(rootsOf(definition)).find((one) => one.path === path);
  if (node === undefined) return [];
  const inner = node.states.filter(({ key }) => node.type === "parallel" || key === node.initial);
  const { entry, action } = node;
  const started = action === null ? [] : [action.when, action.params, action.with, action.env];
  return [entry, ...started, ...inner.flatMap((child) => entered(definition, child.path))];
}

/** A step that waits for an event, or an approval. */
function ofActivity(definition: Definition, { id, step, action }: Activity, name: string): OfferedEvent {
  const record = step ?? id;
  const places = [`steps.${record}.output.data`, `steps["${record}"].output.data`];
  const schema = action === "approve" ? COMMENT : payloadSchema(definition, expressionsIn(definition), places);
  return { name, states: [id], guard: null, schema };
}

const COMMENT: JsonObject = { type: "object", properties: { comment: { type: "string" } }, required: [] };

function anyOf(conditions: readonly (string | null)[]): string | null {
  const texts = conditions.filter((one) => one !== null);
  if (texts.length < conditions.length) return null;
  const [only, ...others] = new Set(texts);
  return only === undefined || others.length === 0
    ? (only ?? null)
    : [only, ...others].map((one) => `(${one})`).join(" || ");
}

/** One that several take. What each of them reads differs: only where all agree is it known. */
function joined(first: OfferedEvent, others: readonly OfferedEvent[]): OfferedEvent {
  const same = [first, ...others];
  const isAgreed = others.every(({ schema }) => JSON.stringify(schema) === JSON.stringify(first.schema));
  return {
    name: first.name,
    states: same.flatMap(({ states }) => states),
    guard: anyOf(same.map(({ guard }) => guard)),
    schema: isAgreed ? first.schema : null,
  };
}
