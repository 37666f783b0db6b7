import { access } from "node:fs/promises";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import { runOfGen } from "../core/ids.ts";
import type { CommitRequest, CommitResult } from "../core/workspace.ts";
import { askGit, git, gitFailed, zeroSeparated } from "./git.ts";
import { ADD_ALL } from "./checkpoint.ts";
import { committerFor } from "./identity.ts";
import { isOurs, readPlan, type Place } from "./place.ts";
import { findReceipt, receiptOf, SUBMODULES, withTrailer } from "./receipt.ts";
import { assertWorktree, findRepository } from "./repository.ts";

const NOTHING: CommitResult = { commit: null, files: [] };

/**
 * Commits everything in the folder, untracked files included, as `git commit` would: with the user's hooks, signature
 * and identity. The trailer is the receipt: a commit that carries it is never made again. Whatever interrupts it,
 * what was staged stays staged and the next call goes on.
 */
export async function commitAll(place: Place, request: CommitRequest): Promise<CommitResult> {
  const message = withTrailer(request.message, request.gen);
  const repository = await findRepository(request.path);
  const { inside } = repository;
  if (isOurs(place, request.path)) assertWorktree(request.path, repository);
  const before = await receipt(place, request);
  if (before !== null) return before;
  await refuseUnfinished(request.path, inside);
  await git(request.path, ADD_ALL);
  // An orphaned `git commit` of a killed engine may have finished since we looked.
  if (!(await hasSomething(request.path, inside))) return (await receipt(place, request)) ?? NOTHING;
  const args = ["commit", "--quiet", "--no-edit", "--cleanup=whitespace", `--message=${message}`];
  const answer = await askGit(request.path, args, { hooks: true, env: (await committerFor(request.path)).env });
  const made = await receipt(place, request);
  if (made !== null) return made;
  if (answer.exitCode !== 0) throw gitFailed(request.path, args, answer);
  // A hook of the user has rewritten the message: there is a commit, if without the receipt.
  return (await receiptOf(request.path, "HEAD")) ?? NOTHING;
}

async function receipt(place: Place, { gen, path: folder }: CommitRequest): Promise<CommitResult | null> {
  const plan = await readPlan(place, runOfGen(gen));
  const base = plan?.record.path === folder ? plan.record.base : null;
  return findReceipt(folder, gen, { on: "HEAD", base });
}

async function hasSomething(folder: string, inside: string): Promise<boolean> {
  if (await isThere(inside, "MERGE_HEAD")) return true;
  return (await git(folder, ["diff", "--cached", "--name-only", "--no-ext-diff", SUBMODULES, "-z"])) !== "";
}

// Staging all would mark conflicts as solved, and a commit in the middle of a rebase would stand on no branch.
async function refuseUnfinished(folder: string, inside: string): Promise<void> {
  const conflicts = await conflictedFiles(folder);
  if (conflicts.length > 0)
    throw new DroverError(
      "workspace.conflict",
      `Cannot commit in "${folder}": a merge there has conflicts that nobody solved, in ${conflicts.join(", ")}. Solve them and "git add" the files`,
      { details: { conflicts } },
    );
  if ((await isThere(inside, "rebase-merge")) || (await isThere(inside, "rebase-apply")))
    throw new DroverError(
      "workspace.dirty",
      `Cannot commit in "${folder}": a rebase is in progress there. Finish it with "git rebase --continue", or drop it with "git rebase --abort"`,
    );
}

/** Files with unsolved conflicts in the index. */
export async function conflictedFiles(folder: string): Promise<readonly string[]> {
  const entries = zeroSeparated(await git(folder, ["ls-files", "--unmerged", "-z"]));
  return [...new Set(entries.map((entry) => entry.slice(entry.indexOf("\t") + 1)))];
}

export const isThere = (folder: string, name: string): Promise<boolean> =>
  access(path.join(folder, name)).then(
    () => true,
    () => false,
  );
