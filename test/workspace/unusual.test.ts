import { execFileSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Gen } from "../../src/core/ids.ts";
import type { WorkspaceRecord } from "../../src/core/run.ts";
import type { MergeRequest, MergeResult } from "../../src/core/workspace.ts";
import { codeOf, GEN, RUN, TemporaryRepository } from "./temporary-repository.ts";

const OTHER_GEN = Gen("01hchild.3.1");

let repo: TemporaryRepository;
beforeEach(() => {
  repo = new TemporaryRepository();
});
afterEach(() => repo.remove());

const commit = (record: WorkspaceRecord, message = "Work"): ReturnType<typeof repo.workspaces.commit> =>
  repo.workspaces.commit({ gen: GEN, path: record.path, message });

const merge = (record: WorkspaceRecord, changes: Partial<MergeRequest> = {}): Promise<MergeResult> =>
  repo.workspaces.merge({
    gen: GEN,
    repo: record.repo ?? "",
    branch: "drover/one",
    worktree: record.path,
    into: "main",
    strategy: "merge",
    message: null,
    ...changes,
  });

async function withWork(changes: Parameters<TemporaryRepository["open"]>[0] = {}): Promise<WorkspaceRecord> {
  const record = await repo.open(changes);
  repo.write("work.txt", "work\n", record.path);
  repo.commit("Work", record.path);
  return record;
}

/** Makes a submodule `sub` whose changes git is told to keep quiet about. */
function addQuietSubmodule(): void {
  const other = path.join(repo.root, "other");
  execFileSync("git", ["clone", "--quiet", repo.top, other]);
  repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other, "sub");
  repo.git("config", "--file", ".gitmodules", "submodule.sub.ignore", "all");
  repo.commit("A submodule");
}

describe("a target", () => {
  it("that the user is rebasing is not moved under their hands", async () => {
    const record = await withWork();
    repo.git("switch", "--quiet", "--create", "upstream");
    repo.write("readme.md", "upstream\n");
    repo.commit("Upstream");
    repo.git("switch", "--quiet", "main");
    repo.write("readme.md", "mine\n");
    const before = repo.commit("Mine");
    expect(() => repo.git("rebase", "--quiet", "upstream")).toThrow("Command failed");
    await expect(merge(record)).rejects.toThrow(/a rebase of it is in progress in ".*projekt ünï"/);
    expect(await codeOf(merge(record))).toBe("workspace.dirty");
    expect(repo.git("rev-parse", "main")).toBe(before);
    repo.git("rebase", "--abort");
    expect((await merge(record)).files).toEqual(["work.txt"]);
  });

  it("that is rebased in another worktree is not moved either, and other branches are", async () => {
    const record = await withWork();
    repo.git("branch", "release");
    repo.git("branch", "free");
    const other = path.join(repo.root, "other");
    repo.git("worktree", "add", "--quiet", other, "release");
    repo.write("more.txt", "more\n", other);
    repo.commit("More", other);
    expect(() => repo.gitIn(other, "rebase", "--quiet", "--exec", "false", "HEAD~1")).toThrow("Command failed");
    expect(await codeOf(merge(record, { into: "release" }))).toBe("workspace.dirty");
    expect((await merge(record, { into: "free" })).files).toEqual(["work.txt"]);
  });

  it("in a worktree whose path has a line break is brought along there", async () => {
    const record = await withWork();
    const other = path.join(repo.root, "a\nb");
    repo.git("branch", "release");
    repo.git("worktree", "add", "--quiet", other, "release");
    await merge(record, { into: "release" });
    expect(repo.status(other)).toBe("");
    expect(existsSync(path.join(other, "work.txt"))).toBe(true);
  });

  it("in a worktree that is away, and locked for that, is not moved without it", async () => {
    const record = await withWork();
    const other = path.join(repo.root, "other");
    repo.git("branch", "release");
    repo.git("worktree", "add", "--quiet", "--lock", "--reason", "on a disk of its own", other, "release");
    renameSync(other, `${other}-away`);
    await expect(merge(record, { into: "release" })).rejects.toThrow("which is not there now (on a disk of its own)");
    renameSync(`${other}-away`, other);
    await merge(record, { into: "release" });
    expect(repo.status(other)).toBe("");
    rmSync(other, { recursive: true });
    repo.git("worktree", "unlock", other);
    repo.write("more.txt", "more\n", record.path);
    repo.commit("More", record.path);
    expect((await merge(record, { gen: OTHER_GEN, into: "release" })).files).toEqual(["more.txt"]);
  });

  it("is brought along where the git folder lies apart from the files", async () => {
    repo.git("init", "--quiet", "--separate-git-dir", path.join(repo.root, "apart.git"));
    const record = await withWork();
    expect((await merge(record)).files).toEqual(["work.txt"]);
    expect(repo.status()).toBe("");
    expect(existsSync(path.join(repo.top, "work.txt"))).toBe(true);
  });
});

describe("a base that is the name of a branch and of a tag", () => {
  it("is the branch, which is the target too", async () => {
    repo.git("tag", "release");
    repo.write("later.txt", "later\n");
    const later = repo.commit("Later");
    repo.git("branch", "release");
    expect(await repo.open({ base: "release" })).toMatchObject({ base: later, target: "release" });
  });
});

describe("a commit", () => {
  it("has what git is told to ignore of submodules", async () => {
    addQuietSubmodule();
    const record = await repo.open();
    repo.gitIn(record.path, "-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init");
    const sub = path.join(record.path, "sub");
    repo.write("new.txt", "new\n", sub);
    repo.gitIn(sub, "add", "--all");
    repo.gitIn(
      sub,
      "-c",
      "user.name=A",
      "-c",
      "user.email=a@b.c",
      "commit",
      "--quiet",
      "--message",
      "In the submodule",
    );
    expect(await repo.workspaces.changed(record)).toEqual(["sub"]);
    expect((await commit(record)).files).toEqual(["sub"]);
    expect((await merge(record)).files).toEqual(["sub"]);
  });

  it("has files outside of what a sparse checkout shows, and so has a checkpoint", async () => {
    repo.write("shown/a.txt", "a\n");
    repo.write("hidden/b.txt", "b\n");
    repo.commit("Two folders");
    repo.git("sparse-checkout", "set", "shown");
    const record = await repo.open();
    expect(existsSync(path.join(record.path, "hidden"))).toBe(false);
    repo.write("hidden/new.txt", "new\n", record.path);
    const { commit: kept } = await repo.workspaces.keep(RUN, record, "7.end");
    expect(repo.git("ls-tree", "--name-only", kept, "hidden/").split("\n")).toEqual(["hidden/b.txt", "hidden/new.txt"]);
    expect((await commit(record)).files).toEqual(["hidden/new.txt"]);
  });

  it("with more bytes of message than a program's argument may have is refused with the reason", async () => {
    const record = await repo.open();
    repo.write("work.txt", "work\n", record.path);
    await expect(commit(record, "字".repeat(50_000))).rejects.toThrow("longer than");
  });
});

describe("a worktree whose .git somebody has removed", () => {
  const init = (folder: string): string => repo.gitIn(folder, "init", "--quiet");
  const identity = ["-c", "user.name=A", "-c", "user.email=a@b.c"];
  const commitIn = (folder: string): string =>
    repo.gitIn(folder, ...identity, "commit", "--quiet", "--allow-empty", "-m", "x");
  it.each([
    ["", [] as const],
    [", with a new repository there,", [init]],
    [", with a repository and a commit there,", [init, commitIn]],
  ])("%s is not taken for another one", async (_, steps) => {
    const record = await repo.open();
    rmSync(path.join(record.path, ".git"));
    for (const step of steps) step(record.path);
    repo.write("work.txt", "work\n", record.path);
    repo.write("mine.txt", "the user's\n");
    repo.git("add", "mine.txt");
    const { workspaces } = repo;
    const codes = [commit(record), workspaces.changed(record), workspaces.keep(RUN, record, "7.end")].map(codeOf);
    codes.push(codeOf(workspaces.archive(RUN, record)), codeOf(workspaces.restore(RUN, record)));
    expect(new Set(await Promise.all(codes))).toEqual(new Set(["workspace.missing"]));
    expect(existsSync(path.join(record.path, "work.txt"))).toBe(true);
    expect(repo.git("log", "--format=%s", "main")).toBe("First");
  });
});

describe("commits on another branch of the workspace", () => {
  it("are not left out unnoticed by a child run, which has no workspace of its own", async () => {
    const record = await repo.open();
    repo.gitIn(record.path, "switch", "--quiet", "--create", "elsewhere");
    repo.write("work.txt", "work\n", record.path);
    repo.commit("Elsewhere", record.path);
    await expect(merge(record, { gen: OTHER_GEN })).rejects.toThrow('on branch "elsewhere" now');
  });
});

describe("an archive", () => {
  it("keeps all files, though they are kept for a fork at the same time", async () => {
    const record = await repo.open();
    for (let i = 0; i < 300; i++) repo.write(`many/${i}`, `${i}\n`, record.path);
    const { workspaces } = repo;
    const [{ checkpoint }] = await Promise.all([
      workspaces.archive(RUN, record),
      workspaces.keep(RUN, record, "7.begin").catch(() => null),
      workspaces.keep(RUN, record, "7.end").catch(() => null),
    ]);
    expect(repo.git("ls-tree", "-r", "--name-only", checkpoint ?? "").split("\n")).toHaveLength(303);
  });

  it("leaves a folder with a repository of its own, whatever bytes its name has", async () => {
    const record = await repo.open();
    const make = `d=$(printf 'n\\377'); git init --quiet "$d"; cd "$d"; echo x >x; git add x; git -c user.name=A -c user.email=a@b.c commit --quiet -m x`;
    execFileSync("sh", ["-c", make], { cwd: record.path });
    expect(await repo.workspaces.archive(RUN, record)).toMatchObject({ removed: false });
    expect(existsSync(record.path)).toBe(true);
  });
});
