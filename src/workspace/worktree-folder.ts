import { readdir, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import { askGit, gitFailed } from "./git.ts";
import { gitProcesses } from "./processes.ts";
import { isFolder, listWorktrees, type Worktree } from "./repository.ts";
import { unlessCode } from "./place.ts";

const LONGEST_WAIT = 30_000;
const POLL = 50;

export interface WorktreeSpec {
  readonly repo: string;
  readonly path: string;
  readonly branch: string;
  readonly base: string;
  /** There is no such branch yet. */
  readonly isNew: boolean;
  /** All others of the repository. */
  readonly others: readonly Worktree[];
}

export const findWorktree = async (repo: string, folder: string): Promise<Worktree | null> =>
  (await listWorktrees(repo)).find((worktree) => worktree.path === folder) ?? null;

/**
 * Adds a worktree on its branch, which is made at `base` when it is missing. A post-checkout hook of the user runs as
 * always; that it fails does not matter. Throws `workspace.branch_taken`.
 */
export async function addWorktree({ repo, path: folder, branch, base, ...spec }: WorktreeSpec): Promise<void> {
  refuseElsewhere(branch, spec.others);
  const args = [
    "worktree",
    "add",
    "--quiet",
    ...(spec.isNew ? ["--no-track", "-b", branch, folder, base] : [folder, branch]),
  ];
  const answer = await askGit(repo, args, { hooks: true });
  if (answer.exitCode === 0) return;
  const made = await findWorktree(repo, folder);
  if (made === null || made.locked !== null || !(await isFolder(folder))) throw gitFailed(repo, args, answer);
}

function refuseElsewhere(branch: string, others: readonly Worktree[]): void {
  const other = others.find((one) => one.branch === branch);
  if (other === undefined) return;
  throw new DroverError(
    "workspace.branch_taken",
    `Cannot open a workspace on "${branch}": the branch is checked out in "${other.path}". Give another name as workspace.branch`,
  );
}

/** Removes what an interrupted `git worktree add` left, and gives all others. Only for a folder that nobody was given yet. */
export async function clearUnfinished(repo: string, folder: string): Promise<readonly Worktree[]> {
  await orphansGone(folder);
  const all = await listWorktrees(repo);
  if (all.some((one) => one.path === folder)) await forgetWorktree(repo, folder);
  await rm(folder, { recursive: true, force: true });
  return all.filter((one) => one.path !== folder);
}

/** Removes git's record of a worktree, and its folder if that is still there; also when it is locked or missing. */
export async function forgetWorktree(repo: string, folder: string): Promise<void> {
  const args = ["worktree", "remove", "--force", "--force", folder];
  const answer = await askGit(repo, args);
  // A git that outlived the engine which started it may have been quicker.
  if (answer.exitCode !== 0 && (await findWorktree(repo, folder)) !== null) throw gitFailed(repo, args, answer);
}

/** True when the folder is absent or empty. */
export async function isVacant(folder: string): Promise<boolean> {
  const entries = await readdir(folder).catch(unlessCode("ENOENT"));
  return entries === undefined || entries.length === 0;
}

// A git that outlived the engine which started it still writes there.
async function orphansGone(folder: string): Promise<void> {
  const until = Date.now() + LONGEST_WAIT;
  while ((await worksIn(folder)) && Date.now() < until) await sleep(POLL);
}

async function worksIn(folder: string): Promise<boolean> {
  const inside = (cwd: string | null): boolean => cwd === folder || (cwd?.startsWith(folder + path.sep) ?? false);
  return ((await gitProcesses()) ?? []).some(({ cwd, command }) => inside(cwd) || command.includes(folder));
}
