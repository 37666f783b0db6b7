import type { App } from "../app.ts";

export interface IdleWatch {
  /** Somebody has asked for something, or may from now on. */
  readonly note: () => void;
  close(): void;
}

export interface IdleOptions {
  /** `null`: never. */
  readonly idleMs: number | null;
  /** Whether something beside runs needs the daemon: a trigger, an open stream. */
  readonly isNeeded: () => boolean;
  readonly onIdle: () => void;
}

/** A daemon that was started for somebody's command need not stay when nothing is left to do, or to wake for. */
export function watchIdle({ store }: App, { idleMs, isNeeded, onIdle }: IdleOptions): IdleWatch {
  // Nobody can ask for anything before it listens: on a slow machine that alone may take longer than it would wait.
  let since = Infinity;
  const note = (): void => void (since = Date.now());
  if (idleMs === null) return { note, close: () => undefined };
  const look = setInterval(
    () => {
      const [live] = store.liveRuns();
      if (live !== undefined || store.nextTimer() !== null || isNeeded()) note();
      else if (Date.now() - since >= idleMs) onIdle();
    },
    Math.min(1_000, Math.max(50, idleMs / 4)),
  );
  look.unref();
  return { note, close: () => clearInterval(look) };
}
