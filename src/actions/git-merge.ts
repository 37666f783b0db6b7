import type { Action, Attempt } from "../core/action.ts";
import { DroverError } from "../core/errors.ts";
import { Gen } from "../core/ids.ts";
import type { WorkspaceRecord } from "../core/run.ts";
import type { MergeRequest, MergeResult, Workspaces } from "../core/workspace.ts";
import { readParams, type Params } from "./params.ts";
import { requireWorkspace, workspaceOutcome } from "./workspace-outcome.ts";

const STRATEGIES = ["merge", "squash", "fast-forward"] as const;

/**
 * Merges a branch: `{ branch, into, strategy, message }`. Left out: the workspace's branch, the branch it was opened
 * from, `merge`. Work that nobody committed in the workspace is committed first, as an effect of its own.
 * Output: `{ commit, files, found }`; `{ conflicts }` on a conflict. Exactly once, by a ref and a trailer.
 */
export const createGitMergeAction = ({ workspaces }: { readonly workspaces: Workspaces }): Action => ({
  name: "git.merge",
  perform: (attempt) => workspaceOutcome(attempt, async () => ({ ...(await perform(workspaces, attempt)) })),
});

async function perform(workspaces: Workspaces, attempt: Attempt): Promise<MergeResult> {
  const params = readParams("git.merge", attempt.params, ["branch", "into", "strategy", "message"]);
  const workspace = requireWorkspace("git.merge", attempt);
  const request = toRequest(params, workspace, attempt.gen);
  if (request.worktree !== null)
    await workspaces.commit({
      gen: Gen(`${attempt.gen}.commit`),
      path: request.worktree,
      message: request.message ?? `Drover: ${request.branch}`,
    });
  return workspaces.merge(request);
}

function toRequest(params: Params, workspace: WorkspaceRecord, gen: Gen): MergeRequest {
  const own = workspace.kind === "worktree" ? workspace.branch : null;
  const branch = params.text("branch", own);
  const into = params.text("into", workspace.target);
  if (workspace.repo === null) throw cannot("the workspace lies in no git repository");
  if (branch === null) throw cannot('the workspace has no branch of its own. Name the one to merge as "branch"');
  if (into === null) throw cannot('the repository was on no branch when the run began. Name the target as "into"');
  const strategy = params.oneOf("strategy", STRATEGIES, "merge");
  const worktree = branch === own ? workspace.path : null;
  return { gen, repo: workspace.repo, branch, worktree, into, strategy, message: params.text("message", null) };
}

const cannot = (why: string): DroverError => new DroverError("inputs.invalid", `Cannot perform "git.merge": ${why}`);
