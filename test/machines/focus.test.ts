import { array, assert, boolean, nat, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { DefinitionHash, RunId } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import type { Input } from "../../src/core/input.ts";
import { succeeded } from "../../src/core/outcome.ts";
import { isFinal, type RunState } from "../../src/core/run.ts";
import type { Definition } from "../../src/definition/definition.ts";
import { compileProgram, type Move, type Program } from "../../src/machines/program.ts";
import { step, type Step } from "../../src/machines/step.ts";
import { WORKFLOWS } from "../simulation/workflows.ts";
import { define, opened } from "./harness.ts";
import { inputsFor } from "./model-check.ts";
import { inputSamples, textsOf, type World } from "./model-samples.ts";

/** Statecharts in which regions have to do with each other in every way that there is. */
const CHARTS: Readonly<Record<string, string>> = {
  "regions within regions": `name: test
workspace: none
steps:
  - id: all
    parallel:
      - { id: one, run: a }
      - id: two
        parallel:
          - { id: three, run: b, on-failure: continue }
          - { id: four, run: c, retry: { attempts: 2, delay: 1s } }
      - id: five
        steps:
          - { id: six, run: d, when: inputs.go }
          - { id: seven, approve: Is it good?, on-failure: { goto: six, max: 2 } }
inputs: { go: { type: boolean, default: true } }
`,
  "a region that waits for what another sets": `name: test
workspace: none
context: { done: 0 }
initial: both
states:
  both:
    type: parallel
    states:
      works:
        initial: first
        states:
          first: { run: a, on: { success: { target: second, do: { set: { done: "\${{ context.done + 1 }}" } } }, failure: end } }
          second: { run: b, on: { success: end, failure: first } }
          end: { type: final }
      waits:
        initial: idle
        states:
          idle: { always: [{ when: context.done > 0, target: woken }], on: { more: woken } }
          woken: { run: c, on: { success: end, failure: end } }
          end: { type: final }
      also:
        initial: last
        states:
          last: { run: d, on: { success: end, failure: end } }
          end: { type: final }
    on-done: over
  over: { type: final }
`,
  "ways out of a region, and back to where it was": `name: test
workspace: none
initial: both
states:
  both:
    type: parallel
    on: { pause: paused }
    states:
      left:
        initial: a
        states:
          a: { run: a, on: { success: b, failure: again } }
          b: { run: b, on: { success: end, failure: broken }, after: { 1m: end } }
          end: { type: final }
      right:
        initial: c
        states:
          c: { run: c, on: { success: d, failure: again }, entry: [{ emit: begun }] }
          d: { run: d, on: { success: end, failure: d } }
          end: { type: final }
    on-done: over
  again: { run: e, on: { success: both, failure: broken } }
  paused: { on: { go: both } }
  broken: { type: final, status: failed }
  over: { type: final }
`,
  "a region whose end leads out, or a condition on the way, or that begins anew": `name: test
workspace: none
context: { count: 0 }
initial: both
states:
  both:
    type: parallel
    states:
      left:
        initial: inner
        states:
          inner:
            initial: a
            states:
              a: { run: a, on: { success: done, failure: { target: maybe, do: { set: { count: "\${{ context.count + 1 }}" } } } } }
              maybe: { always: [{ when: context.count > 1, target: out }, { target: a }] }
              done: { type: final }
            on-done: out
            on: { finish: end }
          end: { type: final }
      right:
        initial: c
        states:
          c: { run: c, on: { success: end, failure: both.right } }
          end: { type: final }
      last:
        initial: d
        states:
          d: { run: d, on: { success: end, failure: d } }
          end: { type: final }
    on-done: out
  out: { run: e, on: { success: both, failure: over } }
  over: { type: final }
`,
  "branches that are skipped at once, beside one that may lead out": `name: test
workspace: none
inputs: { go: { type: boolean, default: false } }
context: { x: 1 }
initial: begin
states:
  begin: { on: { start: both } }
  both:
    type: parallel
    states:
      left:
        initial: a
        states:
          a: { run: a, when: inputs.go, on: { success: b, failure: b } }
          b: { on: { hit: { do: { set: { x: "\${{ context.x * 2 % 97 }}" } }, target: c } } }
          c: { run: c, on: { success: a, failure: end } }
          end: { type: final }
      right:
        initial: d
        states:
          d: { run: d, when: inputs.go, on: { success: e, failure: f } }
          e: { on: { hit: { do: { set: { x: "\${{ context.x + 10 }}" } }, target: d } } }
          f: { always: { when: context.x > 50, target: over }, on: { hit: end } }
          end: { type: final }
      last:
        initial: g
        states: { g: { run: g, on: { success: end, failure: end } }, end: { type: final } }
    on-done: over
  over: { type: final }
`,
  "an expression that fails in one of them": `name: test
workspace: none
inputs: { list: { type: array, default: [] } }
steps:
  - id: all
    parallel:
      - { id: one, run: a }
      - { id: two, run: "echo \${{ inputs.list[0] }}" }
      - { id: three, run: c }
finally:
  - { id: last, run: d }
`,
};

const DEFINITIONS: readonly (readonly [string, Definition])[] = [
  ...WORKFLOWS.map(({ name, definition }) => [name, definition] as const),
  ...Object.entries(CHARTS).map(([name, text]) => [name, define(text)] as const),
];

const startOf = (inputs: JsonObject) =>
  ({
    type: "start",
    run: RunId("run1"),
    definition: DefinitionHash("h"),
    inputs,
    parent: null,
    workspace: null,
  }) as const;

interface Told extends Pick<Step, "effects" | "events" | "steps" | "timers" | "ignored"> {
  readonly state: Pick<RunState, "snapshot" | "steps">;
  readonly moves: readonly Move[];
}

/** The same, save that XState is always shown the whole machine. */
function programs(definition: Definition): { readonly focused: Program; readonly whole: Program } {
  return { focused: compileProgram(definition), whole: { ...compileProgram(definition), raises: true } };
}

function told(program: Program, take: (program: Program) => Step): { readonly made: Step; readonly told: string } {
  const moves: Move[] = [];
  const made = take({ ...program, onMove: (move) => void moves.push(move) });
  const { effects, events, steps, timers, ignored, state } = made;
  const all: Told = {
    effects,
    events,
    steps,
    timers,
    ignored,
    moves,
    state: { snapshot: state.snapshot, steps: state.steps },
  };
  return { made, told: JSON.stringify(all) };
}

const seed = Number(process.env["DROVER_SEED"] ?? Date.now() % 2 ** 31);

interface Choice {
  readonly nth: number;
  /** The next input finds the state as after a restart. */
  readonly isRestored: boolean;
}

const CHOICES = array(record({ nth: nat(), isRestored: boolean() }), { minLength: 1, maxLength: 40 });

const asStored = ({ snapshot, steps }: RunState): RunState =>
  JSON.parse(JSON.stringify({ snapshot, steps })) as RunState;

/** Both programs go the same way; what they tell of each step is compared. */
function walk(definition: Definition, choices: readonly Choice[]): void {
  const { focused, whole } = programs(definition);
  const world: World = { definition, bundle: new Map(), texts: textsOf(definition) };
  const [inputs = {}] = inputSamples(definition);
  let states = [focused, whole].map((program) => step(program, null, startOf(inputs), 1_000).state);
  for (const [index, { nth, isRestored }] of choices.entries()) {
    const [state] = states;
    if (state === undefined || isFinal(state.snapshot.status)) return;
    const possible = inputsFor({ world, program: focused }, state).filter(({ counts }) => counts);
    const { input } = possible[nth % possible.length] ?? {};
    if (input === undefined) return;
    const at = 1_010 + index;
    const [one, two] = [focused, whole].map((program, i) =>
      told(program, (to) => step(to, states[i] ?? null, input, at)),
    );
    expect(one?.told).toBe(two?.told);
    states = [one, two].flatMap((each) => (each === undefined ? [] : [each.made.state]));
    if (isRestored) states = states.map(asStored);
  }
}

describe(`a region of a machine, looked at alone, goes on as it does in the whole (seed ${seed})`, () => {
  it.each(DEFINITIONS)("in %s", (_, definition) => {
    assert(
      property(CHOICES, (choices) => walk(definition, choices)),
      { numRuns: 60, seed },
    );
  });
});

interface Drive {
  readonly inputs?: JsonObject;
  /** Every input finds the state as after a restart. */
  readonly isRestored?: boolean;
}

/** From the start of `main`. */
function drive(program: Program, { inputs = {}, isRestored = false }: Drive = {}) {
  let { state } = step(program, null, startOf(inputs), 1);
  const give = (input: Input): RunState =>
    ({ state } = step(program, isRestored ? asStored(state) : state, input, 2)).state;
  const end = (activity: string, output = {}): RunState => {
    const gen = state.snapshot.activities[activity]?.gen;
    if (gen === undefined) throw new Error(`${activity} is not at work`);
    return give({ type: "outcome", activity, gen, outcome: succeeded(output) });
  };
  end("open", opened);
  return {
    end,
    signal: (name: string) => give({ type: "signal", name, step: null, data: null, sender: { by: "ann" } }),
  };
}

describe("regions that take one event", () => {
  it("follow each other as in the file, though the step before led through one of them alone", () => {
    const definition = define(CHARTS["branches that are skipped at once, beside one that may lead out"] ?? "");
    for (const program of Object.values(programs(definition))) {
      const run = drive(program, { inputs: { go: false } });
      run.signal("start");
      expect(run.signal("hit").snapshot.context).toEqual({ x: 12 });
    }
  });

  it("follow each other after a restart as they would have before it", () => {
    const program = compileProgram(
      define(`name: test
workspace: none
context: { x: 0, y: 1 }
initial: both
states:
  both:
    type: parallel
    on: { leave: over, wake: { do: { set: { x: 1 } } } }
    states:
      deep:
        initial: a
        states:
          a: { always: { when: context.x == 1, target: b, do: { set: { y: "\${{ context.y * 2 }}" } } } }
          b: {}
      plain: { always: { when: context.x == 1, do: { set: { x: 2, y: "\${{ context.y + 10 }}" } } } }
  over: { type: final }
`),
    );
    const contexts = [false, true].map((isRestored) => drive(program, { isRestored }).signal("wake").snapshot.context);
    expect(contexts).toEqual([
      { x: 2, y: 12 },
      { x: 2, y: 12 },
    ]);
  });
});

describe("a history state that leads out of a region when nothing is remembered", () => {
  it("leaves the other regions too", () => {
    // Refused today; a run that began before goes on with it.
    const inside = define(`name: test
workspace: none
initial: both
states:
  both:
    type: parallel
    states:
      left:
        initial: a
        states:
          a: { run: a, on: { success: deep.was, failure: deep } }
          deep: { initial: first, states: { first: { on: { go: both.left.end } }, was: { type: history, target: first } } }
          end: { type: final }
      right: { run: b, on: { success: out } }
    on: { leave: out }
  out: { run: c, on: { success: over } }
  over: { type: final }
`);
    const target = (path: string): string => `"historyTarget":"main.${path}"`;
    const text = JSON.stringify(inside).replace(target("both.left.deep.first"), target("out"));
    const { snapshot } = drive(compileProgram(JSON.parse(text) as Definition)).end("main.both.left.a");
    expect(Object.keys(snapshot.activities)).toEqual(["main.out"]);
    expect(snapshot.stops.map(({ step: id }) => id)).toEqual(["right"]);
  });
});

describe("the outcome of a branch", () => {
  it("shows XState that branch alone, until it is the last", () => {
    const names = ["a", "b", "c", "d", "e"];
    const branches = names.map((id) => `      - { id: ${id}, run: "true" }`).join("\n");
    const program = compileProgram(
      define(`name: test
workspace: none\nsteps:\n  - id: all\n    parallel:\n${branches}\n`),
    );
    const shown: number[] = [];
    const { machine } = program;
    const transition = machine.transition.bind(machine);
    machine.transition = (snapshot, event, scope) => {
      shown.push(snapshot._nodes.length);
      return transition(snapshot, event, scope);
    };
    let { state } = step(program, null, startOf({}), 1);
    const succeed = (activity: string, output = {}): void => {
      const gen = state.snapshot.activities[activity]?.gen;
      if (gen === undefined) throw new Error(`${activity} is not at work`);
      ({ state } = step(program, state, { type: "outcome", activity, gen, outcome: succeeded(output) }, 2));
    };
    succeed("open", opened);
    shown.length = 0;
    for (const id of names) succeed(`main.all.${id}.${id}`);
    expect(shown.slice(0, -1)).toEqual([2, 2, 2, 2]);
    expect(shown.at(-1)).toBeGreaterThan(5);
    expect(state.snapshot.status).toBe("succeeded");
  });
});
