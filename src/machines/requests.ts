import type { Json } from "../core/json.ts";
import { type Budget, refusedBy } from "../core/limits.ts";
import { errorInfo, failed } from "../core/outcome.ts";
import type { Activity, Timer } from "../core/run.ts";
import type { ActionPlan, Planned } from "./action-plan.ts";
import { scopeOf } from "./context.ts";
import { contextOf, nextGen, setStep, stopActivity, type Draft } from "./draft.ts";
import { budgetFor, limitReached } from "./spending.ts";
import { stopApprovals } from "./approver.ts";
import { expiryTimer } from "./talk-inputs.ts";
import { sessionFor } from "./sessions.ts";
import { recordOf } from "./step-records.ts";
import type { StateRequest } from "./effects.ts";
import { isOpened } from "./opening.ts";
import { OPENING } from "./program.ts";

/** Turns what states asked for into activities, timers and effects, in the order of the transition. */
export function answerRequests(draft: Draft, requests: readonly StateRequest[]): void {
  for (const request of requests) answer(draft, request);
}

function answer(draft: Draft, request: StateRequest): void {
  switch (request.type) {
    case "drover.start":
      return start(draft, request.params.path);
    case "drover.leave":
      return leave(draft, request.params.path);
    case "drover.timer.set":
      return setEventTimer(draft, request.params.id, request.params.delay);
    case "drover.timer.clear":
      delete draft.timers[request.params.id];
      return;
    case "drover.retrying":
      return announceRetry(draft, request.params.step);
    case "drover.emit":
      draft.events.push({ type: "emitted", name: request.params.name, data: request.params.data as Json });
  }
}

function announceRetry(draft: Draft, step: string): void {
  const record = recordOf(contextOf(draft).steps, step);
  draft.events.push({
    type: "step.retrying",
    step,
    attempt: (record?.attempts ?? 0) + 1,
    error: record?.error ?? null,
  });
}

function setEventTimer(draft: Draft, id: string, delay: number | null): void {
  if (delay === null) return;
  draft.timers[id] = {
    id,
    gen: nextGen(draft),
    kind: "wall",
    dueAt: draft.at + delay,
    fires: { type: "event", event: `drover.timer.${id}` },
  };
}

function start(draft: Draft, path: string): void {
  const plan = draft.program.plans.get(path);
  if (plan === undefined) throw new Error(`no action stands at "${path}"`);
  const before = plan.step === null ? null : recordOf(contextOf(draft).steps, plan.step);
  const activity = newActivity(draft, path, plan);
  if (path === OPENING && isOpened(draft.program.definition, contextOf(draft).workspace)) {
    draft.settled.push({
      activity,
      outcome: { status: "succeeded", output: contextOf(draft).workspace as never, error: null },
    });
    return;
  }
  const decided = plan.plan(scopeOf(contextOf(draft), null), before?.override ?? null);
  if (decided.type === "skip") {
    draft.settled.push({ activity, outcome: "skipped" });
  } else if (decided.type === "fault") {
    const { message, at, class: errorClass } = decided.fault;
    const error = errorInfo(message, {
      code: "expression.failed",
      class: errorClass,
      at: `${draft.program.definition.file}:${at}`,
    });
    countAttempt(draft, activity, plan);
    draft.settled.push({ activity, outcome: failed(error) });
  } else {
    countAttempt(draft, activity, plan);
    launchWithin(budgetFor(draft, activity, plan), draft, { plan, planned: decided.planned, activity });
  }
}

/** An agent whose budget is used up is not started; a child run finds out for each of its agents. */
function launchWithin(budget: Budget | null, draft: Draft, launching: Launching): void {
  const { plan, activity } = launching;
  const refused = refusal(budget, plan);
  if (refused !== null) draft.settled.push({ activity, outcome: limitReached(refused) });
  else launch(draft, budget === null ? launching : { ...launching, activity: { ...activity, budget } });
}

const refusal = (budget: Budget | null, { action }: Pick<ActionPlan, "action">): string | null =>
  budget === null || action === "workflow" ? null : refusedBy(budget);

function newActivity(draft: Draft, path: string, plan: ActionPlan): Activity {
  const record = plan.step === null ? undefined : recordOf(contextOf(draft).steps, plan.step);
  return {
    id: path,
    gen: nextGen(draft),
    step: plan.step,
    action: plan.action,
    params: {},
    env: {},
    idleMs: null,
    attempt: (record?.attempts ?? 0) + 1,
    visit: record?.visits ?? 1,
    signals: [],
    held: null,
    stopping: null,
    startedAt: draft.at,
  };
}

function countAttempt(draft: Draft, activity: Activity, plan: ActionPlan): void {
  if (plan.step === null) return;
  setStep(draft, plan.step, {
    status: plan.isWait ? "waiting" : "running",
    attempts: activity.attempt,
    gen: activity.gen,
    startedAt: draft.at,
  });
}

interface Launching {
  readonly plan: ActionPlan;
  readonly planned: Planned;
  readonly activity: Activity;
}

function launch(draft: Draft, { plan, planned, activity: bare }: Launching): void {
  const params = {
    ...planned.params,
    ...(plan.action === "agent" ? sessionFor(draft, bare, planned) : {}),
  };
  const activity: Activity = {
    ...bare,
    params,
    env: planned.env,
    idleMs: planned.idleMs,
    signals: planned.signals,
    ...(plan.limits?.outputBytes === undefined ? {} : { outputBytes: plan.limits.outputBytes }),
  };
  draft.activities[activity.id] = activity;
  const timers = timersFor(draft, activity, { plan, planned });
  for (const timer of timers) draft.timers[timer.id] = timer;
  if (plan.isWait) announceWait(draft, activity, timers);
  else {
    draft.effects.push({ type: "start", activity });
    if (activity.step !== null) {
      const { step, action, attempt, visit, gen } = activity;
      draft.events.push({ type: "step.started", step, action, attempt, visit, gen });
    }
  }
}

/** A timeout of work stands still while the engine is down; a person's or a wait's runs on. */
function timersFor(
  draft: Draft,
  activity: Activity,
  { plan, planned }: { plan: ActionPlan; planned: Planned },
): Timer[] {
  const timer = (suffix: string, delay: number | null, fires: "timeout" | "elapsed"): Timer[] =>
    delay === null
      ? []
      : [
          {
            id: `${activity.id}#${suffix}`,
            gen: nextGen(draft),
            kind: plan.isWait ? "wall" : "live",
            dueAt: draft.at + (leftOf(draft, `${activity.id}#${suffix}`) ?? delay),
            fires: { type: fires, activity: activity.id },
          },
        ];
  return [...timer("elapsed", planned.waitMs, "elapsed"), ...timer("timeout", planned.timeoutMs, "timeout")];
}

/** What a wait that begins anew in a fork has left. */
const leftOf = ({ frozen }: Draft, timer: string): number | undefined =>
  frozen?.timers.find(({ id }) => id === timer)?.leftMs;

function announceWait(draft: Draft, activity: Activity, timers: readonly Timer[]): void {
  if (activity.step === null) return;
  const message = activity.params["message"];
  draft.events.push({
    type: "step.waiting",
    step: activity.step,
    action: activity.action,
    signals: activity.signals,
    message: typeof message === "string" ? message : null,
    dueAt: timers.length === 0 ? null : Math.min(...timers.map((timer) => timer.dueAt)),
  });
}

/** The state was left: what it started has to end, and what it waited for no longer counts. */
function leave(draft: Draft, path: string): void {
  const activity = draft.activities[path];
  if (activity === undefined) return;
  delete draft.activities[path];
  clearTimersOf(draft, activity);
  stopApprovals(draft, activity);
  if (activity.step !== null) {
    setStep(draft, activity.step, { status: "canceled", endedAt: draft.at });
    draft.events.push({
      type: "step.ended",
      step: activity.step,
      status: "canceled",
      error: null,
      output: {},
      ms: draft.at - activity.startedAt,
    });
  }
  stopActivity(draft, activity);
}

export function clearTimersOf(draft: Draft, { id: path, asks = [] }: Activity): void {
  delete draft.timers[`${path}#elapsed`];
  delete draft.timers[`${path}#timeout`];
  for (const { id } of asks) delete draft.timers[expiryTimer(path, id)];
}

/** What starts while something is still being ended has to wait, and a clock that ran meanwhile would time nothing. */
export function holdStarts(draft: Draft): void {
  if (draft.stops.length === 0) return;
  for (const effect of draft.effects) {
    const activity = effect.type === "start" ? draft.activities[effect.activity.id] : undefined;
    if (activity === undefined || effect.type !== "start" || activity.gen !== effect.activity.gen) continue;
    const timer = draft.timers[`${activity.id}#timeout`];
    delete draft.timers[`${activity.id}#timeout`];
    draft.activities[activity.id] = {
      ...activity,
      held: { timeoutMs: timer === undefined ? null : timer.dueAt - draft.at },
    };
  }
}

/** Nothing is left to be ended: what was held starts now, within what is left now that this has been counted. */
export function releaseHeld(draft: Draft): void {
  if (draft.stops.length > 0) return;
  for (const activity of Object.values(draft.activities)) {
    if (activity.held === null) continue;
    const { id, held, step } = activity;
    const plan = draft.program.plans.get(id);
    const budget = plan === undefined ? null : budgetFor(draft, activity, plan);
    const refused = refusal(budget, activity);
    if (refused !== null) {
      draft.settled.push({ activity, outcome: limitReached(refused) });
      continue;
    }
    draft.activities[id] = { ...activity, held: null, ...(budget === null ? {} : { budget }) };
    if (step !== null) setStep(draft, step, { startedAt: draft.at });
    if (held.timeoutMs === null) continue;
    const dueAt = draft.at + held.timeoutMs;
    draft.timers[`${id}#timeout`] = {
      id: `${id}#timeout`,
      gen: nextGen(draft),
      kind: "live",
      dueAt,
      fires: { type: "timeout", activity: id },
    };
  }
}
