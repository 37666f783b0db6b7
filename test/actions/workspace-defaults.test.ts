import { describe, expect, it } from "vitest";
import { createWorkspaceOpenAction } from "../../src/actions/workspace-open.ts";
import type { Attempt } from "../../src/core/action.ts";
import { Gen, RunId } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import type { WorkspaceRequest, Workspaces } from "../../src/core/workspace.ts";

/** Tells what was asked for; everything else of the port is not called. */
async function requestFor(params: JsonObject): Promise<WorkspaceRequest | undefined> {
  const asked: WorkspaceRequest[] = [];
  const open: Workspaces["open"] = async (_run, request) => {
    asked.push(request);
    return { kind: "none", path: "/", repo: null, branch: null, base: null, target: null };
  };
  const action = createWorkspaceOpenAction({
    workspaces: { open } as Workspaces,
    defaults: { base: "develop", copy: [".env"] },
  });
  const attempt = { run: RunId("r"), gen: Gen("r.1.0"), params, halt: new AbortController().signal };
  await action.perform(attempt as unknown as Attempt);
  return asked[0];
}

describe("the defaults of config.yaml", () => {
  it("fill in what a workflow does not say about its worktree", async () => {
    expect(await requestFor({ kind: "worktree", repo: ".", branch: "b", base: null, copy: [] })).toMatchObject({
      base: "develop",
      copy: [".env"],
    });
  });

  it("leave alone what it does say", async () => {
    expect(await requestFor({ kind: "worktree", repo: ".", branch: "b", base: "main", copy: ["a"] })).toMatchObject({
      base: "main",
      copy: ["a"],
    });
  });

  it("do not touch a run that works in place", async () => {
    expect(await requestFor({ kind: "none" })).toEqual({ kind: "none" });
  });
});
