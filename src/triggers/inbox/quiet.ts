import type { Stats } from "node:fs";

/** When a file was first seen as it is now, by this process's own clock. */
interface Sight {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  readonly since: number;
}

/** Tells which files have come to rest. Remembers only those that have not. */
export interface Quiet {
  /** True once nothing about the file has changed for long enough. */
  isQuiet(file: string, stats: Stats): boolean;
  /** Forgets all files but these. */
  keepOnly(isKept: (file: string) => boolean): void;
  /** Whether something is being waited for. */
  isWaiting(): boolean;
}

/** An empty file was most likely only just made, and is to be written to. */
const EMPTY_FACTOR = 10;

/**
 * `settleMs` without a change is quiet. A file that was written before that and then moved here is so at first sight: moving changes no
 * time of writing. A clock that disagrees (another machine's file system) only means waiting until it was watched for as long.
 */
export function createQuiet(settleMs: number, now: () => number): Quiet {
  const sights = new Map<string, Sight>();
  return {
    isQuiet(file, { size, mtimeMs, ino }) {
      const needed = size === 0 ? settleMs * EMPTY_FACTOR : settleMs;
      const before = sights.get(file);
      const isSame = before?.size === size && before.mtimeMs === mtimeMs && before.ino === ino;
      const since = isSame ? before.since : now();
      const age = now() - mtimeMs;
      const isQuiet = age >= needed || now() - since >= needed;
      if (isQuiet) sights.delete(file);
      else sights.set(file, { size, mtimeMs, ino, since });
      return isQuiet;
    },
    keepOnly(isKept) {
      for (const file of sights.keys()) if (!isKept(file)) sights.delete(file);
    },
    isWaiting: () => sights.size > 0,
  };
}
