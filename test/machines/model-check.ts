import { DefinitionHash, Gen, RunId } from "../../src/core/ids.ts";
import type { Input } from "../../src/core/input.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { isFinal, type RunState } from "../../src/core/run.ts";
import type { Definition } from "../../src/definition/definition.ts";
import { compileProgram, WALL_TIMER, type Program } from "../../src/machines/program.ts";
import { step } from "../../src/machines/step.ts";
import { actionsOf, eventData, eventsOf, outcomesOf, textsOf, type World } from "./model-samples.ts";

/**
 * Walks every state that a run can get into. Two states are one when they differ only in what no expression of the definition can
 * read and no counter of the machine depends on. Each state is read back from JSON before an input is given, as after a restart.
 */
export interface Model {
  readonly states: number;
  readonly transitions: number;
  /** Names of the states of the run's end that were reached. */
  readonly ends: readonly string[];
  /** States from which no end can be reached without a cancel or the run's own time limit, with a way into them. */
  readonly stuck: readonly string[];
  /** Expressions that could not be evaluated on the way. */
  readonly faults: readonly string[];
}

interface Node {
  readonly state: RunState;
  /** The state that it was first reached from, and by what; `null` at the start. */
  readonly from: { readonly key: string; readonly label: string } | null;
  readonly isEnd: boolean;
  /** Where it can go by itself or by an answer; cancels and the wall limit are no way out to count on. */
  readonly next: Set<string>;
}

interface Walk {
  readonly world: World;
  readonly program: Program;
  readonly nodes: Map<string, Node>;
  readonly todo: string[];
  readonly faults: Set<string>;
  readonly reads: Reads;
  transitions: number;
}

/** What the expressions of the definition look at. */
interface Reads {
  readonly steps: ReadonlySet<string>;
  readonly visits: boolean;
  readonly error: boolean;
}

const MAX_STATES = 30_000;
/** Somebody who starts and stops all day only adds more of the same to what is still being ended. */
const MAX_STOPS = 3;
const NOW = 1_000;

export function checkModel(
  definition: Definition,
  inputs: readonly JsonObject[],
  bundle: World["bundle"] = new Map(),
): Model {
  const world: World = { definition, bundle, texts: textsOf(definition) };
  const walk: Walk = {
    world,
    program: compileProgram(definition),
    nodes: new Map(),
    todo: [],
    faults: new Set(),
    reads: readsOf(world),
    transitions: 0,
  };
  for (const sample of inputs) begin(walk, sample);
  // Breadth first, so that the way into a state is a short one; the list grows while it is walked.
  for (const key of walk.todo) visit(walk, key);
  const nodes = [...walk.nodes.values()];
  const ends = new Set(nodes.filter((node) => node.isEnd).map(({ state }) => state.snapshot.status as string));
  return {
    states: nodes.length,
    transitions: walk.transitions,
    ends: [...ends].toSorted(),
    stuck: stuckIn(walk.nodes),
    faults: [...walk.faults].toSorted(),
  };
}

function readsOf({ definition, texts }: World): Reads {
  const read = (text: RegExp): boolean => texts.some((one) => text.test(one));
  const ids = actionsOf(definition).map((spec) => spec.step);
  return {
    steps: new Set(ids.filter((id) => read(new RegExp(`steps(\\.${id}\\b|\\["${id}"\\])`)))),
    visits: read(/\.visits\b/),
    error: read(/\berror\./),
  };
}

function begin(walk: Walk, inputs: JsonObject): void {
  const start: Input = {
    type: "start",
    run: RunId("run1"),
    definition: DefinitionHash("h"),
    inputs,
    parent: null,
    workspace: null,
  };
  arrive(walk, step(walk.program, null, start, NOW).state, null);
}

function visit(walk: Walk, key: string): void {
  const node = walk.nodes.get(key);
  if (node === undefined || node.isEnd) return;
  for (const { input, label, counts } of inputsFor(walk, node.state)) {
    const before = JSON.parse(JSON.stringify(node.state)) as RunState;
    const { state, ignored } = step(walk.program, before, input, NOW);
    walk.transitions++;
    if (ignored !== null) continue;
    const next = arrive(walk, state, { key, label });
    if (counts) node.next.add(next);
  }
  assertStale(walk, node.state);
}

function arrive(walk: Walk, state: RunState, from: Node["from"]): string {
  const { error, status } = state.snapshot;
  if (error?.code === "expression.failed") walk.faults.add(`${error.at ?? ""} ${error.message}`);
  const key = keyOf(walk, state);
  if (walk.nodes.has(key)) return key;
  if (walk.nodes.size >= MAX_STATES) throw new Error(`more than ${MAX_STATES} states`);
  walk.nodes.set(key, { state, from, isEnd: isFinal(status), next: new Set() });
  walk.todo.push(key);
  return key;
}

/** A result of a start that is no longer the live one changes nothing, whatever the state. */
function assertStale({ program }: Walk, state: RunState): void {
  const outcome = { status: "succeeded", output: {}, error: null } as const;
  for (const { id } of Object.values(state.snapshot.activities)) {
    const { ignored } = step(program, state, { type: "outcome", activity: id, gen: Gen("run1.0.0"), outcome }, NOW);
    if (ignored !== "stale") throw new Error(`an outcome of another generation was taken by "${id}"`);
  }
}

export interface Possible {
  readonly input: Input;
  readonly label: string;
  readonly counts: boolean;
}

const SENDER = { by: "ann" };

/** Every input that the world can give in this state. */
export function inputsFor(
  { world, program }: Pick<Walk, "world" | "program">,
  { snapshot }: RunState,
): readonly Possible[] {
  const activities = Object.values(snapshot.activities);
  const data: readonly Json[] = [null, { comment: "no", ...eventData(world.texts) }];
  const isCalm = snapshot.stops.length < MAX_STOPS;
  const signals = !isCalm ? [] : [...eventsOf(world.definition), ...activities.flatMap((activity) => activity.signals)];
  const own = (input: Input, label: string): Possible => ({ input, label, counts: true });
  const cancel = (force: boolean): Possible => ({
    input: { type: "cancel", reason: null, force, sender: SENDER },
    label: force ? "forced cancel" : "cancel",
    counts: false,
  });
  return [
    ...activities
      .filter((activity) => program.plans.get(activity.id)?.isWait !== true)
      .flatMap((activity) =>
        outcomesOf(world, activity).map((outcome) =>
          own(
            { type: "outcome", activity: activity.id, gen: activity.gen, outcome },
            `${activity.id} ${outcome.status}`,
          ),
        ),
      ),
    ...[...new Set(signals)].flatMap((name) =>
      data.map((value) => own({ type: "signal", name, step: null, data: value, sender: SENDER }, `signal ${name}`)),
    ),
    ...Object.values(snapshot.timers).map(({ id, gen }) => ({
      input: { type: "timer", timer: id, gen } as const,
      label: `timer ${id}`,
      counts: id !== WALL_TIMER,
    })),
    ...snapshot.stops.map(({ gen, step: left }) => own({ type: "stopped", gen }, `stopped ${left ?? "the opening"}`)),
    own({ type: "resumed", downMs: 1 }, "resumed"),
    cancel(false),
    cancel(true),
  ];
}

/** What decides how a run goes on: not its times, nor what no expression reads. */
function keyOf({ reads, program }: Walk, { snapshot, steps }: RunState): string {
  const { value, history, verdict, status, context, inputs, activities, timers, stops, error, workspace } = snapshot;
  const attemptsIn = Object.keys(timers).flatMap((id) => {
    const plan = id.endsWith("#backoff") ? program.plans.get(id.slice(0, -"#backoff".length)) : undefined;
    return plan?.step === undefined || plan.step === null ? [] : [[plan.step, steps[plan.step]?.attempts]];
  });
  const records = Object.entries(steps).map(([id, record]) => [
    [id, record.gotos, record.override, record.output["session"] ?? null],
    reads.steps.has(id) ? [record.status, record.output] : null,
    reads.visits ? Math.min(record.visits, 3) : null,
  ]);
  return JSON.stringify([
    [value, history, verdict, status, inputs, capped(context), workspace === null],
    Object.values(activities).map(({ id, stopping, attempt, params }) => [id, stopping, attempt, params["session"]]),
    [Object.keys(timers), stops.map((stop) => stop.step), attemptsIn],
    records.map((record) => JSON.stringify(record)).toSorted(),
    [error === null, reads.error ? [error?.class, error?.code] : null],
  ]);
}

/** Counters that only grow would give states without end. */
const capped = (value: Json): Json => {
  if (typeof value === "number") return Math.min(value, 6);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, capped(inner)]));
};

/** Backwards from every end; what is not met is stuck. */
function stuckIn(nodes: Walk["nodes"]): readonly string[] {
  const before = new Map<string, string[]>();
  for (const [key, { next }] of nodes)
    for (const target of next) before.set(target, [...(before.get(target) ?? []), key]);
  const todo = [...nodes].filter(([, node]) => node.isEnd).map(([key]) => key);
  const free = new Set(todo);
  for (let key = todo.pop(); key !== undefined; key = todo.pop())
    for (const source of before.get(key) ?? []) {
      if (free.has(source)) continue;
      free.add(source);
      todo.push(source);
    }
  return [...nodes]
    .filter(([key]) => !free.has(key))
    .map(([, node]) => `${JSON.stringify(node.state.snapshot.value)} by: ${wayTo(nodes, node).join(", ")}`);
}

const wayTo = (nodes: Walk["nodes"], { from }: Node): readonly string[] => {
  const before = from === null ? undefined : nodes.get(from.key);
  return from === null || before === undefined ? [] : [...wayTo(nodes, before), from.label];
};
