import type { RunId } from "../core/ids.ts";
import type { ArchivedRun, Commit, Store } from "../core/store.ts";
import { commitFailure, existsFailure } from "./failures.ts";
import * as keys from "./keys.ts";
import { lastPosition, type OpenedDatabase, type Reader } from "./lmdb-reads.ts";
import * as records from "./records.ts";
import { makeTurns, type Change } from "./turn.ts";

/** What the last durable commit of a run left in the indexes and as the end of its journal. */
interface Standing {
  readonly head: number;
  readonly mark: string;
}

/** Runs whose standing is kept in memory; that of another run is read again when it is needed. */
const STANDINGS = 4096;

type Writes = Pick<Store, "commit" | "putDefinition" | "putFact" | "remove" | "add"> & {
  readonly settled: () => Promise<void>;
};

export function makeWrites(opened: OpenedDatabase, reader: Reader): Writes {
  const { database, file } = opened;
  const turns = makeTurns(database, opened);
  const standings = new Map<RunId, Standing>();
  /** The commits that are not durable yet. The next one of the same run waits: it builds on what this one leaves. */
  const inFlight = new Map<RunId, Promise<void>>();
  let position = lastPosition(reader);

  async function durable(doing: string, changes: readonly Change[]): Promise<void> {
    try {
      await turns.write(changes);
    } catch (error) {
      throw await commitFailure(doing, file, error);
    }
  }

  async function write(one: Commit): Promise<void> {
    const standing = standings.get(one.run) ?? readStanding(reader, one.run);
    position += 1 + (one.earlier?.length ?? 0);
    const mark = markOf(one);
    const changes = changesOf(one, { head: position, mark }, standing);
    const head = position;
    await durable(`commit run ${one.run} to the store`, changes);
    remember(standings, one, { head, mark });
  }

  function commit(one: Commit): Promise<void> {
    const former = inFlight.get(one.run);
    return track(inFlight, one.run, former === undefined ? write(one) : former.then(() => write(one)));
  }

  return {
    commit,
    putDefinition: async (hash, value) =>
      durable("keep a definition in the store", [put(keys.definitionKey(hash), { v: 1, value })]),
    putFact: async (key, value) => {
      const record = keys.factKey(key);
      await durable("keep a fact in the store", [value === null ? remove(record) : put(record, { v: 1, value })]);
    },
    remove: async (run) => {
      await inFlight.get(run);
      standings.delete(run);
      await durable(`remove run ${run} from the store`, removalOf(reader, run));
    },
    add: async (archived) => {
      const isThere = (run: RunId): boolean => inFlight.has(run) || reader.get(keys.snapshotKey(run)) !== null;
      const changes = additionsOf(archived, position + 1, isThere);
      position += archived.reduce((sum, { journal }) => sum + journal.length, 0);
      const done = durable("add runs to the store", changes);
      await Promise.all(archived.map(({ snapshot }) => track(inFlight, snapshot.run, done)));
    },
    settled: async () => {
      await Promise.allSettled(inFlight.values());
      await turns.settled();
    },
  };
}

/** In one transaction, whatever it holds; that of the newest entry leaves its position behind, so that no cursor ever lies. */
function removalOf(reader: Reader, run: RunId): readonly Change[] {
  const record = reader.get(keys.snapshotKey(run));
  if (record === null) return [];
  const { parent } = record.snapshot;
  const own: keys.DatabaseKey[] = [
    ...reader.keysIn(keys.stateRange(run)),
    ...reader.keysIn(keys.dedupeRange(run)),
    keys.summaryKey(run),
    keys.liveKey(run),
    ...(parent === null ? [] : [keys.childKey(parent.run, run)]),
  ];
  for (let at: number | null = record.head; at !== null; at = reader.get(keys.entryKey(at))?.previous ?? null)
    own.push(keys.entryKey(at));
  return [put(keys.positionKey, { v: 1, value: lastPosition(reader) }), ...own.map(remove)];
}

/** Until it is settled. */
function track(inFlight: Map<RunId, Promise<void>>, run: RunId, done: Promise<void>): Promise<void> {
  const settle = (): void => {
    if (inFlight.get(run) === done) inFlight.delete(run);
  };
  inFlight.set(run, done);
  done.then(settle, settle);
  return done;
}

/** Throws `run.exists` before anything is changed. */
function additionsOf(
  archived: readonly ArchivedRun[],
  first: number,
  isThere: (run: RunId) => boolean,
): readonly Change[] {
  const known = archived.find(({ snapshot }) => isThere(snapshot.run));
  if (known !== undefined) throw existsFailure(known.snapshot.run);
  let next = first;
  return archived.flatMap((one) => {
    const at = next;
    next += one.journal.length;
    return additionOf(one, at);
  });
}

/** The chain of its entries from a position on, and all that a run's last commit would have left. */
function additionOf({ snapshot, steps, journal }: ArchivedRun, first: number): readonly Change[] {
  const { run, parent } = snapshot;
  const entries = journal.map((entry, i) =>
    put(keys.entryKey(first + i), { v: 1, previous: i === 0 ? null : first + i - 1, run, entry, isImported: true }),
  );
  return [
    put(keys.snapshotKey(run), { v: 1, head: first + journal.length - 1, snapshot }),
    ...Object.entries(steps).map(([id, step]) => put(keys.stepKey(run, id), { v: 1, id, step })),
    ...entries,
    put(keys.summaryKey(run), { v: 1, summary: records.summaryOf(snapshot) }),
    ...(parent === null ? [] : [put(keys.childKey(parent.run, run), { v: 1 })]),
  ];
}

function readStanding(reader: Reader, run: RunId): Standing | null {
  const record = reader.get(keys.snapshotKey(run));
  return record === null ? null : { head: record.head, mark: markOf(record) };
}

function markOf({ snapshot }: Pick<Commit, "snapshot">): string {
  return records.indexMark(records.isLive(snapshot), snapshot.status, snapshot.endedAt);
}

function remember(standings: Map<RunId, Standing>, commit: Commit, standing: Standing): void {
  if (!records.isLive(commit.snapshot)) {
    standings.delete(commit.run);
    return;
  }
  standings.set(commit.run, standing);
  const [oldest] = standings.keys();
  if (standings.size > STANDINGS && oldest !== undefined) standings.delete(oldest);
}

/** Encoded here, before the first part is queued: a value that cannot be encoded leaves nothing behind. */
const put = <T>(key: keys.KeyOf<T>, record: T): Change => ({ key, text: JSON.stringify(record) });
const remove = (key: keys.DatabaseKey): Change => ({ key, text: null });

function changesOf(commit: Commit, next: Standing, former: Standing | null): readonly Change[] {
  const { run, snapshot, earlier = [] } = commit;
  const changes = [put(keys.snapshotKey(run), { v: 1, head: next.head, snapshot })];
  for (const [i, { entry, dedupe }] of [...earlier, commit].entries()) {
    const at = next.head - earlier.length + i;
    const previous = i === 0 ? (former?.head ?? null) : at - 1;
    changes.push(put(keys.entryKey(at), { v: 1, previous, run, entry }));
    if (dedupe !== null) changes.push(put(keys.dedupeKey(run, dedupe), { v: 1 }));
  }
  for (const [id, step] of Object.entries(commit.steps)) changes.push(put(keys.stepKey(run, id), { v: 1, id, step }));
  // Cleared first: an engine that moves a timer clears and sets it in one commit.
  for (const timer of commit.timers.clear) changes.push(remove(keys.timerKey(timer)));
  for (const timer of commit.timers.set)
    changes.push(put(keys.timerKey(timer), { v: 1, ...records.dueTimer(run, timer) }));
  if (former?.mark !== next.mark) changes.push(...indexChanges(commit, former === null));
  return changes;
}

function indexChanges({ run, snapshot }: Commit, isNew: boolean): readonly Change[] {
  const live = keys.liveKey(run);
  const changes = [
    put(keys.summaryKey(run), { v: 1, summary: records.summaryOf(snapshot) }),
    records.isLive(snapshot) ? put(live, { v: 1, run, waits: records.waits(snapshot) }) : remove(live),
  ];
  if (isNew && snapshot.parent !== null) changes.push(put(keys.childKey(snapshot.parent.run, run), { v: 1 }));
  return changes;
}
