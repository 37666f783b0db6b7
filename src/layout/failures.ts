import { DroverError } from "../core/errors.ts";

/** What could not be drawn would take as long to fail again: it is told at once, until somebody may want to try again. */
export interface Failures {
  /** Throws what was noted of it. */
  check(name: string): void;
  /** Of other errors than `layout.failed` nothing is kept. */
  note(name: string, error: unknown): void;
}

const KEPT_MS = 5 * 60_000;
const MOST_KEPT = 400;

export function createFailures(now: () => number = Date.now): Failures {
  const kept = new Map<string, { readonly error: DroverError; readonly until: number }>();
  return {
    check(name) {
      const former = kept.get(name);
      if (former !== undefined && now() < former.until) throw former.error;
      kept.delete(name);
    },
    note(name, error) {
      if (!(error instanceof DroverError) || error.code !== "layout.failed") return;
      const [oldest] = kept.keys();
      if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      kept.set(name, { error, until: now() + KEPT_MS });
    },
  };
}
