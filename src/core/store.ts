import type { DefinitionHash, Gen, RunId } from "./ids.ts";
import type { JournalEntry } from "./input.ts";
import type { Json } from "./json.ts";
import type { RunState, RunStatus, Snapshot, StepRecord, Timer } from "./run.ts";

/** One run's transition, written whole or not at all. */
export interface Commit {
  readonly run: RunId;
  readonly entry: JournalEntry;
  readonly snapshot: Snapshot;
  /** Only the step records that changed. */
  readonly steps: Readonly<Record<string, StepRecord>>;
  /** The deduplication key of the input, kept with the run; `null` for inputs that a generation guards. */
  readonly dedupe: string | null;
  readonly timers: { readonly set: readonly Timer[]; readonly clear: readonly Timer[] };
}

export interface DueTimer {
  readonly run: RunId;
  readonly timer: string;
  readonly gen: Gen;
  readonly dueAt: number;
}

export interface RunSummary {
  readonly run: RunId;
  readonly workflow: string;
  readonly status: RunStatus;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly parent: RunId | null;
}

export interface ListRuns {
  readonly status?: RunStatus;
  readonly workflow?: string;
  readonly parent?: RunId;
  /** Newest first; runs created after this one are left out. Exclusive. */
  readonly before?: RunId;
  /** 100 unless told. */
  readonly limit?: number;
}

/**
 * The durable memory of one engine. Reads see every commit whose promise has resolved.
 * A run's keys: snapshot, step records, journal, dedupe keys; indexes: live runs, timers by due time, summaries.
 */
export interface Store {
  /** Resolves once the commit is durable (after fdatasync). Commits made in the same turn share one transaction and one sync. */
  commit(commit: Commit): Promise<void>;
  /** Idempotent: a definition is its hash. Durable when it resolves. */
  putDefinition(hash: DefinitionHash, definition: Json): Promise<void>;
  getDefinition(hash: DefinitionHash): Json | null;
  getState(run: RunId): RunState | null;
  getSnapshot(run: RunId): Snapshot | null;
  hasDedupe(run: RunId, key: string): boolean;
  /** Entries with a `seq` greater than `after`, in order. */
  journal(run: RunId, after?: number): Iterable<JournalEntry>;
  /** Runs that need an engine (`needsEngine`): what recovery has to visit. Runs that only wait are not among them. */
  liveRuns(): Iterable<RunId>;
  /** In order of `dueAt`; only those due at `until` or earlier. */
  dueTimers(until: number): Iterable<DueTimer>;
  /** The earliest timer of all, or `null`. */
  nextTimer(): DueTimer | null;
  list(query?: ListRuns): readonly RunSummary[];
  /** Small durable facts of the engine itself, such as when it last was alive. */
  putFact(key: string, value: Json): Promise<void>;
  getFact(key: string): Json | null;
  /** A consistent copy in `folder`, made while the engine goes on. */
  backup(folder: string): Promise<void>;
  close(): Promise<void>;
}
