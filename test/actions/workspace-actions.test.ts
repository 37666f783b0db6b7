import { chmodSync, existsSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGitCommitAction } from "../../src/actions/git-commit.ts";
import { createGitMergeAction } from "../../src/actions/git-merge.ts";
import { createWorkspaceArchiveAction } from "../../src/actions/workspace-archive.ts";
import { createWorkspaceOpenAction } from "../../src/actions/workspace-open.ts";
import { quietDesk } from "./support.ts";
import type { Attempt } from "../../src/core/action.ts";
import type { JsonObject } from "../../src/core/json.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import type { WorkspaceRecord } from "../../src/core/run.ts";
import { GEN, RUN, TemporaryRepository } from "../workspace/temporary-repository.ts";

let repo: TemporaryRepository;
let record: WorkspaceRecord;
beforeEach(async () => {
  repo = new TemporaryRepository();
  record = await repo.open();
});
afterEach(() => repo.remove());

const creators = [createGitCommitAction, createGitMergeAction, createWorkspaceArchiveAction, createWorkspaceOpenAction];

function perform(name: string, params: JsonObject = {}, changes: Partial<Attempt> = {}): Promise<Outcome> {
  const action = creators.map((create) => create({ workspaces: repo.workspaces })).find((one) => one.name === name);
  if (action === undefined) throw new Error(`No action ${name}`);
  return action.perform({
    run: RUN,
    gen: GEN,
    step: "step",
    params,
    env: {},
    idleMs: null,
    attempt: 1,
    visit: 1,
    desk: quietDesk,
    held: () => {},
    workspace: record,
    session: null,
    halt: new AbortController().signal,
    recovering: false,
    found: () => {},
    ...changes,
  });
}

test("open, commit, merge and archive follow each other with outputs that are plain JSON", async () => {
  const opened = await perform(
    "workspace.open",
    { kind: "worktree", branch: "drover/one", copy: ".env" },
    { workspace: null },
  );
  expect(opened).toEqual({ status: "succeeded", output: { ...record }, error: null });
  repo.write("a.txt", "a\n", record.path);
  const committed = await perform("git.commit", { message: "Add a" });
  expect(committed.output).toEqual({ commit: repo.git("rev-parse", "drover/one"), files: ["a.txt"] });
  const merged = await perform("git.merge");
  expect(merged.output).toEqual({ commit: repo.git("rev-parse", "main"), files: ["a.txt"], found: false });
  expect((await perform("git.merge")).output).toEqual({ ...merged.output, found: true });
  expect((await perform("workspace.archive")).output).toEqual({ removed: true, checkpoint: null });
  expect(existsSync(record.path)).toBe(false);
});

test("a merge takes along what nobody committed, under its message", async () => {
  repo.write("a.txt", "a\n", record.path);
  const { output } = await perform("git.merge", { message: "Add a", strategy: "squash" });
  expect(output["files"]).toEqual(["a.txt"]);
  expect(repo.git("log", "-1", "--format=%s", "main")).toBe("Add a");
  expect(repo.git("log", "-1", "--format=%s", "drover/one")).toBe("Add a");
  expect(repo.status(record.path)).toBe("");
});

test("a conflict is a permanent failure that lists the files", async () => {
  repo.write("readme.md", "ours\n", record.path);
  repo.write("readme.md", "theirs\n");
  repo.commit("Theirs");
  const { status, output, error } = await perform("git.merge");
  expect([status, output, error?.code, error?.class]).toEqual([
    "failed",
    { conflicts: ["readme.md"] },
    "workspace.conflict",
    "permanent",
  ]);
});

test("changes of the user's own in the way are a permanent failure that lists the files", async () => {
  repo.write("readme.md", "ours\n", record.path);
  repo.write("readme.md", "mine\n");
  const { output, error } = await perform("git.merge");
  expect([output, error?.code, error?.class]).toEqual([{ files: ["readme.md"] }, "workspace.dirty", "permanent"]);
});

test("what git stumbles over is a transient failure", async () => {
  repo.write("a.txt", "a\n", record.path);
  repo.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 1\n");
  chmodSync(path.join(repo.top, ".git/hooks/pre-commit"), 0o755);
  const { status, error } = await perform("git.commit");
  expect([status, error?.code, error?.class]).toEqual(["failed", "workspace.git", "transient"]);
});

test("in the project itself the branch has to be named, and merges into the one that is checked out", async () => {
  const none = await repo.workspaces.open(RUN, { kind: "none" });
  const { error } = await perform("git.merge", {}, { workspace: none });
  expect(error?.message).toContain('Name the one to merge as "branch"');
  repo.write("a.txt", "a\n", record.path);
  repo.commit("Work", record.path);
  const { output } = await perform("git.merge", { branch: "drover/one" }, { workspace: none });
  expect(output["files"]).toEqual(["a.txt"]);
  expect(repo.status()).toBe("");
});

test("a merge from a detached HEAD needs to be told where to", async () => {
  const { error } = await perform("git.merge", {}, { workspace: { ...record, target: null } });
  expect([error?.code, error?.class]).toEqual(["inputs.invalid", "permanent"]);
  expect(error?.message).toContain('"into"');
});

test.each<[string, JsonObject, string]>([
  ["git.commit", { mesage: "x" }, 'Did you mean "message"?'],
  ["git.commit", { message: 5 }, '"message" must be a text'],
  ["git.merge", { strategy: "squahs" }, 'Did you mean "squash"?'],
  ["git.merge", { target: "main" }, 'no parameter "target"'],
  ["workspace.archive", { force: true }, 'no parameter "force"'],
  ["workspace.open", { kind: "worktree" }, '"branch" is missing'],
  ["workspace.open", { kind: "directory" }, '"path" is missing'],
  ["workspace.open", { kind: "worktree", branch: "x", copy: [1] }, "list of texts"],
])("%s with %j is refused", async (name, params, message) => {
  const { status, error } = await perform(name, params);
  expect([status, error?.code, error?.class]).toEqual(["failed", "inputs.invalid", "permanent"]);
  expect(error?.message).toContain(message);
});

test("an action that was asked to end before it began does nothing", async () => {
  const before = repo.git("rev-parse", "main");
  repo.write("a.txt", "a\n", record.path);
  const { status, error } = await perform("git.merge", {}, { halt: AbortSignal.abort("timed_out") });
  expect([status, error?.class]).toEqual(["timed_out", "timeout"]);
  expect((await perform("git.merge", {}, { halt: AbortSignal.abort("canceled") })).status).toBe("canceled");
  expect(repo.git("rev-parse", "main")).toBe(before);
});
