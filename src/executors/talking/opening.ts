import { formatDuration } from "../../core/duration.ts";
import { type ErrorInfo, errorInfo } from "../../core/outcome.ts";

/** The time that an agent has until its session is open, while an engine listens. The clock stands still while the machine sleeps. */
export interface Opening {
  readonly leftMs: () => number;
  /** It is over, and nothing was heard that opened it. */
  readonly isLate: () => void;
  /** Why nothing came of it; `null` as long as it is not late. */
  readonly error: () => ErrorInfo | null;
}

export function createOpening(limitMs: number): Opening {
  const since = performance.now();
  let error: ErrorInfo | null = null;
  return {
    leftMs: () => Math.max(0, since + limitMs - performance.now()),
    isLate() {
      error = errorInfo(`has opened no session within ${formatDuration(limitMs)}, and was ended`, {
        class: "transient",
      });
    },
    error: () => error,
  };
}
