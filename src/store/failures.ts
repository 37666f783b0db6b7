import { readdirSync, statSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { DroverError, type ErrorCode } from "../core/errors.ts";

export const DATA_FILE = "data.mdb";

const { errno } = constants;

/** LMDB's own numbers, from lmdb.h; positive ones are the system's. */
const BY_NUMBER: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  [-30797, "store.damaged"], // MDB_PAGE_NOTFOUND
  [-30796, "store.damaged"], // MDB_CORRUPTED
  [-30795, "store.damaged"], // MDB_PANIC
  [-30794, "store.damaged"], // MDB_VERSION_MISMATCH
  [-30793, "store.damaged"], // MDB_INVALID
  [-30792, "store.full"], // MDB_MAP_FULL
  [-30787, "store.damaged"], // MDB_CURSOR_FULL
  [-30786, "store.damaged"], // MDB_PAGE_FULL
  [-30782, "store.damaged"], // MDB_BAD_TXN: also what LMDB says of a page with impossible flags
  [-30779, "store.damaged"], // MDB_PROBLEM
  [errno.ENOSPC, "store.full"],
  [errno.EDQUOT, "store.full"],
  // A file-size limit of the process, or of the file system.
  [errno.EFBIG, "store.full"],
  [errno.EACCES, "store.read_only"],
  [errno.EPERM, "store.read_only"],
  [errno.EROFS, "store.read_only"],
  [errno.ENOTDIR, "store.read_only"],
  [errno.EIO, "store.damaged"],
]);

const NEXT_STEP = {
  "store.full": "Free some space, then start Drover again: everything acknowledged so far is safe.",
  "store.read_only": "Check the owner and the permissions of the folder.",
} as const satisfies Partial<Record<ErrorCode, string>>;

/**
 * What LMDB or the file system threw, as a DroverError. `doing` goes on after `Cannot`, and `file` is the data file.
 * A commit's true cause comes behind a promise of its own (`commitError`), hence the asynchronous form below.
 */
export function storeFailure(doing: string, file: string, thrown: unknown): DroverError {
  if (thrown instanceof DroverError) return thrown;
  if (thrown instanceof SyntaxError) return damaged(file, "it holds a record that is no JSON", thrown);
  const code = BY_NUMBER.get(errorNumber(thrown)) ?? "internal";
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  if (code === "store.damaged") return damaged(file, why, thrown);
  const next = code === "store.full" || code === "store.read_only" ? ` ${NEXT_STEP[code]}` : "";
  return new DroverError(code, `Cannot ${doing} "${file}": ${why}.${next}`, { cause: thrown });
}

/** Why a commit failed. */
export async function commitFailure(doing: string, file: string, thrown: unknown): Promise<DroverError> {
  const cause = await trueCause(thrown);
  // LMDB says EIO when the disk took only a part of a write, which is how a disk fills up. Nothing is damaged by it.
  if (errorNumber(cause) !== errno.EIO) return storeFailure(doing, file, cause);
  const why = "the disk is full, or failing (it took only a part of the data)";
  return new DroverError("store.full", `Cannot ${doing} "${file}": ${why}. ${NEXT_STEP["store.full"]}`, { cause });
}

/** A write that another thread has made tells it behind a promise. */
const trueCause = async (thrown: unknown): Promise<unknown> =>
  thrown instanceof Error && "commitError" in thrown
    ? Promise.resolve(thrown.commitError).catch((error: unknown) => error)
    : thrown;

/** Names the file, and the newest backup with the command that restores it. */
export function damaged(file: string, why: string, cause?: unknown): DroverError {
  const backup = newestBackup(path.dirname(file));
  const next =
    backup === null
      ? `There is no backup in "${backupsOf(path.dirname(file))}"; move the file away to start with an empty store.`
      : `Restore the newest backup: cp "${backup}" "${file}"`;
  return new DroverError("store.damaged", `Cannot read the store "${file}": it is damaged (${why}). ${next}`, {
    cause,
    details: { file, backup },
  });
}

export const readOnlyFailure = (file: string): DroverError =>
  new DroverError(
    "store.read_only",
    `Cannot write to the store "${file}": it was opened for reading only. Ask the engine that owns it.`,
  );

export const closedFailure = (file: string): DroverError =>
  new DroverError("engine.stopped", `Cannot use the store "${file}": it is closed. Open it again.`);

export const memoryBackupFailure = (folder: string): DroverError =>
  new DroverError("usage", `Cannot back up the store to "${folder}": it is kept in memory only. Open one in a folder.`);

const backupsOf = (folder: string): string => path.resolve(folder, "..", "backups");

/** Backups stand as `<folder>/../backups/<name>/data.mdb`. */
function newestBackup(folder: string): string | null {
  const backups = backupsOf(folder);
  const files = readable(() => readdirSync(backups)).map((name) => path.join(backups, name, DATA_FILE));
  const dated = files.flatMap((file) => {
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats === undefined ? [] : [{ file, at: stats.mtimeMs }];
  });
  return dated.toSorted((a, b) => b.at - a.at)[0]?.file ?? null;
}

/** A backups folder that is missing or closed to us holds no backup that we could name. */
function readable(list: () => string[]): readonly string[] {
  try {
    return list();
  } catch {
    return [];
  }
}

/** lmdb-js puts LMDB's number in `code`; Node a name such as `EACCES`. */
function errorNumber(thrown: unknown): number {
  if (!(thrown instanceof Error)) return 0;
  if ("code" in thrown && typeof thrown.code === "number") return thrown.code;
  return "errno" in thrown && typeof thrown.errno === "number" ? Math.abs(thrown.errno) : 0;
}

/** A run that comes from elsewhere must not mix with one that is here. */
export const existsFailure = (run: string): DroverError =>
  new DroverError("run.exists", `Cannot add run "${run}": there is a run of that id already.`);
