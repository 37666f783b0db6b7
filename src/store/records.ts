import { isFinal, starterOf, type Snapshot, type StepRecord, type Timer } from "../core/run.ts";
import type { RunId } from "../core/ids.ts";
import type { JournalEntry } from "../core/input.ts";
import type { Json } from "../core/json.ts";
import type { DueTimer, FactPage, ListRuns, RunSummary } from "../core/store.ts";

/** The form of everything below. A store of a higher number was written by a newer Drover. */
export const FORMAT = 1;

/** What the database holds, as JSON text. `v` is the version of that one record. */
export interface SnapshotRecord {
  readonly v: 1;
  /** Where the run's last journal entry stands. */
  readonly head: number;
  readonly snapshot: Snapshot;
}

/** The entries of a run are a chain, read from its head backwards. */
export interface EntryRecord {
  readonly v: 1;
  readonly previous: number | null;
  readonly run: RunId;
  readonly entry: JournalEntry;
  /** It was told in another store: here its events are history. Left out for false. */
  readonly isImported?: true;
}

export interface StepOnDisk {
  readonly v: 1;
  readonly id: string;
  readonly step: StepRecord;
}

export interface SummaryRecord {
  readonly v: 1;
  readonly summary: RunSummary;
}

export interface TimerRecord extends DueTimer {
  readonly v: 1;
}

export interface ValueRecord {
  readonly v: 1;
  readonly value: Json;
}

/** The key says it all. */
export interface PresenceRecord {
  readonly v: 1;
}

/** A run that has not ended, or that owes something. */
export interface LiveRecord {
  readonly v: 1;
  readonly run: RunId;
  /** Thousands of runs may wait; recovery passes them by without reading more than this. */
  readonly waits: boolean;
}

export interface FormatRecord {
  readonly v: 1;
  readonly format: number;
}

/** Not final, or something is still owed: a stop, an answer to the parent. */
export const isLive = (snapshot: Snapshot): boolean =>
  !isFinal(snapshot.status) || snapshot.owesParent || snapshot.stops.length > 0;

/** It is live, and nobody has anything to do for it: recovery need not visit it. */
export const waits = ({ status }: Pick<Snapshot, "status">): boolean => status === "waiting";

export const summaryOf = (snapshot: Snapshot): RunSummary => ({
  run: snapshot.run,
  workflow: snapshot.workflow,
  status: snapshot.status,
  createdAt: snapshot.createdAt,
  endedAt: snapshot.endedAt,
  parent: snapshot.parent?.run ?? null,
  ...starterOf(snapshot),
  ...originOf(snapshot),
});

const originOf = ({ forkedFrom }: Snapshot): Pick<RunSummary, "forkedFrom"> =>
  forkedFrom === undefined ? {} : { forkedFrom: { run: forkedFrom.run, seq: forkedFrom.seq } };

/** The part of the indexes that changes in a run's life: equal marks need no new index entries. */
export const indexMark = (live: boolean, status: string, endedAt: number | null): string =>
  `${live ? "live" : "ended"} ${status} ${endedAt}`;

export const fits = (summary: RunSummary, query: ListRuns): boolean =>
  (query.status === undefined || summary.status === query.status) &&
  (query.workflow === undefined || summary.workflow === query.workflow) &&
  (query.parent === undefined || summary.parent === query.parent);

export const DEFAULT_LIMIT = 100;

export const ALL_FACTS: FactPage = { after: null, limit: Infinity };

export const dueTimer = (run: RunId, timer: Timer): DueTimer => ({
  run,
  timer: timer.id,
  gen: timer.gen,
  dueAt: timer.dueAt,
});

/** As subscribers of all runs see it. */
export function toldEntry({ entry, isImported }: Pick<EntryRecord, "entry" | "isImported">): JournalEntry {
  if (isImported !== true) return entry;
  const { events: _, ...rest } = entry;
  return rest;
}
