import { DroverError } from "../core/errors.ts";
import { checkoutState, stageWritten, type Touched } from "./checkout-state.ts";
import { isThere } from "./commit.ts";
import { askGit, gitFailed, gitLineOrNull } from "./git.ts";
import { branchTip, isFolder, listWorktrees } from "./repository.ts";

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
  const found = (await listWorktrees(repo)).find((worktree) => worktree.branch === branch);
  return found !== undefined && (await isFolder(found.path)) ? found.path : null;
}

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
  return answer.exitCode === 0 || explain(move, gitFailed(checkout, FAST_FORWARD, answer));
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
    if (await isThere(inside, file))
      throw new DroverError(
        "workspace.dirty",
        `Cannot merge into "${branch}": ${what} is in progress in "${checkout}", where it is checked out. Finish or abort that first`,
      );
}

const IN_PROGRESS = { MERGE_HEAD: "a merge", CHERRY_PICK_HEAD: "a cherry-pick", REVERT_HEAD: "a revert" };

const dirty = (checkout: string, branch: string, files: readonly string[]): DroverError =>
  new DroverError(
    "workspace.dirty",
    `Cannot merge into "${branch}": it is checked out in "${checkout}" with changes of your own in ${files.join(", ")}, which the merge would overwrite. Commit, stash or move them`,
    { details: { files } },
  );
