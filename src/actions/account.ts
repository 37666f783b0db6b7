import type { Attempt } from "../core/action.ts";
import { accountOf, type AgentProfile, type AgentProfiles } from "../core/agent.ts";
import { type Breaker, type Breakers, isLimit, limitedUntil } from "../core/breaker.ts";
import { type Outcome, toErrorInfo } from "../core/outcome.ts";
import type { Clock } from "../core/ports.ts";

export interface AccountPorts {
  readonly profiles: AgentProfiles;
  readonly breakers: Breakers;
  readonly clock: Clock;
}

/**
 * Who works: the profile, or where its account is limited the first of its fallbacks that is free. Where none is, resolves when the
 * first account is free again, or the attempt is halted.
 */
export async function whoWorks(ports: AccountPorts, attempt: Attempt, wanted: AgentProfile): Promise<AgentProfile> {
  const candidates = [wanted, ...wanted.fallback.map((name) => ports.profiles.get(name))];
  for (;;) {
    const free = candidates.find((profile) => ports.breakers.get(accountOf(profile)) === null);
    if (free !== undefined || attempt.halt.aborted) return free ?? wanted;
    const [first] = candidates
      .flatMap((profile) => ports.breakers.get(accountOf(profile)) ?? [])
      .toSorted((a, b) => a.until - b.until);
    if (first === undefined) continue;
    attempt.held(first);
    await until(ports.clock, first, attempt.halt);
  }
}

function until(clock: Clock, { until: at }: Breaker, halt: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      halt.removeEventListener("abort", over);
      cancel();
      resolve();
    };
    const cancel = clock.wakeAt(at, over);
    halt.addEventListener("abort", over);
  });
}

/** An agent that has met a limit keeps others from running into it. That this cannot be noted must not hide what the agent came to. */
export async function noteLimit(
  { breakers, clock }: AccountPorts,
  profile: AgentProfile,
  outcome: Outcome,
): Promise<Outcome> {
  const { error } = outcome;
  if (error === null || !isLimit(error.class)) return outcome;
  const now = clock.now();
  const { message, class: errorClass } = error;
  const isOverAt = limitedUntil(message, errorClass, now);
  try {
    await breakers.open({ account: accountOf(profile), class: errorClass, message, openedAt: now, until: isOverAt });
    return outcome;
  } catch (fault) {
    return { ...outcome, error: { ...error, cause: toErrorInfo(fault) } };
  }
}
