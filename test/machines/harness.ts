import { DefinitionHash, RunId } from "../../src/core/ids.ts";
import type { Input } from "../../src/core/input.ts";
import type { JsonObject } from "../../src/core/json.ts";
import type { Allowance } from "../../src/core/limits.ts";
import { errorInfo, type Outcome, type OutcomeStatus } from "../../src/core/outcome.ts";
import type { Activity, RunState } from "../../src/core/run.ts";
import { formatDiagnostic, loadWorkflow } from "../../src/definition/index.ts";
import type { Definition } from "../../src/definition/definition.ts";
import { compileProgram, type Program } from "../../src/machines/program.ts";
import { step, type Step } from "../../src/machines/step.ts";
import { ACTION_OUTPUTS, ACTION_SCHEMAS } from "../../src/actions/schemas.ts";

/** A definition from text; mistakes in it fail the test with their excerpts. */
export function define(text: string, children: Readonly<Record<string, string>> = {}): Definition {
  return defineAll(text, children).definition;
}

export function defineAll(text: string, children: Readonly<Record<string, string>> = {}) {
  const loaded = loadWorkflow(
    { file: "test.yaml", text },
    {
      resolve: (name) => {
        const child = children[name];
        return child === undefined ? "unknown" : { file: `${name}.yaml`, text: child };
      },
      actions: ACTION_SCHEMAS,
      actionOutputs: ACTION_OUTPUTS,
      agents: null,
      workflowNames: Object.keys(children),
    },
  );
  if (loaded.ok) return loaded;
  throw new Error(loaded.diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, { color: false })).join("\n\n"));
}

export const opened = { kind: "none", path: "/somewhere", repo: null, branch: null, base: null, target: null };

interface MachineOptions {
  readonly inputs?: JsonObject;
  readonly children?: Record<string, string>;
  readonly allowance?: Allowance;
  /** Instead of being started. */
  readonly first?: Input;
}

/** Drives the pure step by hand: no engine, no store; time is a number. */
export class Machine {
  readonly program: Program;
  readonly journal: { input: Input; at: number }[] = [];
  last: Step;
  now = 1_000;

  constructor(text: string, { inputs = {}, children = {}, allowance, first }: MachineOptions = {}) {
    this.program = compileProgram(define(text, children));
    if (first !== undefined) {
      this.last = this.take(null, first);
      return;
    }
    const run = RunId("run1");
    this.last = this.take(null, {
      type: "start",
      run,
      definition: DefinitionHash("h"),
      inputs,
      parent: null,
      workspace: null,
      ...(allowance === undefined ? {} : { allowance }),
    });
    this.succeed("open", opened);
  }

  private take(state: RunState | null, input: Input): Step {
    this.journal.push({ input, at: this.now });
    this.last = step(this.program, state, input, this.now);
    return this.last;
  }

  give(input: Input): Step {
    return this.take(this.last.state, input);
  }

  get state(): RunState {
    return this.last.state;
  }

  get status() {
    return this.state.snapshot.status;
  }

  /** Live activities by the step's id (or the path for the engine's own). */
  get live(): Readonly<Record<string, Activity>> {
    return Object.fromEntries(
      Object.values(this.state.snapshot.activities).map((activity) => [activity.step ?? activity.id, activity]),
    );
  }

  activity(name: string): Activity {
    const found = this.live[name];
    if (found === undefined) throw new Error(`"${name}" is not live; live are: ${Object.keys(this.live).join(", ")}`);
    return found;
  }

  end(name: string, outcome: Outcome): Step {
    const { id, gen } = this.activity(name);
    return this.give({ type: "outcome", activity: id, gen, outcome });
  }

  succeed(name: string, output: JsonObject = {}): Step {
    return this.end(name, { status: "succeeded", output, error: null });
  }

  fail(name: string, output: JsonObject = {}, status: Exclude<OutcomeStatus, "succeeded"> = "failed"): Step {
    const error = errorInfo(`${name} failed`, { class: status === "interrupted" ? "interrupted" : "permanent" });
    return this.end(name, { status, output, error });
  }

  signal(name: string, data: JsonObject | null = null, at: string | null = null): Step {
    return this.give({ type: "signal", name, step: at, data, sender: { by: "ann" } });
  }

  cancel(force = false): Step {
    return this.give({ type: "cancel", reason: null, force, sender: { by: null } });
  }

  /** Lets time pass and fires what is due, in order. */
  pass(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const due = Object.values(this.state.snapshot.timers).toSorted((a, b) => a.dueAt - b.dueAt)[0];
      if (due === undefined || due.dueAt > until) break;
      this.now = due.dueAt;
      this.give({ type: "timer", timer: due.id, gen: due.gen });
    }
    this.now = until;
  }

  /** Confirms every stop that is under way. */
  confirmStops(): void {
    for (const { gen } of this.state.snapshot.stops) this.give({ type: "stopped", gen });
  }
}
