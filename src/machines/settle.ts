import type { JsonObject } from "../core/json.ts";
import { stopApprovals } from "./approver.ts";
import { recordOf } from "./step-records.ts";
import { errorInfo, failed, type Outcome } from "../core/outcome.ts";
import type { Activity, StepRecord, WorkspaceRecord } from "../core/run.ts";
import { outcomeEvent } from "./action-config.ts";
import { contextOf, send, setContext, setStep, type Draft, type Settled } from "./draft.ts";
import { OPENING } from "./program.ts";
import { moveSession, withSession } from "./sessions.ts";
import { answerRequests, clearTimersOf } from "./requests.ts";

/** An activity has ended: its record is written, its timers are gone, and the machine goes on. */
export function takeSettled(draft: Draft, { activity, outcome }: Settled): void {
  delete draft.activities[activity.id];
  clearTimersOf(draft, activity);
  stopApprovals(draft, activity);
  if (outcome === "skipped") return takeSkipped(draft, activity);
  const checked = checkOutput(draft, activity, asHalted(activity, outcome));
  if (activity.id === OPENING && checked.status === "succeeded") openWorkspace(draft, checked.output);
  if (checked.error !== null) setContext(draft, { ...contextOf(draft), failure: checked.error });
  if (activity.step !== null) recordOutcome(draft, activity, activity.step, checked);
  const { status, output } = checked;
  const name = status === "succeeded" ? "success" : "failure";
  const visible = { name, step: activity.step, status, output };
  answerRequests(draft, send(draft, { type: outcomeEvent(activity.id), status, visible }));
}

function takeSkipped(draft: Draft, activity: Activity): void {
  if (activity.step !== null) {
    setStep(draft, activity.step, { status: "skipped", override: null, endedAt: draft.at });
    draft.events.push({ type: "step.ended", step: activity.step, status: "skipped", error: null, output: {}, ms: 0 });
  }
  const visible = { name: "success", step: activity.step, status: "skipped", output: {} };
  answerRequests(draft, send(draft, { type: outcomeEvent(activity.id), status: "skipped", visible }));
}

/** Once a stop was asked for, no outcome counts as success: an agent that exits 0 after SIGTERM has not done its work. */
function asHalted(activity: Activity, outcome: Outcome): Outcome {
  const { stopping } = activity;
  if (stopping === null || outcome.status === stopping) return outcome;
  const what = stopping === "timed_out" ? "timed out" : "was canceled";
  const error = errorInfo(`"${activity.step ?? activity.id}" ${what}`, {
    code: stopping,
    class: stopping === "timed_out" ? "timeout" : "permanent",
    cause: outcome.error,
  });
  return { ...outcome, status: stopping, error };
}

function checkOutput(draft: Draft, activity: Activity, outcome: Outcome): Outcome {
  const check = draft.program.plans.get(activity.id)?.output ?? null;
  if (check === null || outcome.status !== "succeeded") return outcome;
  const problem = check(outcome.output);
  if (problem === null) return outcome;
  const message = `The output of "${activity.step ?? activity.id}" does not fit its schema: ${problem}`;
  return { ...outcome, ...failed(errorInfo(message, { code: "output.invalid", class: "permanent" }), outcome.output) };
}

function openWorkspace(draft: Draft, output: JsonObject): void {
  const context = contextOf(draft);
  const workspace = output as unknown as WorkspaceRecord;
  const values = draft.program.context({
    inputs: context.inputs,
    steps: {},
    run: { id: draft.run, workflow: context.workflow },
    workspace: output,
    context: {},
    event: null,
    error: null,
  });
  if (!values.ok) draft.program.faults.note(values);
  setContext(draft, { ...context, workspace, values: values.ok ? values.value : {} });
}

const hasTalked = ({ action }: Activity, { output: { turns = 0 } }: Outcome): boolean =>
  action === "agent" && turns !== 0;

/** The session of the step is from now on the one that it has worked in. */
const nowOwn = ({ going = null }: Partial<StepRecord> = {}): Partial<StepRecord> =>
  going === null ? {} : { going: null };

function recordOutcome(draft: Draft, activity: Activity, step: string, outcome: Outcome): void {
  const { status, error, note } = outcome;
  const hasSpoken = hasTalked(activity, outcome);
  const before = recordOf(contextOf(draft).steps, step);
  const output = withSession(outcome.output, before);
  // Later than the activity's own start where that was held.
  const startedAt = before?.startedAt ?? activity.startedAt;
  setStep(draft, step, {
    status,
    output,
    error,
    endedAt: draft.at,
    ...(status === "succeeded" ? { override: null } : {}),
    ...(hasSpoken ? { conversation: activity.gen, ...nowOwn(before) } : {}),
  });
  if (hasSpoken) moveSession(draft, activity);
  const ms = draft.at - startedAt;
  draft.events.push({ type: "step.ended", step, status, error, output, ms, ...(note !== undefined && { note }) });
}
