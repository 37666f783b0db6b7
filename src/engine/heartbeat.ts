import type { Clock } from "../core/ports.ts";
import type { Snapshot } from "../core/run.ts";
import type { Store } from "../core/store.ts";

/** When the engine was last known to live, so that live timers can stand still while it is down. */
export interface Heartbeat {
  /** Beats while a run has a live timer; an idle engine writes nothing. Only notes it until `begin`. */
  note(snapshot: Snapshot): void;
  /** The first beat must not come before every live timer was moved: it makes the time down look like time up. */
  begin(): void;
  /** Milliseconds since the last beat; since 1970 when none ever came to the disk. */
  downMs(): number;
  stop(): Promise<void>;
}

const KEY = "alive";
const EVERY_MS = 5_000;

export function createHeartbeat(store: Store, clock: Clock): Heartbeat {
  const beating = new Set<string>();
  let state: "quiet" | "beating" | "stopped" = "quiet";
  let callOff: (() => void) | null = null;
  let last = Promise.resolve();

  // A beat that cannot be written only makes a timeout a little longer after a crash.
  const write = (): Promise<void> => store.putFact(KEY, clock.now()).catch(() => undefined);
  const beat = (): void => {
    last = write();
    callOff = beating.size > 0 ? clock.wakeAt(clock.now() + EVERY_MS, beat) : null;
  };

  return {
    note(snapshot) {
      const isLive = Object.values(snapshot.timers).some((timer) => timer.kind === "live");
      if (isLive) beating.add(snapshot.run);
      else beating.delete(snapshot.run);
      if (isLive && callOff === null && state === "beating") beat();
    },
    begin() {
      if (state === "stopped") return;
      state = "beating";
      if (beating.size > 0) beat();
    },
    downMs() {
      const alive = store.getFact(KEY);
      return Math.max(0, clock.now() - (typeof alive === "number" ? alive : 0));
    },
    async stop() {
      state = "stopped";
      callOff?.();
      if (callOff !== null) last = write();
      await last;
    },
  };
}
