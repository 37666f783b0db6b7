import { createHash } from "node:crypto";
import type { DefinitionHash, RunId } from "../core/ids.ts";
import type { Timer } from "../core/run.ts";
import type {
  EntryRecord,
  FormatRecord,
  LiveRecord,
  PresenceRecord,
  SnapshotRecord,
  StepOnDisk,
  SummaryRecord,
  TimerRecord,
  ValueRecord,
} from "./records.ts";

/**
 * The keys of the one database. A commit of one run touches the page of its snapshot and steps and the last page of the
 * journal, which all runs share: that is why journal entries are numbered over the whole store and not per run. With a
 * journal per run a commit wrote 16 to 24 KB, so it writes about 3, and 100 runs at once go 1.7 times as fast.
 */
export type DatabaseKey = (string | number)[];

declare const holds: unique symbol;

/** A key under which a `T` stands. */
export type KeyOf<T> = DatabaseKey & { readonly [holds]?: T };

export interface RangeOf<T> {
  readonly start: DatabaseKey;
  /** Exclusive. */
  readonly end: DatabaseKey;
  readonly [holds]?: T;
}

const PLAIN = /^[\x20-\x22\x24-\x7e][\x20-\x7e]{0,149}$/;

/** LMDB takes 1,978 bytes a key, and lmdb-js no NUL in them: whatever is long or unusual goes in by its hash. */
function part(text: string): string {
  return PLAIN.test(text) ? text : `#${createHash("sha256").update(text, "utf16le").digest("hex")}`;
}

export const snapshotKey = (run: RunId): KeyOf<SnapshotRecord> => ["run", part(run), "1"];
export const stepKey = (run: RunId, step: string): KeyOf<StepOnDisk> => ["run", part(run), "2", part(step)];
/** The snapshot and the step records, in one sweep. */
export const stateRange = (run: RunId): RangeOf<SnapshotRecord | StepOnDisk> => ({
  start: snapshotKey(run),
  end: ["run", part(run), "3"],
});

export const entryKey = (position: number): KeyOf<EntryRecord> => ["journal", position];
export const journalRange: RangeOf<EntryRecord> = { start: ["journal"], end: ["journal~"] };
export const journalBehind = (position: number): RangeOf<EntryRecord> => ({
  ...journalRange,
  start: entryKey(position + 1),
});

/** Run ids are of one length, so no other run's keys lie between. */
export const dedupeRange = (run: RunId): RangeOf<PresenceRecord> => ({
  start: ["dedupe", part(run)],
  end: ["dedupe", `${part(run)}~`],
});
export const dedupeKey = (run: RunId, key: string): KeyOf<PresenceRecord> => ["dedupe", part(run), part(key)];
export const definitionKey = (hash: DefinitionHash): KeyOf<ValueRecord> => ["definition", part(hash)];
export const factKey = (key: string): KeyOf<ValueRecord> => ["fact", part(key)];
/** The highest position of an entry that was removed. */
export const positionKey: KeyOf<ValueRecord> = ["position"];
/** Behind a key of them, or all: no printable text lies between another and that one with a space. */
export const factsWith = (prefix: string, after: string | null): RangeOf<ValueRecord> => ({
  start: ["fact", after === null ? prefix : `${after} `],
  end: ["fact", `${prefix}\x7f`],
});
export const formatKey: KeyOf<FormatRecord> = ["format"];

export const liveKey = (run: RunId): KeyOf<LiveRecord> => ["live", part(run)];
export const liveRange: RangeOf<LiveRecord> = { start: ["live"], end: ["live~"] };

export const childKey = (parent: RunId, run: RunId): KeyOf<PresenceRecord> => ["child", part(parent), "1", part(run)];
export const childRange = (parent: RunId): RangeOf<PresenceRecord> => ({
  start: ["child", part(parent), "1"],
  end: ["child", part(parent), "2"],
});

export const summaryKey = (run: RunId): KeyOf<SummaryRecord> => ["summary", part(run)];
/** The summaries of the runs older than `before`, or of all. */
export const summariesBefore = (before: RunId | undefined): RangeOf<SummaryRecord> => ({
  start: ["summary"],
  end: before === undefined ? ["summary~"] : summaryKey(before),
});

export const timerKey = ({ dueAt, gen, id }: Timer): KeyOf<TimerRecord> => ["timer", dueAt, part(gen), part(id)];
/** In order of time; up to the millisecond of `until`, or all. */
export const timerRange = (until = Infinity): RangeOf<TimerRecord> => ({
  start: ["timer"],
  end: until < Number.MAX_SAFE_INTEGER ? ["timer", Math.floor(until) + 1] : ["timer~"],
});
