import { DefinitionHash, Gen, makeGen, RunId } from "../../src/core/ids.ts";
import type { JournalEntry } from "../../src/core/input.ts";
import type { Snapshot, StepRecord, Timer } from "../../src/core/run.ts";
import type { Commit } from "../../src/core/store.ts";

export const HASH = DefinitionHash("a".repeat(64));

/** Ids of equal length that sort by number, as real ones do by time. */
export const runId = (n: number): RunId => RunId(`0000000000${String(n).padStart(10, "0")}`);

export const entryOf = (seq: number, data: string | null = null): JournalEntry => ({
  v: 1,
  seq,
  at: 1000 + seq,
  input: { type: "signal", name: "go", step: null, data, sender: { by: "Ada" } },
});

export const snapshotOf = (run: RunId, seq: number, changes: Partial<Snapshot> = {}): Snapshot => ({
  v: 1,
  run,
  definition: HASH,
  workflow: "attempt",
  seq,
  status: "running",
  inputs: { prompt: "Mend the test" },
  value: { main: "agent" },
  history: {},
  context: {},
  workspace: null,
  verdict: null,
  error: null,
  output: null,
  activities: {},
  timers: {},
  stops: [],
  isEnding: false,
  parent: null,
  owesParent: false,
  createdAt: 1000,
  endedAt: null,
  ...changes,
});

export const stepOf = (changes: Partial<StepRecord> = {}): StepRecord => ({
  status: "running",
  output: {},
  error: null,
  attempts: 1,
  visits: 1,
  gotos: 0,
  override: null,
  gen: null,
  startedAt: 1001,
  endedAt: null,
  ...changes,
});

export const timerOf = (run: RunId, n: number, dueAt: number): Timer => ({
  id: `main.wait#${n}`,
  gen: makeGen(run, 1, n),
  kind: "wall",
  dueAt,
  fires: { type: "elapsed", activity: "main.wait" },
});

/** A commit as the engine makes it; `snapshot` takes only what is different. */
export function commitOf(
  run: RunId,
  seq: number,
  parts: Partial<Omit<Commit, "snapshot">> & { snapshot?: Partial<Snapshot> } = {},
): Commit {
  const { snapshot, ...rest } = parts;
  return {
    run,
    entry: entryOf(seq),
    snapshot: snapshotOf(run, seq, snapshot),
    steps: {},
    dedupe: null,
    timers: { set: [], clear: [] },
    ...rest,
  };
}

export const childOf = (run: RunId): Partial<Snapshot> => ({
  parent: { run, gen: Gen(`${run}.1.0`), activity: "main.child" },
});
