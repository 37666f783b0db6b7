import { existsSync } from "node:fs";
import path from "node:path";
import type { App } from "../app.ts";
import { DroverError } from "../core/errors.ts";
import { shortId, type RunId } from "../core/ids.ts";
import { isFinal, type RunStatus, type WorkspaceRecord } from "../core/run.ts";
import { stateOf } from "./run-view.ts";

export interface WorkspaceView extends WorkspaceRecord {
  /** The run that works or worked there. */
  readonly run: RunId;
  readonly workflow: string;
  readonly status: RunStatus;
  readonly createdAt: number;
  /** False: its folder was archived, or removed by hand. */
  readonly isThere: boolean;
}

/** The worktrees of all runs whose folder is there, the newest first. A child that works in its parent's has none of its own. */
export function listWorkspaces({ store }: Pick<App, "store">): readonly WorkspaceView[] {
  return store.list({ limit: Infinity }).flatMap(({ run }) => {
    const snapshot = store.getSnapshot(run);
    const workspace = snapshot?.workspace ?? null;
    if (snapshot === null || workspace === null || !isOwnWorktree(run, workspace)) return [];
    return existsSync(workspace.path) ? [viewOf(snapshot, workspace)] : [];
  });
}

/** Throws `run.unknown`, and `workspace.missing` for a run that has none yet, or never had. */
export function workspaceOf({ store }: Pick<App, "store">, run: RunId): WorkspaceView {
  const { snapshot } = stateOf(store, run);
  if (snapshot.workspace !== null) return viewOf(snapshot, snapshot.workspace);
  throw new DroverError("workspace.missing", `Cannot find the workspace of run "${shortId(run)}": it has opened none.`);
}

type Snapshot = ReturnType<typeof stateOf>["snapshot"];

const viewOf = ({ run, workflow, status, createdAt }: Snapshot, workspace: WorkspaceRecord): WorkspaceView => ({
  run,
  workflow,
  status,
  createdAt,
  ...workspace,
  isThere: existsSync(workspace.path),
});

/** Worktrees stand in folders named by their runs. */
const isOwnWorktree = (run: RunId, { kind, path: folder }: WorkspaceRecord): boolean =>
  kind === "worktree" && path.basename(folder) === run;

/**
 * Removes the worktree of a run that has ended; what is not merged is kept first, by a ref that the result names. Throws `run.not_final` while it,
 * or a run that works in the same folder, has not ended, and `usage` for a run without a worktree of its own.
 */
export async function archiveWorkspace(
  { store, workspaces }: Pick<App, "store" | "workspaces">,
  run: RunId,
): Promise<{ readonly removed: boolean; readonly checkpoint: string | null }> {
  const { workspace } = stateOf(store, run).snapshot;
  if (workspace === null || !isOwnWorktree(run, workspace))
    throw new DroverError(
      "usage",
      `Cannot archive the workspace of run "${shortId(run)}": it has no worktree of its own.`,
    );
  const user = runsUnderWay({ store }).find((other) => {
    const at = store.getSnapshot(other)?.workspace?.path;
    return other === run || at === workspace.path;
  });
  if (user !== undefined)
    throw new DroverError(
      "run.not_final",
      `Cannot archive the workspace of run "${shortId(run)}": run "${shortId(user)}" works there and has not ended yet.`,
    );
  return workspaces.archive(run, workspace);
}

const runsUnderWay = ({ store }: Pick<App, "store">): readonly RunId[] =>
  (["queued", "running", "waiting"] as const)
    .flatMap((status) => store.list({ status, limit: Infinity }))
    .flatMap(({ run, status }) => (isFinal(status) ? [] : [run]));
