import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import { conflictedFiles } from "./commit.ts";
import { askGit, gitFailed, gitLine, zeroSeparated } from "./git.ts";
import { forgetWorktree } from "./worktree-folder.ts";

export interface MergeTreeRequest {
  readonly repo: string;
  readonly ours: string;
  readonly theirs: string;
  /** A folder for temporary worktrees, needed with git before 2.38. */
  readonly scratch: string;
}

/** The tree of a merge, or the files in conflict. */
export type MergedTree = { readonly tree: string } | { readonly conflicts: readonly string[] };

/** Computes a merge without touching any checkout, branch or index. */
export async function mergeTree(request: MergeTreeRequest): Promise<MergedTree> {
  return (await inMemory(request)) ?? inTemporaryWorktree(request);
}

/** How git ends that is called in a way it does not know. */
const USAGE = 129;

/** `null`: this git is older than 2.38 and cannot. */
async function inMemory({ repo, ours, theirs }: MergeTreeRequest): Promise<MergedTree | null> {
  const args = ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", ours, theirs];
  const answer = await askGit(repo, args);
  if (answer.exitCode === USAGE) return null;
  refuseUnrelated(answer.stderr);
  if (answer.exitCode > 1 || answer.exitCode < 0) throw gitFailed(repo, args, answer);
  const [tree = "", ...conflicts] = zeroSeparated(answer.stdout);
  return answer.exitCode === 0 ? { tree } : { conflicts };
}

async function inTemporaryWorktree({ repo, ours, theirs, scratch }: MergeTreeRequest): Promise<MergedTree> {
  const folder = path.join(await mkdtemp(path.join(scratch, ".merging-")), "tree");
  try {
    await askGit(repo, ["worktree", "add", "--quiet", "--detach", folder, ours], { hooks: true });
    const args = ["merge", "--no-commit", "--no-ff", "--no-verify", "--quiet", theirs];
    const answer = await askGit(folder, args, { hooks: true, env: NOBODY });
    refuseUnrelated(answer.stderr);
    const conflicts = await conflictedFiles(folder);
    if (conflicts.length > 0) return { conflicts };
    if (answer.exitCode !== 0) throw gitFailed(folder, args, answer);
    return { tree: await gitLine(folder, ["write-tree"]) };
  } finally {
    await forgetWorktree(repo, folder);
    await rm(path.dirname(folder), { recursive: true, force: true });
  }
}

function refuseUnrelated(stderr: string): void {
  if (!stderr.includes("refusing to merge unrelated histories")) return;
  throw new DroverError(
    "workspace.git",
    "Cannot merge: the two branches have no commit in common (unrelated histories). Merge them by hand with --allow-unrelated-histories",
  );
}

// `git merge` wants to know who it is even when it does not commit.
const NOBODY = {
  GIT_AUTHOR_NAME: "Drover",
  GIT_AUTHOR_EMAIL: "drover@localhost",
  GIT_COMMITTER_NAME: "Drover",
  GIT_COMMITTER_EMAIL: "drover@localhost",
};
