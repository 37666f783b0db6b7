import { existsSync, readdirSync, rmSync, utimesSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { WorkspaceRecord } from "../../src/core/run.ts";
import { GEN, RUN, TemporaryRepository } from "./temporary-repository.ts";

let repo: TemporaryRepository;
let record: WorkspaceRecord;
beforeEach(async () => {
  repo = new TemporaryRepository();
  record = await repo.open();
});
afterEach(() => repo.remove());

const archive = (): ReturnType<typeof repo.workspaces.archive> => repo.workspaces.archive(RUN, record);
const branches = (): string[] => repo.git("branch", "--format=%(refname:short)").split("\n");
const work = (): string => {
  repo.write("work.txt", "work\n", record.path);
  return repo.commit("Work", record.path);
};
const merge = (strategy: "merge" | "squash"): Promise<unknown> =>
  repo.workspaces.merge({
    gen: GEN,
    repo: repo.top,
    branch: "drover/one",
    worktree: record.path,
    into: "main",
    strategy,
    message: null,
  });

test("an untouched workspace goes without a trace", async () => {
  expect(await archive()).toEqual({ removed: true, checkpoint: null });
  expect(existsSync(record.path)).toBe(false);
  expect(branches()).toEqual(["main"]);
  expect(repo.git("worktree", "list").split("\n")).toHaveLength(1);
  expect(repo.git("for-each-ref", "refs/drover")).toBe("");
  expect(readdirSync(path.dirname(record.path))).toEqual([]);
});

test("what is not merged is kept by its branch and a checkpoint", async () => {
  const commit = work();
  expect(await archive()).toEqual({ removed: true, checkpoint: `refs/drover/${RUN}/1` });
  expect(repo.git("rev-parse", `refs/drover/${RUN}/1`)).toBe(commit);
  expect(branches()).toEqual(["drover/one", "main"]);
  expect(await archive()).toEqual({ removed: true, checkpoint: `refs/drover/${RUN}/1` });
});

test("a git of a killed engine that forgets the worktree first leaves nothing to do", async () => {
  const twice = 'case "$*" in *"worktree remove"*) "$git" "$@";; esac';
  expect(await repo.withGit(twice, archive)).toEqual({ removed: true, checkpoint: null });
  expect(branches()).toEqual(["main"]);
  expect(repo.git("worktree", "list").split("\n")).toHaveLength(1);
});

test("uncommitted and untracked files are kept by a checkpoint, and branch and index stay untouched", async () => {
  const commit = work();
  repo.write("work.txt", "edited\n", record.path);
  repo.write("untracked ü.txt", "untracked\n", record.path);
  repo.write(".env", "ignored\n", record.path);
  rmSync(path.join(record.path, "old.txt"));
  const { checkpoint } = await archive();
  expect(checkpoint).toBe(`refs/drover/${RUN}/1`);
  const kept = (file: string): string => repo.git("show", `${checkpoint}:${file}`);
  expect([kept("work.txt"), kept("untracked ü.txt")]).toEqual(["edited", "untracked"]);
  expect(() => kept("old.txt")).toThrow("Command failed");
  expect(() => kept(".env")).toThrow("Command failed");
  expect(repo.git("rev-parse", "drover/one")).toBe(commit);
  expect(repo.git("log", "-1", "--format=%P", checkpoint ?? "")).toBe(commit);
});

test("an edit that git cannot see by date and size is kept as well", async () => {
  const file = path.join(record.path, "readme.md");
  const index = path.join(repo.top, ".git/worktrees", RUN, "index");
  repo.git("config", "core.checkStat", "minimal");
  repo.git("config", "core.trustctime", "false");
  utimesSync(file, 1e9, 1e9);
  repo.gitIn(record.path, "update-index", "--refresh");
  repo.write("readme.md", "ONE\ntwo\nthree\n", record.path);
  utimesSync(file, 1e9, 1e9);
  utimesSync(index, 1e9, 1e9);
  const { checkpoint } = await archive();
  expect(repo.git("show", `${checkpoint}:readme.md`)).toBe("ONE\ntwo\nthree");
});

test.each(["merge", "squash"] as const)(
  "after a %s the branch goes as well, and nothing needs a checkpoint",
  async (strategy) => {
    work();
    await merge(strategy);
    expect(await archive()).toEqual({ removed: true, checkpoint: null });
    expect(branches()).toEqual(["main"]);
    expect(repo.git("for-each-ref", "refs/drover")).toBe("");
  },
);

test("merged, but dirty: the rest is kept and so is nothing else", async () => {
  work();
  await merge("merge");
  repo.write("late.txt", "late\n", record.path);
  const { removed, checkpoint } = await archive();
  expect(removed).toBe(true);
  expect(repo.git("show", `${checkpoint}:late.txt`)).toBe("late");
});

test("a restored workspace gets a checkpoint of its own when it has changed", async () => {
  work();
  await archive();
  await repo.workspaces.restore(RUN, record);
  repo.write("late.txt", "late\n", record.path);
  expect((await archive()).checkpoint).toBe(`refs/drover/${RUN}/2`);
});

test("a worktree that the user locked stays, with a checkpoint", async () => {
  work();
  repo.git("worktree", "lock", "--reason", "mine", record.path);
  expect(await archive()).toEqual({ removed: false, checkpoint: `refs/drover/${RUN}/1` });
  expect(existsSync(path.join(record.path, "work.txt"))).toBe(true);
});

test("a folder with a repository of its own stays: git cannot keep that", async () => {
  const nested = path.join(record.path, "nested");
  repo.write("file.txt", "x\n", nested);
  repo.gitIn(nested, "init", "--quiet");
  repo.gitIn(nested, "config", "user.name", "Tester");
  repo.gitIn(nested, "config", "user.email", "t@example.com");
  repo.commit("Nested", nested);
  expect((await archive()).removed).toBe(false);
  expect(existsSync(path.join(nested, "file.txt"))).toBe(true);
});

test("a missing folder is cleared from git's list", async () => {
  work();
  rmSync(record.path, { recursive: true });
  expect((await archive()).removed).toBe(true);
  expect(repo.git("worktree", "list").split("\n")).toHaveLength(1);
  expect(branches()).toEqual(["drover/one", "main"]);
});

test("commits on a branch that the agent made, or on none, are kept", async () => {
  repo.gitIn(record.path, "checkout", "--quiet", "--detach");
  const commit = work();
  const { checkpoint } = await archive();
  expect(repo.git("rev-parse", checkpoint ?? "")).toBe(commit);
});

test("a directory and the project itself are never removed", async () => {
  const none = await repo.workspaces.open(RUN, { kind: "none" });
  expect(await repo.workspaces.archive(RUN, none)).toEqual({ removed: false, checkpoint: null });
  expect(existsSync(path.join(repo.top, "readme.md"))).toBe(true);
});
