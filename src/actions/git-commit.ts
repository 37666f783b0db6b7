import type { Action } from "../core/action.ts";
import type { Workspaces } from "../core/workspace.ts";
import { readParams } from "./params.ts";
import { requireWorkspace, workspaceOutcome } from "./workspace-outcome.ts";

/**
 * Commits everything in the workspace: `{ message }`. Output: `{ commit, files }`; `commit` is `null` when there was
 * nothing to commit. Exactly once: a trailer `Drover-Effect` in the commit is found again after a crash.
 */
export const createGitCommitAction = ({ workspaces }: { readonly workspaces: Workspaces }): Action => ({
  name: "git.commit",
  perform: (attempt) =>
    workspaceOutcome(attempt, async () => {
      const params = readParams("git.commit", attempt.params, ["message"]);
      const workspace = requireWorkspace("git.commit", attempt);
      const message = params.text("message", `Drover: ${workspace.branch ?? attempt.step ?? "work"}`);
      return { ...(await workspaces.commit({ gen: attempt.gen, path: workspace.path, message })) };
    }),
});
