import type { Action } from "../core/action.ts";
import type { JsonObject } from "../core/json.ts";
import type { WorkspaceRequest, Workspaces } from "../core/workspace.ts";
import { readParams } from "./params.ts";
import { workspaceOutcome } from "./workspace-outcome.ts";

const KINDS = ["worktree", "directory", "none"] as const;

interface WorkspaceDefaults {
  /** What a worktree starts from, and what is copied into it, where the workflow does not say; from config.yaml. */
  readonly base: string | null;
  readonly copy: readonly string[];
}

interface Ports {
  readonly workspaces: Workspaces;
  readonly defaults?: WorkspaceDefaults;
}

const NO_DEFAULTS: WorkspaceDefaults = { base: null, copy: [] };

/** Opens the run's workspace: `{ kind, repo, branch, base, copy, path }`, and `{ target, head, commit }` for a fork. The output is the workspace's record. */
export const createWorkspaceOpenAction = ({ workspaces, defaults = NO_DEFAULTS }: Ports): Action => ({
  name: "workspace.open",
  perform: (attempt) =>
    workspaceOutcome(attempt, async () => ({
      ...(await workspaces.open(attempt.run, toRequest(attempt.params, defaults))),
    })),
});

/** The last three: of a fork. */
const PARAMS = ["kind", "repo", "branch", "base", "copy", "path", "target", "head", "commit"];

function toRequest(given: JsonObject, defaults: WorkspaceDefaults): WorkspaceRequest {
  const params = readParams("workspace.open", given, PARAMS);
  const kind = params.oneOf("kind", KINDS, "worktree");
  if (kind === "none") return { kind };
  if (kind === "directory") return { kind, path: params.required("path") };
  const copy = params.texts("copy");
  const head = params.text("head", null);
  return {
    kind,
    repo: params.text("repo", "."),
    branch: params.required("branch"),
    base: params.text("base", null) ?? defaults.base,
    copy: copy.length === 0 ? defaults.copy : copy,
    ...(head === null
      ? {}
      : { fork: { head, commit: params.required("commit"), target: params.text("target", null) } }),
  };
}
