import type { Attempt } from "../core/action.ts";
import { nobodysDesk } from "../core/ask.ts";
import { Gen } from "../core/ids.ts";
import { errorInfo, failed, toErrorInfo, type Outcome } from "../core/outcome.ts";
import type { Activity, RunState } from "../core/run.ts";
import { withoutPlaceholders } from "../core/secrets.ts";
import type { PerformerPorts } from "./performer.ts";
import { createDesk } from "./desk.ts";
import { createRevealer, type Revealer } from "./reveal.ts";

interface How {
  readonly activity: Activity;
  readonly halt: AbortSignal;
  readonly recovering: boolean;
}

/** Performs an activity through its action. What an action throws fails the attempt, never the engine. */
export async function attempt(ports: PerformerPorts, state: RunState, how: How): Promise<Outcome> {
  const action = ports.actions.get(how.activity.action);
  if (action === undefined) {
    return failed(
      errorInfo(`Cannot perform "${how.activity.action}": this Drover has no such action.`, { code: "action.unknown" }),
    );
  }
  const revealer = createRevealer(ports.secrets);
  try {
    const outcome = await action.perform(attemptOf(ports, state, { ...how, revealer }));
    return withoutPlaceholders(revealer.mask(outcome));
  } catch (error) {
    return withoutPlaceholders(revealer.mask(failedAttempt(error)));
  }
}

export const failedAttempt = (error: unknown): Outcome => failed(toErrorInfo(error));

function attemptOf(
  ports: PerformerPorts,
  state: RunState,
  { activity, halt, recovering, revealer }: How & { revealer: Revealer },
): Attempt {
  const { run, workspace, seq } = state.snapshot;
  const { gen, action, step, params, env, idleMs, attempt: number, visit, startedAt, budget, outputBytes } = activity;
  const { session, sessionAgent, sessionAt, conversation } = params;
  return {
    run,
    gen,
    step,
    params: revealer.reveal(params),
    env: revealer.reveal(env),
    idleMs,
    ...(action === "agent" || budget !== undefined ? { meter: ports.meters.of(run, activity) } : {}),
    ...(outputBytes === undefined ? {} : { outputBytes }),
    attempt: number,
    visit,
    workspace,
    session: typeof session === "string" ? session : null,
    ...(typeof sessionAgent === "string" ? { sessionAgent } : {}),
    ...(typeof sessionAt === "string" ? { sessionAt } : {}),
    ...(typeof conversation === "string" ? { conversation: Gen(conversation) } : {}),
    halt,
    recovering,
    startedAt,
    desk:
      activity.approves === undefined
        ? createDesk(ports, { run, activity, revealer })
        : nobodysDesk("An approver decides; it is given leave for nothing that it would have to ask for."),
    held: ({ account, until, message }) => {
      const about = { run, seq, at: ports.clock.now(), step, gen };
      ports.publish({ ...about, type: "activity.held", account, until, message });
    },
    found: (origin, pid) => {
      const about = { run, seq, at: ports.clock.now(), step, gen };
      ports.publish(
        origin === "adopted" ? { ...about, type: "activity.adopted", pid } : { ...about, type: "activity.harvested" },
      );
    },
  };
}
