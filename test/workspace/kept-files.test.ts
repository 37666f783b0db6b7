import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { RunId } from "../../src/core/ids.ts";
import type { WorkspaceRecord } from "../../src/core/run.ts";
import { RUN, TemporaryRepository, codeOf } from "./temporary-repository.ts";

const made: TemporaryRepository[] = [];
afterEach(async () => {
  for (const repo of made.splice(0)) await repo.remove();
});

async function working(): Promise<{ repo: TemporaryRepository; record: WorkspaceRecord }> {
  const repo = new TemporaryRepository();
  made.push(repo);
  const record = await repo.open();
  repo.write("new.txt", "new\n", record.path);
  repo.write("ignored/big.txt", "ignored\n", record.path);
  repo.gitIn(record.path, "rm", "--quiet", "old.txt");
  return { repo, record };
}

const refs = (repo: TemporaryRepository): string[] =>
  repo.git("for-each-ref", "--format=%(refname)", "refs/drover").split("\n").filter(Boolean);

describe("files that are kept", () => {
  it("are all but the ignored ones, and nothing in the worktree moves for it", async () => {
    const { repo, record } = await working();
    const [status, head] = [repo.status(record.path), repo.gitIn(record.path, "rev-parse", "HEAD")];
    const kept = await repo.workspaces.keep(RUN, record, "7");
    expect(kept).toEqual({ name: "7", head, commit: repo.git("rev-parse", `refs/drover/${RUN}/files/7`) });
    expect(repo.git("ls-tree", "-r", "--name-only", kept.commit).split("\n")).toEqual([
      ".gitignore",
      "new.txt",
      "readme.md",
    ]);
    expect([repo.status(record.path), repo.gitIn(record.path, "rev-parse", "HEAD")]).toEqual([status, head]);
    expect(await repo.workspaces.kept(RUN, record)).toEqual([kept]);
  });

  it("are one commit as long as they are the same", async () => {
    const { repo, record } = await working();
    const [one, two] = [await repo.workspaces.keep(RUN, record, "1"), await repo.workspaces.keep(RUN, record, "2")];
    repo.write("new.txt", "newer\n", record.path);
    const three = await repo.workspaces.keep(RUN, record, "3");
    expect([two.commit === one.commit, three.commit === one.commit]).toEqual([true, false]);
  });

  it("are no checkpoint: unsaved work that is archived is kept for itself, and stays when they are forgotten", async () => {
    const { repo, record } = await working();
    await repo.workspaces.keep(RUN, record, "7");
    const { checkpoint } = await repo.workspaces.archive(RUN, record);
    expect(checkpoint).toBe(`refs/drover/${RUN}/1`);
    await repo.workspaces.forget(RUN, record);
    expect(refs(repo)).toEqual([`refs/drover/${RUN}/1`]);
    expect(repo.git("show", `${checkpoint}:new.txt`)).toBe("new");
  });

  it("are the newest hundred of a run, and those that a fork began with", async () => {
    const { repo, record } = await working();
    const { commit } = await repo.workspaces.keep(RUN, record, "1");
    repo.git("update-ref", `refs/drover/${RUN}/files/start`, commit);
    for (let n = 2; n <= 120; n++) repo.git("update-ref", `refs/drover/${RUN}/files/${RUN}.${n}.0.end`, commit);
    await repo.workspaces.keep(RUN, record, `${RUN}.121.0.begin`);
    const names = (await repo.workspaces.kept(RUN, record)).map(({ name }) => name);
    expect(names).toHaveLength(101);
    expect([names.includes("start"), names.includes(`${RUN}.21.0.end`), names.includes(`${RUN}.22.0.end`)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it("are forgotten with their run, and no others", async () => {
    const { repo, record } = await working();
    const other = RunId("01hother");
    await repo.workspaces.keep(RUN, record, "1");
    await repo.workspaces.keep(other, record, "1");
    await repo.workspaces.forget(RUN, record);
    await repo.workspaces.forget(RUN, record);
    expect(refs(repo)).toEqual([`refs/drover/${other}/files/1`]);
    rmSync(repo.top, { recursive: true });
    await repo.workspaces.forget(other, record);
    expect(await repo.workspaces.kept(other, record)).toEqual([]);
  });
});

describe("a worktree of a fork", () => {
  it("begins with files that have gone on since, on the commit of then, and what was not committed is not", async () => {
    const { repo, record } = await working();
    const { head, commit } = await repo.workspaces.keep(RUN, record, "1");
    repo.write("new.txt", "later\n", record.path);
    repo.commit("Later", record.path);
    const fork = { head, commit, target: "main" };
    const run = RunId("01hfork");
    const own = await repo.open({ repo: repo.top, branch: "drover/two", base: record.base, fork }, run);
    expect(own).toEqual({ ...record, branch: "drover/two", path: path.join(repo.state, "worktrees", run) });
    expect(readFileSync(path.join(own.path, "new.txt"), "utf8")).toBe("new\n");
    expect(repo.status(own.path)).toBe(" D old.txt\n?? new.txt");
    expect(repo.gitIn(own.path, "rev-parse", "HEAD")).toBe(record.base);
    expect((await repo.workspaces.kept(run, own)).map(({ name }) => name)).toEqual(["start"]);
  });

  it("is refused when its files are gone", async () => {
    const { repo, record } = await working();
    const fork = { head: record.base ?? "", commit: "0".repeat(40), target: null };
    expect(await codeOf(repo.open({ branch: "drover/two", base: record.base, fork }, RunId("01hfork")))).toBe(
      "workspace.missing",
    );
  });
});
