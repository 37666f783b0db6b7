import type { WorkspaceRecord } from "../core/run.ts";
import { git, zeroSeparated } from "./git.ts";
import { assertWorktree, findRepository } from "./repository.ts";

/**
 * Files that differ from the workspace's base: committed, staged, only in the folder, or untracked (ignored ones are
 * left out). Sorted, relative to the top of the working tree. Outside of git nothing is known: an empty list.
 */
export async function changedFiles(workspace: WorkspaceRecord): Promise<readonly string[]> {
  if (workspace.repo === null || workspace.base === null) return [];
  const repository = await findRepository(workspace.path);
  if (workspace.kind === "worktree") assertWorktree(workspace.path, repository);
  const { top } = repository;
  const tracked = await git(
    top,
    [
      "diff",
      "--name-only",
      "--no-renames",
      "--no-ext-diff",
      "--ignore-submodules=untracked",
      "-z",
      workspace.base,
      "--",
    ],
    QUIET,
  );
  const untracked = await git(top, ["ls-files", "--others", "--exclude-standard", "-z"], QUIET);
  return [...new Set([...zeroSeparated(tracked), ...zeroSeparated(untracked)])].toSorted();
}

// Looking must not take the index lock away from an agent that works there.
const QUIET = { env: { GIT_OPTIONAL_LOCKS: "0" } };
