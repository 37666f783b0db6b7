import { statSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import path from "node:path";
import type * as Lmdb from "lmdb";
import type { RootDatabase } from "lmdb";
import { loadLmdb } from "../compiled/lmdb.ts";
import { moveIntoPlace, syncFolder } from "./durable-files.ts";
import { formatKey, type DatabaseKey } from "./keys.ts";
import { FORMAT, type FormatRecord } from "./records.ts";

let lmdb: typeof Lmdb | null = null;

export type Database = RootDatabase<string, DatabaseKey>;

/**
 * `overlappingSync: false`: lmdb-js resolves a write once it is committed, and by default that is before the sync. Without
 * the option LMDB itself syncs twice inside the commit, the pages and then the page that points to them, so a resolved
 * write is on the disk, and a reader never sees one that is not. Values are JSON text that we make ourselves:
 * whatever cannot be written throws before the first part of a commit is queued. Turns are gathered by `turn.ts`.
 */
export const openDatabase = (file: string, readOnly = false): Database =>
  (lmdb ??= loadLmdb() as typeof Lmdb).open<string, DatabaseKey>({
    path: file,
    noSubdir: true,
    encoding: "string",
    overlappingSync: false,
    eventTurnBatching: false,
    readOnly,
  });

/**
 * Makes the database under another name, with its first commit already in it, and moves it into place. A power cut during
 * the very first commit of a file in place would leave one that makes Node crash with SIGSEGV.
 */
export async function createDatabase(file: string): Promise<void> {
  const aside = `${file}.new`;
  await removeDatabase(aside);
  const database = openDatabase(aside);
  await database.put(formatKey, JSON.stringify({ v: 1, format: FORMAT } satisfies FormatRecord));
  await database.close();
  await rm(`${aside}-lock`, { force: true });
  await moveIntoPlace(aside, file);
  await syncFolder(path.dirname(path.dirname(file)));
}

/** LMDB's magic number stands in the first page, behind the page's own head. Without it LMDB itself ends Node with SIGSEGV. */
const MAGIC = Buffer.from("dec0efbe", "hex");
const MAGIC_WITHIN = 64;

export async function isDatabase(file: string): Promise<boolean> {
  const handle = await open(file, "r");
  const head = Buffer.alloc(MAGIC_WITHIN);
  await handle.read(head, 0, MAGIC_WITHIN, 0).finally(() => handle.close());
  return head.includes(MAGIC);
}

/**
 * True when the file ends before the last page in use, as a copy that was cut off does: reading it would end Node with
 * SIGBUS. A healthy file may lack a page at its end that was used and freed again in one commit, so this is no proof.
 */
export function endsEarly(database: Database, file: string): boolean {
  const stats = database.getStats();
  if (!("lastPageNumber" in stats && "pageSize" in stats)) return false;
  return statSync(file).size < (Number(stats.lastPageNumber) + 1) * Number(stats.pageSize);
}

async function removeDatabase(file: string): Promise<void> {
  await rm(file, { force: true });
  await rm(`${file}-lock`, { force: true });
}
