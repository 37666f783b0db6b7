import type { DueTimer } from "../core/store.ts";

/** In order of time, then of generation, then of id: the order of the keys on disk. */
function compare(a: DueTimer, b: DueTimer): number {
  if (a.dueAt !== b.dueAt) return a.dueAt - b.dueAt;
  if (a.gen !== b.gen) return a.gen < b.gen ? -1 : 1;
  if (a.timer === b.timer) return 0;
  return a.timer < b.timer ? -1 : 1;
}

/** Where the timer stands in the sorted list, or would stand. */
function placeOf(timers: readonly DueTimer[], timer: DueTimer): number {
  let [low, high] = [0, timers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = timers[middle];
    if (there !== undefined && compare(there, timer) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const isThere = (timers: readonly DueTimer[], place: number, timer: DueTimer): boolean => {
  const there = timers[place];
  return there !== undefined && compare(there, timer) === 0;
};

export function addTimer(timers: DueTimer[], timer: DueTimer): void {
  const place = placeOf(timers, timer);
  timers.splice(place, isThere(timers, place, timer) ? 1 : 0, timer);
}

export function removeTimer(timers: DueTimer[], timer: DueTimer): void {
  const place = placeOf(timers, timer);
  if (isThere(timers, place, timer)) timers.splice(place, 1);
}
