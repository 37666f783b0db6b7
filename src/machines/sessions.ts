import { runOfGen } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import type { Activity, Going, StepRecord } from "../core/run.ts";
import { forkedStep } from "../definition/forked-step.ts";
import type { Planned } from "./action-plan.ts";
import { contextOf, setStep, type Draft } from "./draft.ts";
import { allOf, recordOf } from "./step-records.ts";

/**
 * What an agent goes on with: `new`, `continue` (the default: a step visited again goes on with its own session), `fork` (with a copy of it), the id of
 * another step, or `fork <step>`: a copy of that step's session as it has left it.
 */
export function sessionFor(draft: Draft, activity: Activity, planned: Planned): JsonObject {
  const { session = null } = planned.params;
  const wanted = typeof session === "string" ? session : "continue";
  if (wanted === "new") return { session: null };
  const copied = forkedStep(wanted);
  const isOwn = wanted === "continue" || wanted === "fork";
  const source = isOwn ? activity.step : (copied ?? wanted);
  const record = source === null ? undefined : recordOf(contextOf(draft).steps, source);
  if (copied !== null) return asLeft(record);
  const going = goingOn(record);
  return going === null ? { session: null } : goneOn(draft, going, wanted === "fork");
}

/** What was said in the run that this one was forked from is that run's, which may go on with it: a copy of what was said until then. */
function goneOn(draft: Draft, going: Going, isFork: boolean): JsonObject {
  const isForeign = going.conversation !== null && runOfGen(going.conversation) !== draft.run;
  return {
    ...told(going),
    ...((isFork || isForeign) && { fork: true }),
    ...(isForeign && going.at !== null && { sessionAt: going.at }),
    ...(isForeign && !isFork && { moves: true }),
  };
}

/** Where the agent has not told where that is, others may have gone on with the session: what was said until then is handed over. */
function asLeft(record: StepRecord | undefined): JsonObject {
  const left = leftBy(record);
  if (left === null) return { session: null };
  return left.at === null ? told({ ...left, session: null }) : { ...told(left), fork: true, sessionAt: left.at };
}

/** A conversation can be gone on with where there is no session as well. */
const told = ({ session, agent, conversation }: Going): JsonObject => ({
  session,
  ...(conversation === null ? {} : { conversation }),
  ...(session === null || agent === null ? {} : { sessionAgent: agent }),
});

/** What goes on with a step's session goes on with this; `null` for a step in which no agent has worked. */
export const goingOn = (record: StepRecord | undefined): Going | null => record?.going ?? leftBy(record);

function leftBy(record: StepRecord | undefined): Going | null {
  if (record === undefined) return null;
  const { session, sessionAt, agent } = record.output;
  return {
    session: textOrNull(session),
    at: textOrNull(sessionAt),
    agent: textOrNull(agent),
    conversation: record.conversation ?? null,
  };
}

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

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
export function moveSession(draft: Draft, { step, params: { moves, conversation } }: Activity): void {
  const { steps } = contextOf(draft);
  const going = step === null ? null : goingOn(recordOf(steps, step));
  if (moves !== true || going === null) return;
  for (const [id, record] of Object.entries(allOf(steps)))
    if (id !== step && goingOn(record)?.conversation === conversation) setStep(draft, id, { going });
}
