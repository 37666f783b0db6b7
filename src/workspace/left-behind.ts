import path from "node:path";
import { RunId } from "../core/ids.ts";
import type { WorkspaceRecord } from "../core/run.ts";
import type { DiffSource } from "../core/workspace.ts";
import { lastCheckpoint } from "./checkpoint.ts";
import { lastKept } from "./kept-files.ts";
import { branchTip, isFolder } from "./repository.ts";

export interface LeftBehind {
  readonly source: Exclude<DiffSource, "folder">;
  readonly ref: string;
  readonly commit: string;
}

/** The fullest that git still has of a worktree whose folder is gone; `null` when there is nothing. */
export async function findLeftBehind(workspace: WorkspaceRecord): Promise<LeftBehind | null> {
  const { kind, repo, branch, path: folder } = workspace;
  if (kind !== "worktree" || repo === null || !(await isFolder(repo))) return null;
  // Worktrees stand in folders named by the runs that own them; a child run works in its parent's.
  const owner = RunId(path.basename(folder));
  const checkpoint = await lastCheckpoint(repo, owner);
  if (checkpoint !== null) return { source: "checkpoint", ref: checkpoint.ref, commit: checkpoint.commit };
  const tip = branch === null ? null : await branchTip(repo, branch);
  if (branch !== null && tip !== null) return { source: "branch", ref: branch, commit: tip };
  const kept = await lastKept(owner, workspace);
  return kept === null ? null : { source: "attempt", ref: kept.ref, commit: kept.commit };
}
