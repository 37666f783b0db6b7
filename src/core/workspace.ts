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
      /** What a fork takes over. Left out for a run that was started. */
      readonly fork?: ForkedWorktree;
    };

interface ForkedWorktree {
  /** The commit that the branch begins at. `base` stays that of the other run, so that all of the work counts as changed. */
  readonly head: string;
  /** A commit with all files, those that were not committed included. */
  readonly commit: string;
  readonly target: string | null;
}

/** The files of a worktree as they were at one moment. */
export interface KeptFiles {
  /** Under which they are kept: a generation and what it did, or an entry's number. */
  readonly name: string;
  /** The commit that the worktree stood on. */
  readonly head: string;
  /** One with all files in it. */
  readonly commit: string;
}

export interface MergeRequest {
  /** The effect's idempotency key; it stands as a trailer `Drover-Effect: <gen>` in the commit. */
  readonly gen: Gen;
  readonly repo: string;
  readonly branch: string;
  /** The folder that works on that branch, `null` for none: the merge is refused when its commits are on another one. */
  readonly worktree: string | null;
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
  /** Makes sure that the folder is there: a missing worktree is added again from its branch, with what was kept and not committed since. */
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
  /**
   * Keeps all files of a worktree, but for ignored ones and those of repositories inside, by a ref of the run (`refs/drover/<run>/files/<name>`).
   * Branch and index stay as they are; the newest 100 of a run are kept. Durable when it resolves.
   */
  keep(run: RunId, workspace: WorkspaceRecord, name: string): Promise<KeptFiles>;
  /** What `keep` has kept for a run, and `start` for a fork: what it began with. */
  kept(run: RunId, workspace: WorkspaceRecord): Promise<readonly KeptFiles[]>;
  /** Forgets what was kept; a repository that is gone has forgotten it. */
  forget(run: RunId, workspace: WorkspaceRecord): Promise<void>;
  commit(request: CommitRequest): Promise<CommitResult>;
  merge(request: MergeRequest): Promise<MergeResult>;
  /** Files changed against the workspace's base, untracked ones included. */
  changed(workspace: WorkspaceRecord): Promise<readonly string[]>;
}

/** One file that differs from the workspace's base. */
export interface ChangedFile {
  readonly path: string;
  readonly status: "added" | "modified" | "deleted" | "type_changed";
  /** Lines; `null` for a file that is not text, or too large to be looked through. */
  readonly added: number | null;
  readonly removed: number | null;
}

/**
 * What was compared. `folder`: the files as they are now. When the folder is gone: `checkpoint`, as it was archived; `branch`, what was
 * committed; `attempt`, as the last attempt whose files were kept has left it.
 */
export type DiffSource = "folder" | "checkpoint" | "branch" | "attempt";

export interface WorkspaceDiff {
  readonly base: string;
  readonly source: DiffSource;
  /** The ref or branch that was compared; `null` for a folder. */
  readonly ref: string | null;
  readonly files: readonly ChangedFile[];
  /** Unified, as git writes it. */
  readonly text: string;
  /** Files that are not in the text, since it would be too long. */
  readonly leftOut: readonly string[];
}

export interface FolderEntry {
  readonly name: string;
  /** `link`: a symbolic link, wherever it leads. */
  readonly kind: "file" | "folder" | "link" | "other";
  /** Bytes; `null` for everything but a file. */
  readonly size: number | null;
}

export interface FileContent {
  readonly path: string;
  readonly size: number;
  /** `base64` for what is not UTF-8. */
  readonly encoding: "utf8" | "base64";
  readonly content: string;
  /** Not all of it: it is larger than what is given. */
  readonly isCut: boolean;
}

/**
 * Looks into workspaces and changes nothing in them. Paths are relative to the workspace; one that leads out of it, by `..` or by a symbolic
 * link, throws `workspace.outside`. What git and Drover keep for themselves counts as outside. What is not there throws `file.unknown`.
 */
export interface WorkspaceViews {
  /**
   * Against the base, untracked files included and ignored ones not. Paths are relative to the top of the working tree; `only`: of one
   * file or folder. Of a worktree whose folder is gone, what git still has of it. Throws `workspace.not_a_repository`, and
   * `workspace.missing` when nothing is left.
   */
  diff(workspace: WorkspaceRecord, only: string | null): Promise<WorkspaceDiff>;
  /** The entries of a folder, sorted; at most 5,000. */
  list(workspace: WorkspaceRecord, folder: string): Promise<readonly FolderEntry[]>;
  read(workspace: WorkspaceRecord, file: string): Promise<FileContent>;
}
