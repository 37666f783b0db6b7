import { DroverError } from "../core/errors.ts";
import type { RunId } from "../core/ids.ts";
import type { WorkspaceRecord } from "../core/run.ts";
import { lastCheckpoint } from "./checkpoint.ts";
import { copyFiles } from "./copy-files.ts";
import { lastKept, putFiles } from "./kept-files.ts";
import { readPlan, writePlan, type Place } from "./place.ts";
import { branchTip, findRepositoryOrNull, isFolder, isWorktree, NO_RECORD } from "./repository.ts";
import { addWorktree, clearUnfinished, isVacant } from "./worktree-folder.ts";

/**
 * Makes sure that a worktree's folder is there: a missing one is added again from its branch, with the files that were kept
 * and not committed since, and the copied ones.
 * Throws `workspace.missing` when the branch is gone as well, or when the folder holds files that git knows no more.
 */
export async function restoreWorktree(place: Place, run: RunId, workspace: WorkspaceRecord): Promise<void> {
  const { path: folder, repo, branch, base } = workspace;
  if (repo === null || branch === null || base === null) throw missing(folder, "its record names no repository");
  const plan = (await readPlan(place, run)) ?? { v: 1, phase: "ready", record: workspace, copy: [] };
  if (plan.phase === "ready") {
    if (await isIntact(folder)) return;
    if (!(await isVacant(folder))) throw missing(folder, NO_RECORD);
  }
  const tip = await branchTip(repo, branch);
  if (tip === null) throw missing(folder, `its branch "${branch}" is gone as well${await keptAs(repo, run)}`);
  await writePlan(place, run, { ...plan, phase: "restoring" });
  const others = await clearUnfinished(repo, folder);
  await addWorktree({ repo, path: folder, branch, base, isNew: false, others });
  // What was committed since has more, and an archive is nothing to be taken back unasked.
  const kept = (await lastCheckpoint(repo, run)) === null ? await lastKept(run, workspace) : null;
  if (kept?.head === tip) await putFiles(folder, kept.commit);
  await copyFiles({ from: repo, to: folder, patterns: plan.copy, except: place.state });
  await writePlan(place, run, { ...plan, phase: "ready" });
}

/** Throws `workspace.missing` when a plain folder is gone: nobody knows what was in it. */
export async function restoreFolder(workspace: WorkspaceRecord): Promise<void> {
  if (!(await isFolder(workspace.path))) throw missing(workspace.path, "the folder was removed. Make it again");
}

const isIntact = async (folder: string): Promise<boolean> =>
  (await isFolder(folder)) && isWorktree(folder, await findRepositoryOrNull(folder));

async function keptAs(repo: string, run: RunId): Promise<string> {
  const last = await lastCheckpoint(repo, run).catch(() => null);
  return last === null ? "" : `. Its last checkpoint is ${last.ref}`;
}

const missing = (folder: string, why: string): DroverError =>
  new DroverError("workspace.missing", `Cannot work in "${folder}": ${why}`);
