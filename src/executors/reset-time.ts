import type { Json, JsonObject } from "../core/json.ts";
import { isCount } from "./usage.ts";

/** Seconds since 1970 are smaller than this for thousands of years, milliseconds have been larger since 1973. */
const SECONDS_END = 100_000_000_000;

/** A moment that an agent tells as a number of seconds or milliseconds, or as a text, in milliseconds since 1970; `null` for what is none. */
export function momentOf(told: Json | undefined): number | null {
  const at = typeof told === "string" ? Date.parse(told) : told;
  if (!isCount(at) || at <= 0) return null;
  const ms = at < SECONDS_END ? at * 1000 : at;
  return Number.isNaN(new Date(ms).getTime()) ? null : ms;
}

/** An error's words, with the moment at which its limit is over, as `limitedUntil` of the breakers reads it. */
export const withReset = (error: string, resetsAt: number | null): string =>
  resetsAt === null ? error : `${error} (usage limit reached, resets at ${new Date(resetsAt).toISOString()})`;

/** What an error's own fields tell of it: a moment, or seconds from then on, which the words of the error then say. */
export function withResetOf(error: string, fields: JsonObject): string {
  const moment = momentOf(fields["resets_at"] ?? fields["resetsAt"] ?? fields["reset_at"]);
  if (moment !== null) return withReset(error, moment);
  const seconds = fields["retry_after"] ?? fields["retryAfter"] ?? fields["retry-after"];
  return isCount(seconds) ? `${error} (rate limit, retry after ${seconds} s)` : error;
}
