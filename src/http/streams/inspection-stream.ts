import { setImmediate } from "node:timers/promises";
import type { Inspected } from "../../control/inspected.ts";
import { createInspection } from "../../control/inspection.ts";
import { stateOf } from "../../control/run-view.ts";
import type { RunId } from "../../core/ids.ts";
import type { Api } from "../api.ts";
import { createBell } from "./event-stream.ts";
import { kept, type Sink } from "./sink.ts";

const PIECE = 64;
/** Entries that told nobody anything ring no bell. */
const LOOK_AGAIN_MS = 1_000;

/** Runs as actors of the Stately inspection protocol: those that there are, then what happens. Throws `run.unknown`. */
export function prepareInspection(
  { app: { store }, events, stopping, streams }: Api,
  run: RunId | null,
): (sink: Sink) => Promise<void> {
  if (run !== null) stateOf(store, run);
  return async (opened) => {
    const sink = kept(streams, opened);
    const bell = createBell(events, [sink.closed, stopping], LOOK_AGAIN_MS);
    const inspection = createInspection(store, run);
    // What is told of runs as they are now is left out of what comes.
    let position = store.lastPosition();
    const say = async (messages: readonly Inspected[]): Promise<boolean> => {
      for (const message of messages) if (!(await sink.write(JSON.stringify(message)))) return false;
      return true;
    };
    try {
      let isHeard = await say(inspection.present());
      while (isHeard && !stopping.aborted && !sink.closed.aborted) {
        const entries = store.log(position, PIECE);
        for (const entry of entries) isHeard = isHeard && (await say(inspection.tell(entry)));
        position = entries.at(-1)?.position ?? position;
        if (entries.length < PIECE) await bell.next();
        else await setImmediate();
      }
    } finally {
      bell.close();
      sink.end();
    }
  };
}
