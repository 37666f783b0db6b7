import type { Effect } from "../core/effect.ts";
import type { RunId } from "../core/ids.ts";
import type { JournalEntry } from "../core/input.ts";
import type { JsonObject } from "../core/json.ts";
import type { StepRecord, Timer } from "../core/run.ts";
import type { Travel } from "../engine/index.ts";

/** An entry of a journal with everything that followed from it. */
export interface ExplainedEntry {
  readonly entry: JournalEntry;
  readonly effects: readonly Effect[];
  /** The step records that it changed, as they were after it. */
  readonly steps: Readonly<Record<string, StepRecord>>;
  readonly timers: { readonly set: readonly Timer[]; readonly clear: readonly Timer[] };
  /** The workflow's own values after it. */
  readonly context: JsonObject;
}

/** Throws `run.unknown`, `journal.unknown` and `definition.missing`. */
export async function explainEntry(past: Travel, run: RunId, seq: number): Promise<ExplainedEntry> {
  const { entry, step } = await past.to(run, seq);
  const { effects, steps, timers, state } = step;
  return { entry, effects, steps, timers, context: state.snapshot.context };
}
