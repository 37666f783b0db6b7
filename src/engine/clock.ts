import type { Clock } from "../core/ports.ts";

/** setTimeout overflows after 24.8 days and would then fire at once. */
const LONGEST = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  wakeAt(at, wake) {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const delay = Math.max(0, at - Date.now());
      timer = setTimeout(() => (Date.now() >= at ? wake() : arm()), Math.min(delay, LONGEST));
    };
    arm();
    return () => clearTimeout(timer);
  },
};
