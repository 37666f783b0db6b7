import { lstatSync, type Stats, type Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { makeRunId } from "../../core/ids.ts";
import { matchesGlob } from "../../definition/index.ts";
import { claimFile, claimedPath, CLAIMED, syncFolder, type Claim } from "./claims.ts";
import { isUnfinished } from "./folders.ts";
import type { InboxTrigger } from "./inbox.ts";
import { openForWriting } from "./open-files.ts";
import type { Quiet } from "./quiet.ts";

/** Claimed, synced and taken together: few enough to hold little in memory, many enough to share each sync. */
const BATCH = 64;
/** Looked at together: whether somebody still writes to one of them. */
const LOOK = 512;

/** The trigger that takes a file; the first one whose glob fits. */
export const triggerFor = (triggers: readonly InboxTrigger[], name: string): InboxTrigger | null =>
  triggers.find(({ spec }) => spec.files === null || matchesGlob(spec.files, name)) ?? null;

/**
 * Files of an inbox that are complete and that somebody takes, in the order of their names; nothing has happened to them yet. `unnamed`:
 * those whose names are no UTF-8, which nobody can take.
 */
export async function readyIn(
  folder: string,
  triggers: readonly InboxTrigger[],
  quiet: Quiet,
): Promise<{ readonly ready: readonly string[]; readonly unnamed: readonly string[] }> {
  const entries = await readdir(folder, { withFileTypes: true });
  const wanted = entries.filter((entry) => isWanted(entry) && triggerFor(triggers, entry.name) !== null);
  const names = new Set(wanted.map(({ name }) => path.join(folder, name)));
  quiet.keepOnly((file) => path.dirname(file) !== folder || names.has(file));
  const files = [...names].toSorted();
  return { ready: files.filter((file) => isReady(file, quiet)), unnamed: files.filter(isUnnamed) };
}

/** Other bytes than UTF-8 come as U+FFFD, and what is called so is not there. */
const isUnnamed = (file: string): boolean => file.includes("\uFFFD") && statsOf(file) === null;

const isWanted = (entry: Dirent): boolean => !entry.isDirectory() && !isUnfinished(entry.name);

/** Links and pipes never change: they are taken to be rejected. */
function isReady(file: string, quiet: Quiet): boolean {
  const stats = statsOf(file);
  return stats !== null && (!stats.isFile() || quiet.isQuiet(file, stats));
}

function statsOf(file: string): Stats | null {
  return lstatSync(file, { throwIfNoEntry: false }) ?? null;
}

/** Claims files by rename, durably, a batch at a time. Those that somebody still has open for writing are left for the next look. */
export async function* claimAll(files: readonly string[], now: () => number): AsyncGenerator<readonly Claim[]> {
  let writing: ReadonlySet<string> = new Set();
  for (let from = 0; from < files.length; from += BATCH) {
    if (from % LOOK === 0) writing = openForWriting(new Set(files.slice(from, from + LOOK)));
    const some = files.slice(from, from + BATCH).filter((file) => !writing.has(file));
    const claims = some.flatMap((file) => claimed(file, now()));
    for (const folder of new Set(claims.map((made) => made.folder))) {
      await syncFolder(path.join(folder, CLAIMED));
      await syncFolder(folder);
    }
    yield claims;
  }
}

function claimed(file: string, at: number): readonly Claim[] {
  const made = {
    folder: path.dirname(file),
    run: makeRunId(at, Math.random),
    isReplay: false,
    name: path.basename(file),
  };
  return claimFile(made) ? [made] : [];
}

/** Of those left over by a crash, or put off: the ones that may be taken now. */
export function restedOf(claims: readonly Claim[], quiet: Quiet): readonly Claim[] {
  const rested = claims.filter((made) => isReady(claimedPath(made), quiet));
  const writing = openForWriting(new Set(rested.map(claimedPath)));
  return rested.filter((made) => !writing.has(claimedPath(made)));
}
