import type { StepRecord } from "../core/run.ts";

type Records = Readonly<Record<string, StepRecord>>;

/**
 * The records of a run's steps, immutable. What changed lately is kept apart, so that a change copies a few records and not all of
 * them: in a run of 1,000 steps a copy of the whole was the dearest part of a step.
 */
export interface StepRecords {
  readonly former: Records;
  readonly recent: Records;
}

/** Recent records are merged into the others when they are more than this. */
const MOST_RECENT = 32;

export const NO_STEP: StepRecord = {
  status: "running",
  output: {},
  error: null,
  attempts: 0,
  visits: 0,
  gotos: 0,
  override: null,
  gen: null,
  startedAt: null,
  endedAt: null,
};

export const stepRecords = (all: Records): StepRecords => ({ former: all, recent: {} });

export const recordOf = ({ former, recent }: StepRecords, id: string): StepRecord | undefined =>
  recent[id] ?? former[id];

/** What was made within the present step, with the ids that changed. Nobody else has seen it yet, so further changes go into it. */
const fresh = new WeakMap<StepRecords, Set<string>>();

export function withChange(records: StepRecords, id: string, change: Partial<StepRecord>): StepRecords {
  const record = { ...(recordOf(records, id) ?? NO_STEP), ...change };
  const changed = fresh.get(records);
  if (changed !== undefined) {
    changed.add(id);
    (records.recent as Record<string, StepRecord>)[id] = record;
    return records;
  }
  const { former, recent } = Object.keys(records.recent).length > MOST_RECENT ? stepRecords(allOf(records)) : records;
  const next = { former, recent: { ...recent, [id]: record } };
  fresh.set(next, new Set([id]));
  return next;
}

/** The step is over: gives back the records that it changed, and from now on nobody changes what was made. */
export function seal(records: StepRecords): Records {
  const changed = [...(fresh.get(records) ?? [])];
  fresh.delete(records);
  return Object.fromEntries(changed.map((id) => [id, recordOf(records, id) ?? NO_STEP]));
}

/** All records as one object. */
export const allOf = ({ former, recent }: StepRecords): Records => ({ ...former, ...recent });
