import { formatDuration } from "../../core/duration.ts";
import { type ErrorInfo, errorInfo } from "../../core/outcome.ts";

/** How long an agent may take until its session is open, where its profile does not say. Milliseconds. */
export const OPENING_MS = 180_000;
/** Milliseconds. */
const TICK_MS = 250;

/** A time that passes only while this engine listens. */
export interface ListeningTime {
  /** Aborted when it is over. */
  readonly over: AbortSignal;
  readonly close: () => void;
}

/** It passes in ticks: one that took long, since the engine stood still or the machine slept, counts as no more than any other. */
export function listeningTime(limitMs: number): ListeningTime {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  function tick(leftMs: number): void {
    if (leftMs <= 0) return over.abort();
    timer = setTimeout(() => tick(leftMs - TICK_MS), Math.min(TICK_MS, leftMs)).unref();
  }
  tick(limitMs);
  return { over: over.signal, close: () => clearTimeout(timer) };
}

/** Why an agent was ended whose session was not open in that time. */
export const openedNoSession = (limitMs: number): ErrorInfo =>
  errorInfo(
    `has opened no session within ${formatDuration(limitMs)}, and was ended; \`opening\` of its profile gives it more time`,
    { class: "transient" },
  );
