import type { Attempt } from "../core/action.ts";

interface Watched {
  readonly written: () => number;
  /** A process that waits for a person may be silent. */
  readonly isExcused: () => boolean;
}

/**
 * Calls back after `idleMs` in which nothing was written, or once more than `outputBytes` were. Silence counts from this call, so that
 * an adopted process is not blamed for the time in which no engine ran, and by a clock that stands still while the machine sleeps.
 */
export function watchOutput(
  { written, isExcused }: Watched,
  { idleMs, outputBytes = Infinity }: Pick<Attempt, "idleMs" | "outputBytes">,
  tell: (halt: "idle" | "output") => void,
): NodeJS.Timeout | null {
  if (idleMs === null && outputBytes === Infinity) return null;
  let seen = written();
  let since = performance.now();
  const look = (): void => {
    const now = written();
    if (now > outputBytes) return tell("output");
    if (now !== seen || isExcused()) [seen, since] = [now, performance.now()];
    else if (idleMs !== null && performance.now() - since >= idleMs) tell("idle");
  };
  return setInterval(look, Math.min(1000, Math.max(20, (idleMs ?? 1000) / 4)));
}
