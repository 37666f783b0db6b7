import type { Gen, RunId } from "./ids.ts";
import type { WorkspaceRecord } from "./run.ts";

/** Evaluated `workspace:` of a workflow. */
export type WorkspaceRequest =
  | { readonly kind: "none" }
  | { readonly kind: "directory"; readonly path: string }
  | {
      readonly kind: "worktree";
      /** A path inside the repository; relative ones start at the project folder. */
      readonly repo: string;
      readonly branch: string;
      /** A branch, tag or commit; `null` is the current HEAD. */
      readonly base: string | null;
      /** Files or globs, relative to the repository, copied in when present (untracked ones such as `.env`). */
      readonly copy: readonly string[];
    };

export interface MergeRequest {
  /** The effect's idempotency key; it stands as a trailer `Drover-Effect: <gen>` in the commit. */
  readonly gen: Gen;
  readonly repo: string;
  readonly branch: string;
  /** The branch to merge into; `null` is the workspace's target. */
  readonly into: string;
  readonly strategy: "merge" | "squash" | "fast-forward";
  readonly message: string | null;
}

export interface CommitRequest {
  readonly gen: Gen;
  readonly path: string;
  readonly message: string;
}

/** `commit` is `null` when there was nothing to commit: a fact, not an error. */
export interface CommitResult {
  readonly commit: string | null;
  readonly files: readonly string[];
}

export interface MergeResult {
  /** The commit that the target branch stands on afterwards. */
  readonly commit: string;
  /** True when this effect had already been done before a crash. */
  readonly found: boolean;
  readonly files: readonly string[];
}

/**
 * Where runs work. Every method throws DroverError with a code of the `workspace.*` family for what a person must mend
 * (not a repository, no commits, conflicts); every one may be called again after a crash.
 */
export interface Workspaces {
  /** Makes it, or finds it made by the same run before a crash. */
  open(run: RunId, request: WorkspaceRequest): Promise<WorkspaceRecord>;
  /** Makes sure that the folder is there: a missing worktree is added again from its branch. */
  restore(run: RunId, workspace: WorkspaceRecord): Promise<void>;
  /**
   * Removes a worktree's folder. What is dirty or not merged is first kept by a checkpoint ref
   * (`refs/drover/<run>/<n>`), named in the result; ignored files are not kept. The branch goes only when there was
   * nothing to keep. `removed` is false for a folder that is locked or holds repositories of its own.
   */
  archive(
    run: RunId,
    workspace: WorkspaceRecord,
  ): Promise<{ readonly removed: boolean; readonly checkpoint: string | null }>;
  /** Whether its folder holds something that stands nowhere else: uncommitted files, or commits that are not on the target. */
  holdsWork(run: RunId, workspace: WorkspaceRecord): Promise<boolean>;
  commit(request: CommitRequest): Promise<CommitResult>;
  merge(request: MergeRequest): Promise<MergeResult>;
  /** Files changed against the workspace's base, untracked ones included. */
  changed(workspace: WorkspaceRecord): Promise<readonly string[]>;
}
