/** As long as an answer may be under way, and a clock be wrong without anybody minding. Milliseconds. */
const NEAR_MS = 5_000;

let ahead = 0;

/** Hears by an answer what time it is where the daemon is: this browser may be on another machine, whose clock is wrong. */
export function hearTime(date: string | null): void {
  const by = Date.parse(date ?? "") - Date.now();
  if (!Number.isNaN(by)) ahead = Math.abs(by) < NEAR_MS ? 0 : by;
}

/** The time now, by the daemon's clock: all that is told has its times by that. Milliseconds since 1970. */
export const daemonNow = (): number => Date.now() + ahead;
