import type { Clock } from "../core/ports.ts";

/** One timer for the nearest of many: wakes once, and is told again when the next one is due. */
export interface Alarm {
  /** Wakes at `at` (milliseconds since 1970), unless it already wakes earlier. Before `begin` it does not listen. */
  notLaterThan(at: number): void;
  begin(): void;
  /** For good: what is set after it rings no more, and keeps no process running. */
  stop(): void;
}

export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let dueAt = Infinity;
  let callOff: (() => void) | null = null;
  let state: "quiet" | "armed" | "stopped" = "quiet";
  return {
    notLaterThan(at) {
      if (at >= dueAt || state !== "armed") return;
      callOff?.();
      dueAt = at;
      callOff = clock.wakeAt(at, () => {
        dueAt = Infinity;
        ring();
      });
    },
    begin() {
      if (state === "quiet") state = "armed";
    },
    stop() {
      state = "stopped";
      callOff?.();
    },
  };
}
