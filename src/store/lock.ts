import { createHash } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

const lockText = (owner: LockOwner): string => `${JSON.stringify(owner)}\n`;

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
  writeFileSync(aside, lockText(own));
  try {
    for (;;) {
      if (tryLink(aside, fileOf(folder))) {
        removeClaims(folder);
        return { release: () => release(folder, own) };
      }
      const text = readText(fileOf(folder));
      const owner = text === null ? null : livingOwner(text, identity);
      if (owner !== null) throw lockedBy(folder, owner);
      if (text !== null) removeDead(folder, text, { aside, identity });
    }
  } finally {
    rmSync(aside, { force: true });
  }
}

/** The living owner of a state folder's lock, or `null`. */
export function lockOwner(folder: string, identity: ProcessIdentity): LockOwner | null {
  const text = readText(fileOf(folder));
  return text === null ? null : livingOwner(text, identity);
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** A text that is no owner (a power cut) is nobody's. */
function livingOwner(text: string, identity: ProcessIdentity): LockOwner | null {
  try {
    const owner = JSON.parse(text) as LockOwner;
    return identity.isAlive(owner.pid, owner.identity) ? owner : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
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

interface Rival {
  readonly aside: string;
  readonly identity: ProcessIdentity;
}

/**
 * Two that find the same dead lock must not both remove it: the slower one would remove the faster one's new lock. So it is
 * removed under a claim that names this one dead lock and is not taken away while that lock is there. When the holder of a
 * claim is dead too, the next claim counts; a living one will be done in a moment.
 */
function removeDead(folder: string, dead: string, { aside, identity }: Rival): void {
  const name = createHash("sha256").update(dead).digest("hex").slice(0, 16);
  for (let n = 0; ; n++) {
    const claim = `${fileOf(folder)}${CLAIM}${name}.${n}`;
    if (tryLink(aside, claim)) {
      if (readText(fileOf(folder)) === dead) rmSync(fileOf(folder), { force: true });
      return rmSync(claim, { force: true });
    }
    const holder = readText(claim);
    if (holder === null || livingOwner(holder, identity) !== null) return;
  }
}

const CLAIM = ".claim.";

/** Once there is a new lock, claims on former ones mean nothing any more. */
function removeClaims(folder: string): void {
  const start = `${path.basename(fileOf(folder))}${CLAIM}`;
  for (const name of readdirSync(folder)) if (name.startsWith(start)) rmSync(path.join(folder, name), { force: true });
}

function release(folder: string, own: LockOwner): void {
  if (readText(fileOf(folder)) === lockText(own)) rmSync(fileOf(folder), { force: true });
}

function lockedBy(folder: string, owner: LockOwner): DroverError {
  return new DroverError(
    "engine.locked",
    `Cannot start an engine on "${folder}": process ${owner.pid} (${owner.command}) has worked there since ${owner.since}. ` +
      "Use it (`drover runs`, `drover send`, `drover approve` reach it), or end it first; its agents go on and are adopted by the next engine.",
    { details: owner },
  );
}
