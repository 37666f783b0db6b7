import type { Action } from "../core/action.ts";
import type { Workspaces } from "../core/workspace.ts";
import { readParams } from "./params.ts";
import { requireWorkspace, workspaceOutcome } from "./workspace-outcome.ts";

/**
 * Removes the run's worktree; what is dirty or not merged is kept by a checkpoint ref first.
 * Output: `{ removed, checkpoint }`; `checkpoint` is a ref name or `null`.
 */
export const createWorkspaceArchiveAction = ({ workspaces }: { readonly workspaces: Workspaces }): Action => ({
  name: "workspace.archive",
  perform: (attempt) =>
    workspaceOutcome(attempt, async () => {
      readParams("workspace.archive", attempt.params, []);
      return { ...(await workspaces.archive(attempt.run, requireWorkspace("workspace.archive", attempt))) };
    }),
});
