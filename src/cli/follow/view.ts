import type { EngineEvent } from "../../core/events.ts";
import type { ActiveStep, Track } from "./tracks.ts";

/** How progress looks. */
export interface View {
  /** Lines for a run that is followed from now on. */
  begun(track: Track): readonly string[];
  /** Lines that an event leaves for good. `before`: the step as it was when the event ended it. */
  lines(event: EngineEvent, track: Track, before: ActiveStep | null): readonly string[];
  /** Lines for what goes on now, to be painted over. */
  live(now: number): readonly string[];
}

export const NO_VIEW: View = { begun: () => [], lines: () => [], live: () => [] };
