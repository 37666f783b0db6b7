import { rename, rm } from "node:fs/promises";
import path from "node:path";
import type { RunId } from "../core/ids.ts";
import type { WorkspaceRecord } from "../core/run.ts";
import { captureContents, keepCheckpoint, lastCheckpoint } from "./checkpoint.ts";
import { isDone, listIntents, removeIntents } from "./effect-ref.ts";
import { askGit } from "./git.ts";
import { removePlan, unlessCode, type Place } from "./place.ts";
import { branchTip, isFolder, isOnBranch, listWorktrees } from "./repository.ts";
import { findWorktree, forgetWorktree } from "./worktree-folder.ts";

export interface Archived {
  readonly removed: boolean;
  /** The ref that keeps what was dirty or not merged; `null` when everything is on the target. */
  readonly checkpoint: string | null;
}

/**
 * Removes a worktree's folder. What is dirty or not merged is kept by a checkpoint ref first (ignored files are not).
 * The branch, which Drover made, goes only when it is merged and there was nothing to keep. A folder that the user has locked, or that holds
 * repositories of its own, stays, since git cannot keep those: `removed: false`.
 */
export async function archiveWorktree(place: Place, run: RunId, workspace: WorkspaceRecord): Promise<Archived> {
  const { repo, path: folder } = workspace;
  if (repo === null) return { removed: false, checkpoint: null };
  const worktree = await findWorktree(repo, folder);
  if (worktree !== null && (await isFolder(folder))) {
    const contents = await captureContents(folder);
    const isSafe = !contents.isDirty && (await isMerged(run, workspace, contents.head));
    const checkpoint = isSafe ? null : await keepCheckpoint(repo, run, contents);
    if (worktree.locked !== null || contents.nested.length > 0) return { removed: false, checkpoint };
  }
  // A folder that git does not know may hold anything.
  if (worktree === null && (await isFolder(folder))) return { removed: false, checkpoint: await lastRef(repo, run) };
  await removeFolder(place, run, { repo: worktree === null ? null : repo, folder });
  const checkpoint = await lastRef(repo, run);
  if (checkpoint === null) await removeBranch(run, workspace);
  await removeIntents(repo, run);
  await removePlan(place, run);
  return { removed: true, checkpoint };
}

/** A folder that git does not know may hold anything; one that is gone holds nothing. */
export async function holdsWork(run: RunId, workspace: WorkspaceRecord): Promise<boolean> {
  const { repo, path: folder } = workspace;
  if (!(await isFolder(folder))) return false;
  if (repo === null || (await findWorktree(repo, folder)) === null) return true;
  const { isDirty, nested, head } = await captureContents(folder);
  return isDirty || nested.length > 0 || !(await isMerged(run, workspace, head));
}

const lastRef = async (repo: string, run: RunId): Promise<string | null> =>
  (await lastCheckpoint(repo, run))?.ref ?? null;

// Renamed first: a folder in its place is whole, one in the other is on its way out, however far that got before a crash.
async function removeFolder(
  place: Place,
  run: RunId,
  { repo, folder }: { /** That knows the folder. */ readonly repo: string | null; readonly folder: string },
): Promise<void> {
  const leaving = path.join(place.worktrees, `.removing-${run}`);
  if (await isFolder(folder)) await rm(leaving, { recursive: true, force: true });
  await rename(folder, leaving).catch(unlessCode("ENOENT"));
  if (repo !== null) await forgetWorktree(repo, folder);
  await rm(leaving, { recursive: true, force: true });
}

/** True when the branch has nothing of its own, or all of it is on the target: by history, or by a merge of this run (a squash leaves no history). */
async function isMerged(run: RunId, { repo, target, base }: WorkspaceRecord, commit: string): Promise<boolean> {
  if (repo === null) return false;
  if (commit === base) return true;
  if (target !== null && (await isOnBranch(repo, commit, target))) return true;
  for (const intent of await listIntents(repo, run))
    if (intent.tip === commit && (await isDone(repo, intent))) return true;
  return false;
}

async function removeBranch(run: RunId, workspace: WorkspaceRecord): Promise<void> {
  const { repo, branch, target } = workspace;
  if (repo === null || branch === null || branch === target) return;
  const tip = await branchTip(repo, branch);
  if (tip === null || !(await isMerged(run, workspace, tip))) return;
  if ((await listWorktrees(repo)).some((worktree) => worktree.branch === branch)) return;
  // Named with its commit: a branch that moved since stays.
  await askGit(repo, ["update-ref", "-d", `refs/heads/${branch}`, tip]);
}
