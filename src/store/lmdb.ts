import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import type { ProcessIdentity } from "../core/process.ts";
import type { Store } from "../core/store.ts";
import { createDatabase, endsEarly, isDatabase, openDatabase, type Database } from "./database.ts";
import { bootId, markClosed, markOpen, moveIntoPlace, readMark, syncFolder, type OpenMark } from "./durable-files.ts";
import { closedFailure, DATA_FILE, damaged, readOnlyFailure, storeFailure } from "./failures.ts";
import { formatKey } from "./keys.ts";
import { makeReader, makeReads, type OpenedDatabase } from "./lmdb-reads.ts";
import { makeWrites } from "./lmdb-writes.ts";
import { openMemoryStore } from "./memory.ts";
import { probeDatabase } from "./probe.ts";
import { FORMAT, type FormatRecord } from "./records.ts";

export interface LmdbStoreOptions {
  /** Holds the data file, LMDB's lock and a mark while the store is open; made where it is missing. */
  readonly folder: string;
  /** For other processes than the engine: sees the commits of a living writer, writes nothing. */
  readonly readOnly?: boolean;
  /**
   * Nobody else is kept waiting: the thread that decides waits for the disk itself, which hands a commit over to no other thread and
   * back (a quarter of what one takes). Left out, other work goes on meanwhile.
   */
  readonly isAlone?: boolean;
  /**
   * For who writes: a store that another living process has open is refused. The engine's lock says so first, but people remove locks that
   * are in their way, and two engines would do everything twice.
   */
  readonly identity?: ProcessIdentity;
}

/**
 * The durable store. Whoever writes holds the engine's lock on the state folder: two writers would mix up their journals.
 * After an unclean stop the file is tried in a child process first. Throws DroverError `store.damaged`, `store.version`,
 * `store.full` or `store.read_only`, and `engine.locked` where another has it open. A folder without a store reads as an empty one.
 */
export async function openLmdbStore(options: LmdbStoreOptions): Promise<Store> {
  const folder = path.resolve(options.folder);
  const file = path.join(folder, DATA_FILE);
  const { readOnly = false, isAlone = false, identity } = options;
  try {
    if (readOnly && !existsSync(file)) return emptyStore(file);
    if (!readOnly) await prepareFolder(folder, file);
    const mark = await readMark(folder);
    if (!readOnly) assertLeft(file, mark, identity);
    await probeAfterUncleanStop(file, mark, readOnly);
    if (!readOnly) await markOpen(folder, identity?.current() ?? "");
    return makeStore(await openSound(file, readOnly), { file, readOnly, isAlone });
  } catch (error) {
    throw storeFailure("open the store", file, error);
  }
}

async function prepareFolder(folder: string, file: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) await createDatabase(file);
}

function assertLeft(file: string, mark: OpenMark | null, identity?: ProcessIdentity): void {
  const { pid = process.pid, identity: owner = "" } = mark ?? {};
  if (pid === process.pid || identity?.isAlive(pid, owner) !== true) return;
  throw new DroverError(
    "engine.locked",
    `Cannot open the store "${file}": process ${pid} works on it, though its lock is gone. End that process first (\`kill ${pid}\`); its agents go on and are adopted by the next engine.`,
    { details: { pid } },
  );
}

/** A process start, so only when there is a reason. A power cut (another boot, or nobody knows) is looked at more closely. */
async function probeAfterUncleanStop(file: string, mark: OpenMark | null, readOnly: boolean): Promise<void> {
  if (!(await isDatabase(file))) throw damaged(file, "it does not begin as an LMDB file does");
  if (mark === null) return;
  const boot = await bootId();
  const sameBoot = boot !== null && mark.boot === boot;
  if (readOnly && sameBoot && isAlive(mark.pid)) return;
  await probeDatabase({ file, readOnly, deep: !sameBoot });
}

async function openSound(file: string, readOnly: boolean): Promise<Database> {
  let database = openDatabase(file, readOnly);
  if (endsEarly(database, file)) {
    await database.close();
    await probeDatabase({ file, readOnly, deep: true });
    database = openDatabase(file, readOnly);
  }
  try {
    checkFormat(database, file);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

function checkFormat(database: Database, file: string): void {
  const text = database.get(formatKey);
  if (text === undefined) throw damaged(file, "it is no store of Drover");
  const { format } = JSON.parse(text) as FormatRecord;
  if (format <= FORMAT) return;
  throw new DroverError(
    "store.version",
    `Cannot open the store "${file}": it has format ${format} and this Drover knows up to ${FORMAT}. Update Drover.`,
  );
}

function makeStore(database: Database, about: Pick<OpenedDatabase, "file" | "readOnly" | "isAlone">): Store {
  const { file, readOnly } = about;
  let closing: Promise<void> | null = null;
  let closed = false;
  const backups = new Set<Promise<void>>();
  const opened: OpenedDatabase = { database, ...about, isOpen: () => !closed };
  const reader = makeReader(opened);
  const writes = makeWrites(opened, reader);

  /** A write that comes after `close` is refused; those before it are carried out. */
  const accept =
    <A extends readonly unknown[]>(write: (...args: A) => Promise<void>) =>
    (...args: A): Promise<void> => {
      if (closing !== null) return Promise.reject(closedFailure(file));
      return readOnly ? Promise.reject(readOnlyFailure(file)) : write(...args);
    };
  const close = async (): Promise<void> => {
    await Promise.allSettled([writes.settled(), ...backups]);
    closed = true;
    await database.close();
    if (!readOnly) await markClosed(path.dirname(file));
  };
  return {
    ...makeReads(reader),
    commit: accept(writes.commit),
    putDefinition: accept(writes.putDefinition),
    putFact: accept(writes.putFact),
    remove: accept(writes.remove),
    add: accept(writes.add),
    backup: async (folder) => {
      if (closing !== null) throw closedFailure(file);
      const backup = backUp(database, file, folder);
      backups.add(backup);
      await backup.finally(() => backups.delete(backup));
    },
    close: () => (closing ??= close()),
  };
}

/** LMDB's compacting copy, of one moment, made under another name and moved into place. The result is a store's folder. */
async function backUp(database: Database, file: string, folder: string): Promise<void> {
  const copy = path.join(path.resolve(folder), DATA_FILE);
  const aside = `${copy}.new`;
  try {
    await mkdir(path.dirname(copy), { recursive: true, mode: 0o700 });
    await rm(aside, { force: true });
    await database.backup(aside, true);
    await moveIntoPlace(aside, copy);
    await syncFolder(path.dirname(path.dirname(copy)));
  } catch (error) {
    throw storeFailure(`back up "${file}" to`, copy, error);
  }
}

function emptyStore(file: string): Store {
  const refuse = (): Promise<never> => Promise.reject(readOnlyFailure(file));
  return {
    ...openMemoryStore(),
    commit: refuse,
    putDefinition: refuse,
    putFact: refuse,
    remove: refuse,
    add: refuse,
    backup: refuse,
  };
}

function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
