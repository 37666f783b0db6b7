import { runOfGen } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import type { Activity, StepRecord } from "../core/run.ts";
import type { Planned } from "./action-plan.ts";
import { contextOf, setStep, type Draft } from "./draft.ts";
import { allOf, recordOf } from "./step-records.ts";

/** `new`, `continue` (the default: a step visited again goes on with its own session), or the id of another step. */
export function sessionFor(draft: Draft, activity: Activity, planned: Planned): JsonObject {
  const wanted = planned.params["session"];
  if (wanted === "new") return { session: null };
  const { steps } = contextOf(draft);
  const isOwn = wanted === "continue" || wanted === "fork" || typeof wanted !== "string";
  const source = isOwn ? activity.step : wanted;
  const before = source === null ? undefined : recordOf(steps, source);
  if (isForeign(draft, before)) return { ...ofThen(before), ...(wanted !== "fork" && { moves: true }) };
  return { ...wentBefore(before), ...(wanted === "fork" && { fork: true }) };
}

/** What was said in the run that this one was forked from is that run's, which may go on with it. */
const isForeign = (draft: Draft, { conversation }: Partial<StepRecord> = {}): boolean =>
  conversation !== undefined && runOfGen(conversation) !== draft.run;

/** A copy of it, of what was said until then. */
function ofThen(before: Partial<StepRecord> = {}): JsonObject {
  const { sessionAt } = before.output ?? {};
  return { ...wentBefore(before), fork: true, ...(typeof sessionAt === "string" && { sessionAt }) };
}

/** A conversation can be gone on with where there is no session as well. */
function wentBefore({ output = {}, conversation }: Partial<StepRecord> = {}): JsonObject {
  const { session, agent } = output;
  return {
    session: typeof session === "string" ? session : null,
    ...(conversation === undefined ? {} : { conversation }),
    ...(typeof session === "string" && typeof agent === "string" ? { sessionAgent: agent } : {}),
  };
}

/** A failure keeps the session and whatever else the last good output said, so that a retry can go on from there. */
export function withSession(output: JsonObject, { output: before }: Partial<StepRecord> = {}): JsonObject {
  const { session, sessionAt, agent } = before ?? {};
  if (session === undefined || output["session"] !== undefined) return output;
  return {
    ...output,
    session,
    ...(sessionAt === undefined ? {} : { sessionAt }),
    ...(agent === undefined ? {} : { agent }),
  };
}

/** The first in a fork that has gone on with a session of the other run has made the copy in which all go on with it from now on. */
export function moveSession(draft: Draft, activity: Activity, output: JsonObject): void {
  const { moves, conversation } = activity.params;
  if (moves !== true) return;
  for (const [id, record] of Object.entries(allOf(contextOf(draft).steps))) {
    if (record.conversation !== conversation || id === activity.step) continue;
    const { sessionAt: _, ...own } = record.output;
    const { session = null, sessionAt, agent } = output;
    // Another agent has no use for that session; it is handed what was said.
    const copy =
      own["agent"] === agent ? { session, ...(sessionAt === undefined ? {} : { sessionAt }) } : { session: null };
    setStep(draft, id, { output: { ...own, ...copy }, conversation: activity.gen });
  }
}
