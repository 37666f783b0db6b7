import { readFile } from "node:fs/promises";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import { checkoutState, stageWritten, type Touched } from "./checkout-state.ts";
import { isThere } from "./commit.ts";
import { askGit, gitFailed, gitLine, gitLineOrNull } from "./git.ts";
import { unlessCode } from "./place.ts";
import { putBack } from "./put-back.ts";
import { branchTip, headBranch, isFolder, listWorktrees, type Worktree } from "./repository.ts";

export interface Move {
  readonly repo: string;
  /** The branch to move, from one commit to another that descends from it. */
  readonly branch: string;
  readonly from: string;
  readonly to: string;
  /** What differs between the two. */
  readonly touched: readonly Touched[];
}

/**
 * Moves a branch, with the checkout that is on it if there is one; `false` when the branch has moved meanwhile. Where
 * it is checked out, git itself fast-forwards it: files and index first, the branch last, so that a branch which has
 * moved has its files. Changes of the user's own in other files stay. Throws `workspace.dirty`, with nothing changed,
 * when the move would overwrite one.
 */
export async function advanceBranch(move: Move): Promise<boolean> {
  const checkout = await checkoutOf(move);
  return checkout === null ? moveRef(move) : fastForward(checkout, move);
}

async function checkoutOf({ repo, branch }: Move): Promise<string | null> {
  const worktrees = await listWorktrees(repo);
  const found = worktrees.find((worktree) => worktree.branch === branch);
  if (found === undefined) return refuseRebased(branch, worktrees);
  // Of a repository whose git folder lies apart, git names that instead of the folder with the files.
  if (found.path !== repo && (await headBranch(repo)) === branch) return repo;
  if (await isFolder(found.path)) return found.path;
  // Removed by hand, unless it is locked: that says that it will be back.
  if (found.locked === null) return null;
  throw away(branch, found);
}

// During a rebase HEAD is detached, and the branch moves at its end: from where it was when it began, or not at all.
async function refuseRebased(branch: string, worktrees: readonly Worktree[]): Promise<null> {
  for (const { path: folder, branch: other } of worktrees) {
    if (other !== null || !(await isFolder(folder))) continue;
    const args = ["rev-parse", ...REBASES.flatMap((file) => ["--git-path", file])];
    const files = (await gitLine(folder, args)).split("\n").map((file) => path.resolve(folder, file));
    const texts = await Promise.all(files.map((file) => readFile(file, "utf8").catch(unlessCode("ENOENT", "ENOTDIR"))));
    if (texts.some((text) => text?.split("\n").includes(`refs/heads/${branch}`)))
      throw busy(branch, folder, "a rebase of it");
  }
  return null;
}

/** The branch that a rebase is about, and others that it takes along. */
const REBASES = ["rebase-merge/head-name", "rebase-merge/update-refs", "rebase-apply/head-name"];

async function moveRef(move: Move): Promise<boolean> {
  const { repo, branch, from, to } = move;
  const args = ["update-ref", "-m", "drover: merge", `refs/heads/${branch}`, to, from];
  const answer = await askGit(repo, args);
  return answer.exitCode === 0 || explain(move, gitFailed(repo, args, answer));
}

async function fastForward(checkout: string, move: Move): Promise<boolean> {
  const { blocking, written } = await checkoutState(checkout, move);
  // Together, and last: what was looked at before has to hold now.
  const now = await gitLineOrNull(checkout, ["rev-parse", "--absolute-git-dir", `refs/heads/${move.branch}`]);
  const [inside = "", tip = ""] = now?.split("\n") ?? [];
  if (tip !== move.from) return false;
  await refuseBusy(checkout, inside, move.branch);
  if (blocking.length > 0) throw dirty(checkout, move.branch, blocking);
  await stageWritten(checkout, written);
  const answer = await askGit(checkout, [...FAST_FORWARD, move.to], { hooks: true });
  if (answer.exitCode === 0) return true;
  // What a git that was killed has left is gone on from the next time.
  if (answer.exitCode > 0 && (await branchTip(move.repo, move.branch)) === move.from) await putBack(checkout, move);
  return explain(move, gitFailed(checkout, FAST_FORWARD, answer));
}

// Ignored files of the user are as dear as any other; git would overwrite them.
const FAST_FORWARD = [
  "merge",
  "--ff-only",
  "--no-squash",
  "--no-autostash",
  "--no-overwrite-ignore",
  "--no-verify-signatures",
  "--no-stat",
];

// A failure because somebody else moved the branch is no failure: the merge is computed again.
async function explain({ repo, branch, from, to }: Move, failure: DroverError): Promise<boolean> {
  const tip = await branchTip(repo, branch);
  if (tip === to) return true;
  if (tip !== from) return false;
  throw failure;
}

async function refuseBusy(checkout: string, inside: string, branch: string): Promise<void> {
  for (const [file, what] of Object.entries(IN_PROGRESS))
    if (await isThere(inside, file)) throw busy(branch, checkout, what);
}

const away = (branch: string, { path: folder, locked }: Worktree): DroverError =>
  new DroverError(
    "workspace.dirty",
    `Cannot merge into "${branch}": it is checked out in "${folder}", which is not there now (${locked || "locked"}). Bring it back, or give it up with "git worktree unlock"`,
  );

const busy = (branch: string, folder: string, what: string): DroverError =>
  new DroverError(
    "workspace.dirty",
    `Cannot merge into "${branch}": ${what} is in progress in "${folder}". Finish or abort that first`,
  );

const IN_PROGRESS = { MERGE_HEAD: "a merge", CHERRY_PICK_HEAD: "a cherry-pick", REVERT_HEAD: "a revert" };

const dirty = (checkout: string, branch: string, files: readonly string[]): DroverError =>
  new DroverError(
    "workspace.dirty",
    `Cannot merge into "${branch}": it is checked out in "${checkout}" with changes of your own in ${files.join(", ")}, which the merge would overwrite. Commit, stash or move them`,
    { details: { files } },
  );
