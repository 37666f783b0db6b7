import { hasKey, keyRange, report, spot, VERBS, type Build } from "./build.ts";
import type { State } from "./generated/workflow-file.ts";
import type { Range } from "./source.ts";

interface Named {
  readonly key: string;
  readonly range: Range;
  readonly isTop: boolean;
}

const MOVES = ["on", "after", "always", "on-done", "states", "initial"];
const OUTCOMES = ["success", "failure", "timed_out", "interrupted", "canceled"];

/** Keys of a state that do not go together. */
export function checkShape(build: Build, raw: NonNullable<State>, { key, range, isTop }: Named): void {
  const verb = VERBS.find((one) => hasKey(build, raw, one));
  const has = (name: string): boolean => hasKey(build, raw, name);
  const refuse = (name: string, message: string, expected: string): void =>
    report(build, keyRange(build, spot(raw, name)), { code: "D105", message, expected });
  const isEnd = raw.type === "final" || raw.type === "history";
  if (isEnd)
    for (const name of [...MOVES, ...(verb === undefined ? [] : [verb])].filter(has))
      refuse(
        name,
        `A ${raw.type ?? ""} state cannot have "${name}".`,
        raw.type === "final" ? "entry, exit, status, description" : "history, target, description",
      );
  if (has("status") && (raw.type !== "final" || !isTop))
    refuse(
      "status",
      "Only a final state of the top level says what the run ends as.",
      "type: final beside it, at the top level",
    );
  for (const name of ["history", "target"])
    if (has(name) && raw.type !== "history")
      refuse(name, `"${name}" means nothing in this state.`, "type: history beside it");
  if (verb !== undefined && has("states"))
    refuse("states", `A state with the verb "${verb}" cannot have states of its own.`, "a verb, or states");
  if (raw.type === "parallel" && !has("states"))
    report(build, range, {
      code: "D102",
      message: `The parallel state "${key}" has no "states".`,
      expected: "its regions under states",
    });
  if (raw.type === "parallel" && has("initial"))
    refuse("initial", "A parallel state enters all of its states.", "no initial");
  if (has("initial") && !has("states") && !isEnd && raw.type !== "parallel")
    refuse("initial", '"initial" means nothing without "states".', "states beside it");
  if (has("on-done") && !has("states"))
    refuse(
      "on-done",
      '"on-done" means nothing without "states".',
      verb === undefined ? "states beside it" : "on: { success: … }",
    );
  if (verb === undefined) checkLoose(build, raw);
}

const AROUND = ["prompt", "session", "with", "when", "env", "timeout", "idle", "retry", "output"];

/** What only a state with a verb can have. */
function checkLoose(build: Build, raw: NonNullable<State>): void {
  for (const name of AROUND)
    if (hasKey(build, raw, name))
      report(build, keyRange(build, spot(raw, name)), {
        code: "D105",
        message: `"${name}" means nothing in a state without a verb.`,
        expected: `one of run, agent, approve, wait, workflow, uses beside it`,
      });
  const on = raw.on ?? {};
  for (const name of OUTCOMES)
    if (hasKey(build, on, name))
      report(build, keyRange(build, spot(on, name)), {
        code: "D206",
        message: `"${name}" is the outcome of a verb, and this state has none.`,
        expected: "another name for the event",
      });
}
