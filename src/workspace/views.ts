import type { WorkspaceViews } from "../core/workspace.ts";
import { diffWorkspace } from "./diff.ts";
import { listFolder, readWithin } from "./files.ts";

/** `state`: Drover's own folder, absolute: nobody looks into it but for the worktrees that stand there. */
export const createWorkspaceViews = (state: string): WorkspaceViews => ({
  diff: diffWorkspace,
  list: (workspace, folder) => listFolder(workspace, folder, state),
  read: (workspace, file) => readWithin(workspace, file, state),
});
