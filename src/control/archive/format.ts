import type { DefinitionHash, Gen, RunId } from "../../core/ids.ts";
import type { JournalEntry } from "../../core/input.ts";
import type { Json } from "../../core/json.ts";
import type { Snapshot, StepRecord } from "../../core/run.ts";

/** An export is JSON, one record a line, compressed by gzip (docs/operations.md). A run stands before its children. */
export const ARCHIVE_VERSION = 1;

export type ArchiveRecord =
  | {
      readonly type: "drover.run";
      readonly v: number;
      readonly drover: string;
      readonly run: RunId;
      readonly at: number;
    }
  | { readonly type: "definition"; readonly hash: DefinitionHash; readonly definition: Json }
  | { readonly type: "run"; readonly snapshot: Snapshot; readonly steps: Readonly<Record<string, StepRecord>> }
  /** Of the run before it. */
  | { readonly type: "entry"; readonly entry: JournalEntry }
  /** A piece of a file of an attempt; pieces of one file follow each other. `data`: base64. */
  | { readonly type: "file"; readonly gen: Gen; readonly name: string; readonly data: string }
  /** The last one. `sha256`: of all lines before it, with their ends. */
  | { readonly type: "end"; readonly lines: number; readonly sha256: string };

/** What an attempt leaves that somebody reads. */
export const ATTEMPT_FILES = ["stdout", "stderr", "said", "times", "about", "output", "exit"] as const;

/** Every generation that a run has started, by what it has taken and told. */
export function gensOf(journal: Iterable<JournalEntry>): ReadonlySet<Gen> {
  const gens = new Set<Gen>();
  for (const { input, events = [] } of journal) {
    if (input.type === "outcome" || input.type === "stopped") gens.add(input.gen);
    for (const event of events) if (event.type === "step.started") gens.add(event.gen);
  }
  return gens;
}
