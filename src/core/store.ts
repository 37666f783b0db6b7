import type { DefinitionHash, Gen, RunId } from "./ids.ts";
import type { JournalEntry } from "./input.ts";
import type { Json } from "./json.ts";
import type { ForkOrigin, ParentLink, RunState, RunStatus, Snapshot, StepRecord, Timer } from "./run.ts";

/** An input as it stands in the journal. */
export interface TakenInput {
  readonly entry: JournalEntry;
  /** The deduplication key of the input, kept with the run; `null` for inputs that a generation guards. */
  readonly dedupe: string | null;
}

/** One run's transition, or several in a row, written whole or not at all. */
export interface Commit extends TakenInput {
  readonly run: RunId;
  /** Inputs that were taken before `entry` and are committed with it, oldest first; of their states only the last is kept. */
  readonly earlier?: readonly TakenInput[];
  /** After the last of the inputs. */
  readonly snapshot: Snapshot;
  /** Only the step records that changed. */
  readonly steps: Readonly<Record<string, StepRecord>>;
  readonly timers: { readonly set: readonly Timer[]; readonly clear: readonly Timer[] };
}

/** One journal entry as it stands in the order of all commits of the store. */
export interface LoggedEntry {
  readonly run: RunId;
  /** Grows from commit to commit, over all runs; with gaps. */
  readonly position: number;
  readonly entry: JournalEntry;
}

/** An ended run as another store has kept it. */
export interface ArchivedRun {
  readonly snapshot: Snapshot;
  readonly steps: Readonly<Record<string, StepRecord>>;
  /** Whole, in order. */
  readonly journal: readonly JournalEntry[];
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
  /** The attempt of its parent that started it. Left out for a run that no other has started. */
  readonly startedBy?: Pick<ParentLink, "activity" | "gen">;
  /** Left out for a run that was not forked. */
  readonly forkedFrom?: Pick<ForkOrigin, "run" | "seq">;
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

export interface FactPage {
  /** The key that the page before ended with; `null` for the first page. */
  readonly after: string | null;
  readonly limit: number;
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
  /** The entries of all runs behind a position, in the order of their commits; at most `limit`. */
  log(after: number, limit: number): readonly LoggedEntry[];
  /** The entries of one run behind a position. */
  logOf(run: RunId, after: number): readonly LoggedEntry[];
  /** Where the newest commit stands; 0 for none. Whoever has read up to here has missed nothing. */
  lastPosition(): number;
  /** Runs that need an engine (`needsEngine`): what recovery has to visit. Runs that only wait are not among them. */
  liveRuns(): Iterable<RunId>;
  /** In order of `dueAt`; only those due at `until` or earlier. */
  dueTimers(until: number): Iterable<DueTimer>;
  /** The earliest timer of all, or `null`. */
  nextTimer(): DueTimer | null;
  list(query?: ListRuns): readonly RunSummary[];
  /** Small durable facts beside the runs, such as when the engine last was alive. `null` forgets one. */
  putFact(key: string, value: Json): Promise<void>;
  getFact(key: string): Json | null;
  /** Those whose keys begin with a text of printable ASCII, in the order of their keys; all of them, or a page. */
  facts(prefix: string, page?: FactPage): readonly (readonly [key: string, value: Json])[];
  /** Forgets a run: its state, its journal and its keys. Only for one that has ended. Positions are never given again. */
  remove(run: RunId): Promise<void>;
  /**
   * Takes up ended runs from elsewhere, in one transaction. Their entries stand behind all others in the log, where they tell no events: what
   * was told long ago is not told again. Throws `run.exists`.
   */
  add(runs: readonly ArchivedRun[]): Promise<void>;
  /** A consistent copy in `folder`, made while the engine goes on. */
  backup(folder: string): Promise<void>;
  close(): Promise<void>;
}
