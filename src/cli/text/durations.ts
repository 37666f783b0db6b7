const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds for people: `340ms`, `1.2s`, `12s`, `2m 03s`, `1h 05m`, `3d 04h`. */
export function durationText(ms: number): string {
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))}ms`;
  if (ms < 10 * SECOND) return `${(Math.floor(ms / 100) / 10).toFixed(1)}s`;
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)}s`;
  if (ms < HOUR) return pair(ms, [MINUTE, "m"], [SECOND, "s"]);
  return ms < DAY ? pair(ms, [HOUR, "h"], [MINUTE, "m"]) : pair(ms, [DAY, "d"], [HOUR, "h"]);
}

/** Elapsed time that ticks: whole seconds, so that a line does not flicker. */
export const elapsedText = (ms: number): string =>
  ms < MINUTE ? `${Math.floor(Math.max(0, ms) / SECOND)}s` : durationText(ms);

type Unit = readonly [number, string];

function pair(ms: number, [large, l]: Unit, [small, s]: Unit): string {
  return `${Math.floor(ms / large)}${l} ${String(Math.floor((ms % large) / small)).padStart(2, "0")}${s}`;
}

const two = (n: number): string => String(n).padStart(2, "0");

/** The local time of day, `15:04:05`. `at`: milliseconds since 1970. */
export function clockText(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Local date and time, `2025-11-20 15:04:05`. */
export function dateText(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clockText(at)}`;
}

/** UTC, for machines. */
export const isoText = (at: number): string => new Date(at).toISOString();
export const isoTextOrNull = (at: number | null): string | null => (at === null ? null : isoText(at));
