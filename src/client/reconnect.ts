import { DroverApiError } from "./api-error.ts";

const FIRST_MS = 100;
const LONGEST_MS = 5_000;

export interface Patience {
  /** Called when the connection has shown to work: the next wait is short again. */
  reset(): void;
  /** Waits a little longer each time; throws what no patience helps against, and what the signal was aborted with. */
  wait(error: unknown): Promise<void>;
}

/** For as long as it takes, or until nobody has answered for `patienceMs`. */
export function createPatience(signal: AbortSignal | undefined, patienceMs: number): Patience {
  let delay = FIRST_MS;
  let failedSince: number | null = null;
  return {
    reset() {
      delay = FIRST_MS;
      failedSince = null;
    },
    async wait(error) {
      signal?.throwIfAborted();
      if (error instanceof DroverApiError && !error.retryable) throw error;
      failedSince ??= Date.now();
      if (Date.now() - failedSince >= patienceMs) throw error;
      // Not all at once when a daemon is back.
      await sleep(delay * (0.5 + Math.random() / 2), signal);
      delay = Math.min(delay * 2, LONGEST_MS);
    },
  };
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = (): void => {
      signal?.removeEventListener("abort", aborted);
      resolve();
    };
    const timer = setTimeout(over, ms);
    const aborted = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    if (signal?.aborted === true) return aborted();
    signal?.addEventListener("abort", aborted, { once: true });
  });
}
