import { expect, it } from "vitest";
import { RunId } from "../../src/core/ids.ts";
import type { RunState, RunStatus } from "../../src/core/run.ts";
import { createRecentStates } from "../../src/engine/recent-states.ts";

/** What the memory looks at of a state. */
const stateOf = (status: RunStatus): RunState =>
  ({ snapshot: { status, owesParent: false }, steps: {} }) as unknown as RunState;
const runs = Array.from({ length: 100 }, (_, i) => RunId(`run${i}`));
const keptOf = (status: RunStatus): number => {
  const recent = createRecentStates();
  for (const run of runs) recent.set(run, stateOf(status));
  return runs.filter((run) => recent.get(run) !== undefined).length;
};

it("keeps the states of runs at work, and of those that wait or have ended only the last few", () => {
  expect(keptOf("running")).toBe(100);
  expect(keptOf("waiting")).toBe(64);
  expect(keptOf("succeeded")).toBe(64);
});

it("knows of one state for a run that went to wait, and of the newer one when it works again", () => {
  const recent = createRecentStates();
  const [run = RunId("")] = runs;
  for (const status of ["running", "waiting", "running"] as const) {
    const state = stateOf(status);
    recent.set(run, state);
    expect(recent.get(run)).toBe(state);
  }
  recent.delete(run);
  expect(recent.get(run)).toBeUndefined();
});
