import path from "node:path";
import type { Workspaces } from "../core/workspace.ts";
import { archiveWorktree, holdsWork } from "./archive.ts";
import { changedFiles } from "./changed.ts";
import { commitAll } from "./commit.ts";
import { forgetFiles, keepFiles, keptFiles } from "./kept-files.ts";
import { mergeBranch } from "./merge.ts";
import { openFolder, openWorktree } from "./open.ts";
import { preparePlace, type Place } from "./place.ts";
import { findRepository } from "./repository.ts";
import { restoreFolder, restoreWorktree } from "./restore.ts";
import { createTurns } from "./turns.ts";

export interface WorkspacesOptions {
  /** The folder that Drover runs in: relative paths start here. */
  readonly project: string;
  /** Drover's state folder, absolute or relative to the project; worktrees stand in `worktrees/<run>` there. */
  readonly stateFolder: string;
}

/**
 * Workspaces through the user's own git. Work that changes a repository's branches or worktrees is done one piece at a
 * time for each repository.
 */
export function createWorkspaces({ project, stateFolder }: WorkspacesOptions): Workspaces {
  const turns = createTurns();
  const place = (): Promise<Place> => preparePlace(project, stateFolder);
  // Two that look into one worktree at once would take the index for that from each other: an archive would keep half of the files.
  const inTurn = async <T>(folder: string, work: (place: Place) => Promise<T>): Promise<T> => {
    const { common } = await findRepository(folder);
    return turns(common, async () => work(await place()));
  };
  return {
    open: async (run, request) => {
      if (request.kind === "worktree") return openWorktree(await place(), run, { request, turns });
      if (request.kind === "none") return openFolder("none", project, { create: false });
      return openFolder("directory", path.resolve(project, request.path), { create: true });
    },
    restore: async (run, workspace) => {
      if (workspace.kind !== "worktree") return restoreFolder(workspace);
      return inTurn(workspace.repo ?? project, (here) => restoreWorktree(here, run, workspace));
    },
    archive: async (run, workspace) => {
      if (workspace.kind !== "worktree") return { removed: false, checkpoint: null };
      return inTurn(workspace.repo ?? project, (here) =>
        turns(workspace.path, () => archiveWorktree(here, run, workspace)),
      );
    },
    holdsWork: async (run, workspace) =>
      workspace.kind === "worktree" &&
      inTurn(workspace.repo ?? project, () => turns(workspace.path, () => holdsWork(run, workspace))),
    keep: (run, workspace, name) => turns(workspace.path, () => keepFiles(run, workspace, name)),
    kept: keptFiles,
    forget: forgetFiles,
    commit: async (request) => turns(request.path, async () => commitAll(await place(), request)),
    merge: (request) => inTurn(request.repo, (here) => mergeBranch(here, request)),
    changed: changedFiles,
  };
}
