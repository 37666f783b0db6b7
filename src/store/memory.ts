import type { DefinitionHash, RunId } from "../core/ids.ts";
import type { JournalEntry } from "../core/input.ts";
import type { Json } from "../core/json.ts";
import type { RunState, Snapshot, StepRecord } from "../core/run.ts";
import type { ArchivedRun, Commit, DueTimer, ListRuns, RunSummary, Store } from "../core/store.ts";
import { closedFailure, existsFailure, memoryBackupFailure } from "./failures.ts";
import { ALL_FACTS, DEFAULT_LIMIT, dueTimer, fits, isLive, summaryOf, toldEntry, waits } from "./records.ts";
import { addTimer, removeTimer } from "./timer-list.ts";

/** One run. JSON text and frozen objects, so that nobody changes the store through what it once held or gave out. */
interface StoredRun {
  readonly snapshot: string;
  readonly steps: Map<string, string>;
  readonly journal: string[];
  readonly dedupe: Set<string>;
  readonly summary: RunSummary;
  readonly live: boolean;
}

interface Memory {
  readonly runs: Map<RunId, StoredRun>;
  readonly definitions: Map<DefinitionHash, string>;
  readonly facts: Map<string, string>;
  /** In order of time. */
  readonly timers: DueTimer[];
  /** Every journal entry, in the order of the commits: its position is its index plus one. `null`: removed. */
  readonly log: ({ readonly run: RunId; readonly entry: string; readonly isImported?: true } | null)[];
}

const NAME = "memory";

/** Forgets everything with the process; otherwise it behaves as the durable one, which the contract suite holds it to. */
export function openMemoryStore(): Store {
  const memory: Memory = { runs: new Map(), definitions: new Map(), facts: new Map(), timers: [], log: [] };
  let closed = false;
  const opened = (): Memory => {
    if (closed) throw closedFailure(NAME);
    return memory;
  };
  return {
    ...makeWrites(opened),
    ...makeReads(opened),
    backup: (folder) => Promise.reject(memoryBackupFailure(folder)),
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
}

/**
 * Encoded at once and applied a moment later: what an engine reads before the promise has resolved is the former state,
 * here as on the disk.
 */
function makeWrites(opened: () => Memory): Pick<Store, "commit" | "putDefinition" | "putFact" | "remove" | "add"> {
  return {
    commit: async (commit) => {
      const apply = prepare(opened(), commit);
      await Promise.resolve();
      apply();
    },
    putDefinition: async (hash, definition) => {
      const [{ definitions }, text] = [opened(), JSON.stringify(definition)];
      await Promise.resolve();
      definitions.set(hash, text);
    },
    putFact: async (key, value) => {
      const [{ facts }, text] = [opened(), JSON.stringify(value)];
      await Promise.resolve();
      if (value === null) facts.delete(key);
      else facts.set(key, text);
    },
    remove: async (run) => {
      const { runs, log } = opened();
      await Promise.resolve();
      runs.delete(run);
      for (const [i, logged] of log.entries()) if (logged?.run === run) log[i] = null;
    },
    add: async (archived) => {
      const { runs } = opened();
      const additions = archived.map((one) => prepareAddition(opened(), one));
      await Promise.resolve();
      for (const { snapshot } of archived) if (runs.has(snapshot.run)) throw existsFailure(snapshot.run);
      for (const apply of additions) apply();
    },
  };
}

function prepare({ runs, timers, log }: Memory, commit: Commit): () => void {
  const snapshot = JSON.stringify(commit.snapshot);
  const [summary, live] = [Object.freeze(summaryOf(commit.snapshot)), isLive(commit.snapshot)];
  const inputs = [...(commit.earlier ?? []), commit].map(({ entry, dedupe }) => ({
    entry: JSON.stringify(entry),
    dedupe,
  }));
  const steps = Object.entries(commit.steps).map(([id, step]) => [id, JSON.stringify(step)] as const);
  const { run } = commit;
  const clear = commit.timers.clear.map((timer) => dueTimer(run, timer));
  const set = commit.timers.set.map((timer) => Object.freeze(dueTimer(run, timer)));
  return () => {
    const { steps: records, journal, dedupe: keys } = runs.get(run) ?? emptyRun();
    for (const [id, text] of steps) records.set(id, text);
    for (const { entry, dedupe } of inputs) {
      journal.push(entry);
      log.push({ run, entry });
      if (dedupe !== null) keys.add(dedupe);
    }
    runs.set(run, { snapshot, steps: records, journal, dedupe: keys, summary, live });
    for (const timer of clear) removeTimer(timers, timer);
    for (const timer of set) addTimer(timers, timer);
  };
}

function prepareAddition({ runs, log }: Memory, archived: ArchivedRun): () => void {
  const { run } = archived.snapshot;
  if (runs.has(run)) throw existsFailure(run);
  const snapshot = JSON.stringify(archived.snapshot);
  const steps = new Map(Object.entries(archived.steps).map(([id, step]) => [id, JSON.stringify(step)]));
  const journal = archived.journal.map((entry) => JSON.stringify(entry));
  const summary = Object.freeze(summaryOf(archived.snapshot));
  return () => {
    for (const entry of journal) log.push({ run, entry, isImported: true });
    runs.set(run, { snapshot, steps, journal, dedupe: new Set(), summary, live: false });
  };
}

const emptyRun = (): Pick<StoredRun, "steps" | "journal" | "dedupe"> => ({
  steps: new Map(),
  journal: [],
  dedupe: new Set(),
});

function makeReads(
  opened: () => Memory,
): Omit<Store, "commit" | "putDefinition" | "putFact" | "remove" | "add" | "backup" | "close"> {
  return {
    getDefinition: (hash) => parsed(opened().definitions.get(hash)) as Json,
    getFact: (key) => parsed(opened().facts.get(key)) as Json,
    getState: (run) => stateOf(opened().runs.get(run)),
    getSnapshot: (run) => parsed(opened().runs.get(run)?.snapshot) as Snapshot | null,
    hasDedupe: (run, key) => opened().runs.get(run)?.dedupe.has(key) ?? false,
    journal: (run, after = 0) =>
      (opened().runs.get(run)?.journal ?? [])
        .map((text) => JSON.parse(text) as JournalEntry)
        .filter((entry) => entry.seq > after),
    facts: (prefix, { after, limit } = ALL_FACTS) =>
      [...opened().facts]
        .filter(([key]) => key.startsWith(prefix) && (after === null || key > after))
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, limit)
        .map(([key, text]) => [key, JSON.parse(text) as Json] as const),
    log: (after, limit) =>
      opened()
        .log.flatMap((logged, i) => (logged === null || i < after ? [] : [{ ...logged, position: i + 1 }]))
        .slice(0, limit)
        .map(({ run, position, entry, isImported }) => ({
          run,
          position,
          entry: toldEntry({ entry: JSON.parse(entry) as JournalEntry, ...(isImported === true && { isImported }) }),
        })),
    logOf: (run, after) =>
      opened().log.flatMap((logged, i) =>
        logged?.run === run && i >= after
          ? [{ run, position: i + 1, entry: JSON.parse(logged.entry) as JournalEntry }]
          : [],
      ),
    lastPosition: () => opened().log.length,
    liveRuns: () =>
      [...opened().runs].flatMap(([run, { live, summary }]) => (live && !waits(summary) ? [run] : [])).toSorted(),
    dueTimers: (until) => opened().timers.filter((timer) => timer.dueAt <= until),
    nextTimer: () => {
      const [first] = opened().timers;
      return first ?? null;
    },
    list: (query = {}) => listRuns(opened(), query),
  };
}

const parsed = (text: string | undefined): unknown => (text === undefined ? null : JSON.parse(text));

function stateOf(run: StoredRun | undefined): RunState | null {
  if (run === undefined) return null;
  const steps = Object.fromEntries([...run.steps].map(([id, text]) => [id, JSON.parse(text) as StepRecord]));
  return { snapshot: JSON.parse(run.snapshot) as Snapshot, steps };
}

function listRuns({ runs }: Memory, query: ListRuns): readonly RunSummary[] {
  const { before } = query;
  return [...runs.values()]
    .map(({ summary }) => summary)
    .filter((summary) => fits(summary, query) && (before === undefined || summary.run < before))
    .toSorted((a, b) => (a.run < b.run ? 1 : -1))
    .slice(0, Math.max(0, query.limit ?? DEFAULT_LIMIT));
}
