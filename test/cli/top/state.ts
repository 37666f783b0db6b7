import type { AskView } from "../../../src/control/describe-asks.ts";
import type { EngineEvent } from "../../../src/core/events.ts";
import { RunId } from "../../../src/core/ids.ts";
import type { Action, Request } from "../../../src/cli/top/model/actions.ts";
import { initialState, type State } from "../../../src/cli/top/model/state.ts";
import { update } from "../../../src/cli/top/model/update.ts";

export const begun = (): State => initialState("shop", { columns: 80, rows: 24 });

export const runId = (tail: string): RunId => RunId(tail.padStart(20, "0"));

export const started = (tail: string, workflow = "work", parent: RunId | null = null): EngineEvent => ({
  type: "run.started",
  run: runId(tail),
  seq: 1,
  at: 1_000,
  workflow,
  parent,
});

export const stepStarted = (tail: string, step: string): EngineEvent => ({
  type: "step.started",
  run: runId(tail),
  seq: 2,
  at: 2_000,
  step,
  action: "run",
  attempt: 1,
  visit: 1,
  gen: `${runId(tail)}.2.1` as never,
});

export const asking = (tail: string, more: Partial<AskView> = {}): AskView => ({
  id: `${runId(tail)}.1.1`,
  run: runId(tail),
  workflow: "work",
  step: "ok",
  kind: "approval",
  title: "Merge it?",
  tool: null,
  subjects: [],
  input: {},
  diffs: [],
  choices: [],
  risk: null,
  askedAt: 1_000,
  expiresAt: null,
  approver: null,
  ...more,
});

/** The state after these, and all that they have asked to be done. */
export function after(
  state: State,
  ...actions: readonly Action[]
): { readonly state: State; readonly requests: readonly Request[] } {
  let now = state;
  const requests: Request[] = [];
  for (const action of actions) {
    const updated = update(now, action);
    now = updated.state;
    requests.push(...updated.requests);
  }
  return { state: now, requests };
}

export const keys = (...pressed: readonly string[]): readonly Action[] => pressed.map((key) => ({ type: "key", key }));
export const events = (...told: readonly EngineEvent[]): Action => ({ type: "events", events: told });
