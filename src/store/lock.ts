import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import type { ProcessIdentity } from "../core/process.ts";

/** Who works on a state folder. */
export interface LockOwner {
  readonly pid: number;
  /** Tells this process from a later one with the same pid. */
  readonly identity: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly command: string;
}

export interface EngineLock {
  release(): void;
}

interface LockOptions {
  readonly folder: string;
  readonly identity: ProcessIdentity;
  /** What the owner is doing, for the message that others get. */
  readonly command: string;
}

const fileOf = (folder: string): string => path.join(folder, "engine.lock");

/**
 * Takes the one lock of a state folder, or throws `engine.locked` with the owner in its details. A dead owner is known by its
 * identity, never by the lock's age. The file appears whole: it is written aside and linked, and a link fails when one is there.
 */
export function takeEngineLock(options: LockOptions): EngineLock {
  const { folder, identity, command } = options;
  mkdirSync(folder, { recursive: true });
  const own: LockOwner = { pid: process.pid, identity: identity.current(), since: new Date().toISOString(), command };
  const aside = `${fileOf(folder)}.${process.pid}`;
  writeFileSync(aside, `${JSON.stringify(own)}\n`);
  try {
    for (;;) {
      if (tryLink(aside, fileOf(folder))) return { release: () => release(folder, own) };
      const owner = lockOwner(folder, identity);
      if (owner !== null) throw lockedBy(folder, owner);
      removeStale(folder, aside, identity);
    }
  } finally {
    rmSync(aside, { force: true });
  }
}

/** The living owner of a state folder's lock, or `null`. */
export function lockOwner(folder: string, identity: ProcessIdentity): LockOwner | null {
  const owner = readLock(fileOf(folder));
  return owner !== null && identity.isAlive(owner.pid, owner.identity) ? owner : null;
}

function readLock(file: string): LockOwner | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as LockOwner;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" || error instanceof SyntaxError) return null;
    throw error;
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Two that find the same dead owner must not both remove its file: the slower one would remove the faster one's new lock.
 * So removing is guarded by a file of its own, held for a moment, and the owner is looked at again under it.
 */
function removeStale(folder: string, aside: string, identity: ProcessIdentity): void {
  const guard = `${fileOf(folder)}.guard`;
  if (!tryLink(aside, guard)) {
    const holder = readLock(guard);
    if (holder === null || !identity.isAlive(holder.pid, holder.identity)) rmSync(guard, { force: true });
    return;
  }
  try {
    if (lockOwner(folder, identity) === null) rmSync(fileOf(folder), { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

function release(folder: string, own: LockOwner): void {
  const owner = readLock(fileOf(folder));
  if (owner?.pid === own.pid && owner.identity === own.identity) rmSync(fileOf(folder), { force: true });
}

function lockedBy(folder: string, owner: LockOwner): DroverError {
  return new DroverError(
    "engine.locked",
    `Cannot start an engine on "${folder}": process ${owner.pid} (${owner.command}) has worked there since ${owner.since}. ` +
      "Use it (`drover runs`, `drover send`, `drover approve` reach it), or end it first; its agents go on and are adopted by the next engine.",
    { details: owner },
  );
}
