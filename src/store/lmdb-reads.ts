import type { DroverError } from "../core/errors.ts";
import type { JournalEntry } from "../core/input.ts";
import type { RunId } from "../core/ids.ts";
import { isFinal, type RunState, type StepRecord } from "../core/run.ts";
import type { DueTimer, ListRuns, LoggedEntry, RunSummary, Store } from "../core/store.ts";
import type { Database } from "./database.ts";
import { closedFailure, damaged, storeFailure } from "./failures.ts";
import * as keys from "./keys.ts";
import type { DatabaseKey, KeyOf, RangeOf } from "./keys.ts";
import {
  ALL_FACTS,
  DEFAULT_LIMIT,
  fits,
  toldEntry,
  type EntryRecord,
  type LiveRecord,
  type PresenceRecord,
  type SummaryRecord,
  type TimerRecord,
} from "./records.ts";

export interface OpenedDatabase {
  readonly database: Database;
  /** The data file, for messages. */
  readonly file: string;
  readonly readOnly: boolean;
  readonly isAlone: boolean;
  /** Until the last write is done and the file is let go. */
  readonly isOpen: () => boolean;
}

type Reads = Omit<Store, "commit" | "putDefinition" | "putFact" | "remove" | "add" | "backup" | "close">;

/** Records by key and by range, parsed. Everything is read at once, so no cursor stays open while a caller takes its time. */
export interface Reader {
  readonly damaged: (why: string) => DroverError;
  readonly get: <T>(key: KeyOf<T>) => T | null;
  readonly has: (key: DatabaseKey) => boolean;
  readonly values: <T>(range: RangeOf<T>, limit?: number) => readonly T[];
  /** With their keys. */
  readonly records: <T>(range: RangeOf<T>, limit: number) => readonly (readonly [DatabaseKey, T])[];
  readonly keysIn: (range: RangeOf<unknown>) => readonly DatabaseKey[];
  /** The last part of each key: a run's id. */
  readonly ids: (range: RangeOf<PresenceRecord | LiveRecord>) => readonly RunId[];
  /** From the end of the range backwards: the first `limit` that are accepted. */
  readonly newest: <T>(range: RangeOf<T>, limit: number, accept: (record: T) => boolean) => readonly T[];
  /** The highest key of the range. */
  readonly last: (range: RangeOf<unknown>) => DatabaseKey | null;
}

export function makeReader(opened: OpenedDatabase): Reader {
  const { database, file } = opened;
  const read = <T>(what: () => T): T => {
    if (!opened.isOpen()) throw closedFailure(file);
    // Within one turn lmdb-js goes on with the view of its first read: another process's commits would stay unseen.
    if (opened.readOnly) database.resetReadTxn();
    try {
      return what();
    } catch (error) {
      throw storeFailure("read the store", file, error);
    }
  };
  return {
    damaged: (why) => damaged(file, why),
    get: <T>(key: KeyOf<T>) =>
      read(() => {
        const text = database.get(key);
        return text === undefined ? null : (JSON.parse(text) as T);
      }),
    has: (key) => read(() => database.doesExist(key)),
    values: <T>(range: RangeOf<T>, limit = Infinity) =>
      read(() => [...database.getRange({ ...range, limit })].map(({ value }) => JSON.parse(value) as T)),
    records: <T>(range: RangeOf<T>, limit: number) =>
      read(() =>
        [...database.getRange({ ...range, limit })].map(({ key, value }) => [key, JSON.parse(value) as T] as const),
      ),
    keysIn: (range) => read(() => [...database.getKeys({ ...range })]),
    ids: (range) => read(() => [...database.getKeys({ ...range })].map((key) => key.at(-1) as RunId)),
    newest: <T>(range: RangeOf<T>, limit: number, accept: (record: T) => boolean) =>
      read(() => {
        const found: T[] = [];
        if (limit <= 0) return found;
        for (const { value } of database.getRange(backwards(range))) {
          const record = JSON.parse(value) as T;
          if (accept(record)) found.push(record);
          if (found.length >= limit) break;
        }
        return found;
      }),
    last: (range) => read(() => [...database.getKeys({ ...backwards(range), limit: 1 })][0] ?? null),
  };
}

const backwards = (range: RangeOf<unknown>) => ({
  start: range.end,
  exclusiveStart: true,
  end: range.start,
  reverse: true,
});

export function makeReads(reader: Reader): Reads {
  return {
    getDefinition: (hash) => reader.get(keys.definitionKey(hash))?.value ?? null,
    getFact: (key) => reader.get(keys.factKey(key))?.value ?? null,
    getState: (run) => readState(reader, run),
    getSnapshot: (run) => reader.get(keys.snapshotKey(run))?.snapshot ?? null,
    hasDedupe: (run, key) => reader.has(keys.dedupeKey(run, key)),
    journal: (run, after = 0) => readChain(reader, run, (_, { seq }) => seq > after).map(({ entry }) => entry),
    facts: (prefix, { after, limit } = ALL_FACTS) =>
      reader
        .records(keys.factsWith(prefix, after), limit)
        .map(([key, { value }]) => [String(key.at(-1)), value] as const),
    log: (after, limit) =>
      reader
        .records(keys.journalBehind(after), limit)
        .map(([key, record]) => ({ run: record.run, position: positionOf(key), entry: toldEntry(record) })),
    logOf: (run, after) => readChain(reader, run, (position) => position > after),
    lastPosition: () => lastPosition(reader),
    liveRuns: () => reader.values(keys.liveRange).flatMap(({ run, waits }) => (waits ? [] : [run])),
    dueTimers: (until) => timers(reader.values(keys.timerRange(until))).filter((timer) => timer.dueAt <= until),
    nextTimer: () => timers(reader.values(keys.timerRange(), 1))[0] ?? null,
    list: (query = {}) => listRuns(reader, query),
  };
}

export function lastPosition(reader: Reader): number {
  const key = reader.last(keys.journalRange);
  const removed = reader.get(keys.positionKey)?.value;
  return Math.max(key === null ? 0 : positionOf(key), typeof removed === "number" ? removed : 0);
}

const positionOf = (key: DatabaseKey): number => Number(key.at(-1));

/** Without the version that only the disk needs. */
const timers = (found: readonly TimerRecord[]): readonly DueTimer[] =>
  found.map(({ run, timer, gen, dueAt }) => ({ run, timer, gen, dueAt }));

/** One sweep, so that the snapshot and the step records are of the same commit. For a run that is to begin, a tenth of that says no. */
function readState(reader: Reader, run: RunId): RunState | null {
  if (!reader.has(keys.snapshotKey(run))) return null;
  const [first, ...rest] = reader.values(keys.stateRange(run));
  if (first === undefined || !("snapshot" in first)) return null;
  const steps: Record<string, StepRecord> = {};
  for (const record of rest) if ("step" in record) steps[record.id] = record.step;
  return { snapshot: first.snapshot, steps };
}

/** A run's entries from its head backwards for as long as they are wanted, in order. */
function readChain(
  reader: Reader,
  run: RunId,
  isWanted: (position: number, entry: JournalEntry) => boolean,
): readonly LoggedEntry[] {
  const newestFirst: LoggedEntry[] = [];
  let position = reader.get(keys.snapshotKey(run))?.head ?? null;
  while (position !== null) {
    const record: EntryRecord | null = reader.get(keys.entryKey(position));
    if (record === null) throw reader.damaged(`the journal of run ${run} has a gap`);
    if (!isWanted(position, record.entry)) break;
    newestFirst.push({ run, position, entry: record.entry });
    position = record.previous;
  }
  return newestFirst.toReversed();
}

/** Newest first, from the smallest index that holds every run that may fit. */
function listRuns(reader: Reader, query: ListRuns): readonly RunSummary[] {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const index = smallIndex(query);
  if (index === null) {
    const accept = ({ summary }: SummaryRecord): boolean => fits(summary, query);
    return reader.newest(keys.summariesBefore(query.before), limit, accept).map(({ summary }) => summary);
  }
  const found: RunSummary[] = [];
  for (const run of reader.ids(index).toReversed()) {
    if (found.length >= limit) break;
    if (query.before !== undefined && run >= query.before) continue;
    const summary = reader.get(keys.summaryKey(run))?.summary;
    if (summary !== undefined && fits(summary, query)) found.push(summary);
  }
  return found;
}

/** The children of one run, or the runs that live; `null` where only the index of all runs will do. */
function smallIndex(query: ListRuns): RangeOf<PresenceRecord | LiveRecord> | null {
  if (query.parent !== undefined) return keys.childRange(query.parent);
  return query.status === undefined || isFinal(query.status) ? null : keys.liveRange;
}
