import type { Attempt } from "../core/action.ts";
import type { AgentProfile } from "../core/agent.ts";
import { type Meter, refusedBy } from "../core/limits.ts";

/** The attempt with what the profile limits where the step does not. Without any limit nobody has to count. */
export function limited(attempt: Attempt, { limits: { outputBytes, ...defaults } = {} }: AgentProfile): Attempt {
  const { meter, ...rest } = attempt;
  const left = meter === undefined ? null : meterWith(meter, defaults);
  return {
    ...rest,
    ...(left === null || left.left() === null ? {} : { meter: left }),
    ...(rest.outputBytes === undefined && outputBytes !== undefined ? { outputBytes } : {}),
  };
}

const meterWith = (meter: Meter, defaults: Parameters<Meter["left"]>[0]): Meter => ({
  used: (spent) => meter.used(spent),
  left: () => meter.left(defaults),
});

/** Why no turn may begin; `null` when one may. Those that are talked with are asked again when they are about to have it. */
export function refused({ meter }: Attempt): string | null {
  const left = meter?.left() ?? null;
  return left === null ? null : refusedBy(left);
}
