import type { ErrorClass } from "./outcome.ts";

/** An account whose limit is reached: nobody works on it until then. */
export interface Breaker {
  readonly account: string;
  readonly class: "rate-limit" | "quota";
  /** What the agent said. */
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  readonly until: number;
}

/** Breakers by account. What a promise here acknowledges is durable. */
export interface Breakers {
  /** `null` where the account may be used. */
  get(account: string): Breaker | null;
  open(breaker: Breaker): Promise<void>;
}

export const isLimit = (errorClass: ErrorClass): errorClass is Breaker["class"] =>
  errorClass === "rate-limit" || errorClass === "quota";

/** How long an account rests when its limit does not say. Milliseconds. */
const REST: Readonly<Record<Breaker["class"], number>> = { "rate-limit": 60_000, quota: 60 * 60_000 };
/** Longer ones are not believed: somebody will have looked by then. */
const LONGEST = 8 * 86_400_000;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DELAY =
  /(?:try again|retry|reset(?:s)?|available)[^.\n]{0,40}?\b(?:in|after)\W{0,3}(\d+(?:\.\d+)?)\s*(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?)?\b/i;
const MOMENT = /\b(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d))/;
/** Seconds since 1970, as Claude Code writes them: `usage limit reached|1749924000`. */
const EPOCH = /\|(\d{10})\b/;

/** When a limit is over by the words of an error, else after a rest of its class. Never before `now`. */
export function limitedUntil(text: string, errorClass: Breaker["class"], now: number): number {
  const told = momentIn(text, now) ?? now + REST[errorClass];
  return Math.min(Math.max(told, now), now + LONGEST);
}

function momentIn(text: string, now: number): number | null {
  const epoch = EPOCH.exec(text)?.[1];
  if (epoch !== undefined) return Number(epoch) * 1000;
  const moment = Date.parse(MOMENT.exec(text)?.[1] ?? "");
  if (!Number.isNaN(moment)) return moment;
  const [, count, unit = "s"] = DELAY.exec(text) ?? [];
  if (count === undefined) return null;
  const short = unit.toLowerCase().startsWith("mil") || unit === "ms" ? "ms" : unit.charAt(0).toLowerCase();
  return now + Number(count) * (UNITS[short] ?? 1000);
}
