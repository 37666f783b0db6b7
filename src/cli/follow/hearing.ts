import type { EngineEvent } from "../../core/events.ts";
import type { RunId } from "../../core/ids.ts";
import type { RunStatus } from "../../core/run.ts";
import type { Host } from "../host.ts";

/** How far the events have come, beside a state that may be ahead of them. */
export interface Hearing {
  readonly note: (event: EngineEvent) => void;
  /** Whether all has been heard of a run that has this status now. */
  readonly isUpTo: (run: RunId, status: RunStatus | undefined) => boolean;
  /** No more will be heard. */
  readonly end: () => void;
}

/** A run that waited before anybody followed it tells nothing. */
const SILENT_MS = 1_000;

/** The daemon's store is read at once, and its events come a moment later: the last of them must not be missed. */
export function createHearing({ isDaemon }: Pick<Host, "isDaemon">): Hearing {
  const heard = new Map<RunId, RunStatus>();
  const since = Date.now();
  let isComplete = !isDaemon;
  return {
    note: (event) => {
      if (event.type === "run.status" || event.type === "run.ended") heard.set(event.run, event.status);
    },
    isUpTo: (run, status) =>
      isComplete ||
      heard.get(run) === status ||
      (!heard.has(run) && status === "waiting" && Date.now() - since > SILENT_MS),
    end: () => void (isComplete = true),
  };
}
