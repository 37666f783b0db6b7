import { DefinitionHash, makeRunId, type RunId } from "../../../../src/core/ids.ts";
import type { Input } from "../../../../src/core/input.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { succeeded } from "../../../../src/core/outcome.ts";
import type { Activity, RunState } from "../../../../src/core/run.ts";
import type { Definition } from "../../../../src/definition/definition.ts";
import { compileProgram, OPENING, type Program } from "../../../../src/machines/program.ts";
import { countTrail, tracedStep, type TracedStep, type Trail } from "../../../../src/machines/trail.ts";

/** One input, and what the core has made of it. */
export interface Taken {
  readonly input: Input;
  /** Of the simulation's own clock. Milliseconds since 1970. */
  readonly at: number;
  readonly step: TracedStep;
}

/** A run that is only thought: the same pure step as in the engine, and nobody who performs its effects. Immutable. */
export interface Simulation {
  readonly program: Program;
  readonly taken: readonly Taken[];
}

interface Frozen {
  readonly hash: string;
  readonly definition: Definition;
}

/** Starts a run that is only thought, at a time; its workspace is taken for opened. `inputs`: checked, defaults applied. */
export function begin({ hash, definition }: Frozen, inputs: JsonObject, at: number): Simulation {
  const program = compileProgram(definition);
  const run = makeRunId(at, Math.random);
  const started = take({ program, taken: [] }, startOf(run, hash, inputs), at);
  const opening = stateOf(started).snapshot.activities[OPENING];
  if (opening === undefined) return started;
  const { id: activity, gen } = opening;
  return take(started, { type: "outcome", activity, gen, outcome: succeeded(workspaceFor(opening)) }, at);
}

const startOf = (run: RunId, hash: string, inputs: JsonObject): Input => ({
  type: "start",
  run,
  definition: DefinitionHash(hash),
  inputs,
  parent: null,
  workspace: null,
});

/** What opening would have given; no such folder is made. */
function workspaceFor({ params }: Activity): JsonObject {
  const { kind = "none", path = "/simulated", repo = null, branch = null, base = null } = params;
  return { kind, path, repo, branch, base, target: base };
}

/** What the journal of a real run makes of it, input by input. */
export function replay(
  { definition }: Frozen,
  journal: readonly { readonly input: Input; readonly at: number }[],
): Simulation {
  const start: Simulation = { program: compileProgram(definition), taken: [] };
  return journal.reduce((simulation, { input, at }) => take(simulation, input, at), start);
}

/** One input more. One that nothing waits for is told by `step.ignored`, and leaves the state as it is. */
export function take(simulation: Simulation, input: Input, at: number): Simulation {
  const { program, taken } = simulation;
  const before = taken.at(-1)?.step.state ?? null;
  return { program, taken: [...taken, { input, at, step: tracedStep(program, before, input, at) }] };
}

/** As it was after so many inputs. */
export const backTo = ({ program, taken }: Simulation, count: number): Simulation => ({
  program,
  taken: taken.slice(0, count),
});

/** Throws for a simulation that has not begun. */
export function stateOf({ taken }: Simulation): RunState {
  const last = taken.at(-1);
  if (last === undefined) throw new Error("a simulation begins with an input");
  return last.step.state;
}

/** Where its clock stands. */
export const clockOf = ({ taken }: Simulation): number => taken.at(-1)?.at ?? 0;

/** The ways that it has gone. */
export function trailOf({ taken }: Simulation): Trail {
  const count = countTrail();
  for (const { step } of taken) count.add(step.moves);
  return count.trail();
}
