import { shortId } from "../core/ids.ts";
import type { Input } from "../core/input.ts";
import type { JsonObject } from "../core/json.ts";
import { errorInfo, type Outcome } from "../core/outcome.ts";
import type { Activity, WorkspaceRecord } from "../core/run.ts";
import { scopeOf, type MachineContext } from "./context.ts";
import { contextOf, nextGen, setContext, setStep, type Draft } from "./draft.ts";
import { closeRun } from "./finish.ts";
import { OPENING, type Program } from "./program.ts";
import { answerRequests } from "./requests.ts";
import { stepRecords, withChange } from "./step-records.ts";

type ForkInput = Extract<Input, { type: "fork" }>;

/** The path of the activity that opens a fork's own workspace; no state stands there. */
export const REOPENING = "open#fork";

/** Every record counts as changed: none of them is stored under the new run yet. */
export function forkedContext(
  program: Program,
  { run, inputs, state: { context, steps, verdict, error, reason = error } }: ForkInput,
  at: number,
): MachineContext {
  return {
    run,
    workflow: program.definition.name,
    createdAt: at,
    inputs,
    workspace: null,
    values: context,
    steps: Object.entries(steps).reduce((all, [id, record]) => withChange(all, id, record), stepRecords({})),
    verdict,
    failure: error,
    reason,
  };
}

/** First a workspace of its own. A run that was only opening one does what any new run does. */
export function beginFork(draft: Draft, input: ForkInput): void {
  const { workspace, frozen } = input.state;
  if (workspace === null || frozen.activities.some(({ id }) => id === OPENING)) return thaw(draft);
  const params = openingParams(draft, workspace, input.files);
  if (typeof params === "string") return closeRun(draft, errorInfo(params, { code: "expression.failed" }));
  const activity: Activity = {
    id: REOPENING,
    gen: nextGen(draft),
    step: null,
    action: "workspace.open",
    params,
    env: {},
    idleMs: null,
    attempt: 1,
    visit: 1,
    signals: [],
    held: null,
    stopping: null,
    startedAt: draft.at,
  };
  draft.activities[REOPENING] = activity;
  draft.effects.push({ type: "start", activity });
}

/** As for a new run, but in the repository and at the commit of the other one. Why not, where that cannot be evaluated. */
function openingParams(
  draft: Draft,
  { kind, path, repo, branch: theirs, base, target }: WorkspaceRecord,
  files: ForkInput["files"],
): JsonObject | string {
  if (kind !== "worktree") return { kind, ...(kind === "directory" ? { path } : {}) };
  const plan = draft.program.plans.get(OPENING)?.plan(scopeOf(contextOf(draft), null), null);
  if (plan?.type === "fault") return plan.fault.message;
  const { branch = null, copy = [] } = plan?.type === "start" ? plan.planned.params : {};
  // A name that does not change from run to run is taken.
  const own = branch === theirs ? `${theirs}-${shortId(draft.run)}` : branch;
  return { kind, repo, branch: own, base, copy, target, ...files };
}

/** The workspace is open, or cannot be: then nothing has begun, and there is nothing to clean up. */
export function takeReopened(draft: Draft, { status, output, error }: Outcome): void {
  delete draft.activities[REOPENING];
  if (status !== "succeeded")
    return closeRun(draft, error ?? errorInfo("The fork's workspace was not opened", { code: status }));
  setContext(draft, { ...contextOf(draft), workspace: output as unknown as WorkspaceRecord });
  thaw(draft);
}

/** Attempts begin anew, with expressions evaluated for this run; waits and the machine's own timers have the time that was left. */
function thaw(draft: Draft): void {
  const { activities = [], timers = [] } = draft.frozen ?? {};
  for (const { id, kind, fires, leftMs } of timers)
    if (fires.type === "event") draft.timers[id] = { id, gen: nextGen(draft), kind, fires, dueAt: draft.at + leftMs };
  for (const { id, attempt } of activities) {
    const step = draft.program.plans.get(id)?.step ?? null;
    if (step !== null) setStep(draft, step, { attempts: attempt - 1 });
    answerRequests(draft, [{ type: "drover.start", params: { path: id } }]);
  }
  draft.frozen = null;
}
