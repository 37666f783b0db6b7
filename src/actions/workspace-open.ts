import type { Action } from "../core/action.ts";
import type { JsonObject } from "../core/json.ts";
import type { WorkspaceRequest, Workspaces } from "../core/workspace.ts";
import { readParams } from "./params.ts";
import { workspaceOutcome } from "./workspace-outcome.ts";

const KINDS = ["worktree", "directory", "none"] as const;

/** Opens the run's workspace: `{ kind, repo, branch, base, copy, path }`. The output is the workspace's record. */
export const createWorkspaceOpenAction = ({ workspaces }: { readonly workspaces: Workspaces }): Action => ({
  name: "workspace.open",
  perform: (attempt) =>
    workspaceOutcome(attempt, async () => ({ ...(await workspaces.open(attempt.run, toRequest(attempt.params))) })),
});

function toRequest(given: JsonObject): WorkspaceRequest {
  const params = readParams("workspace.open", given, ["kind", "repo", "branch", "base", "copy", "path"]);
  const kind = params.oneOf("kind", KINDS, "worktree");
  if (kind === "none") return { kind };
  if (kind === "directory") return { kind, path: params.required("path") };
  return {
    kind,
    repo: params.text("repo", "."),
    branch: params.required("branch"),
    base: params.text("base", null),
    copy: params.texts("copy"),
  };
}
