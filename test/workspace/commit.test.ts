import { rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Gen } from "../../src/core/ids.ts";
import type { WorkspaceRecord } from "../../src/core/run.ts";
import { codeOf, GEN, TemporaryRepository } from "./temporary-repository.ts";

let repo: TemporaryRepository;
let record: WorkspaceRecord;
beforeEach(async () => {
  repo = new TemporaryRepository();
  record = await repo.open();
});
afterEach(() => repo.remove());

const commit = (message = "Add work", gen = GEN): ReturnType<typeof repo.workspaces.commit> =>
  repo.workspaces.commit({ gen, path: record.path, message });

test("everything is committed, untracked files too and ignored ones not, with the effect as a trailer", async () => {
  repo.write("new ü.txt", "new\n", record.path);
  repo.write(".env", "SECRET=1\n", record.path);
  rmSync(path.join(record.path, "old.txt"));
  const result = await commit();
  expect(result.files).toEqual(["new ü.txt", "old.txt"]);
  expect(result.commit).toBe(repo.git("rev-parse", "drover/one"));
  expect(repo.git("log", "-1", "--format=%B", "drover/one")).toBe(`Add work\n\nDrover-Effect: ${GEN}`);
  expect(repo.status(record.path)).toBe("");
  expect(repo.status()).toBe("");
});

test("the same effect is committed once, however often it is asked for", async () => {
  repo.write("new.txt", "new\n", record.path);
  const first = await commit();
  repo.write("later.txt", "later\n", record.path);
  expect(await commit()).toEqual(first);
  expect(repo.withTrailer("drover/one", GEN)).toEqual([first.commit]);
});

test("an effect whose name begins like another's is not taken for it", async () => {
  repo.write("new.txt", "new\n", record.path);
  await commit("One", Gen("01hrun.7.10"));
  repo.write("later.txt", "later\n", record.path);
  expect((await commit("Two", Gen("01hrun.7.1"))).files).toEqual(["later.txt"]);
  repo.write("last.txt", "last\n", record.path);
  expect((await commit("Three", Gen("01hrunx7.1"))).files).toEqual(["last.txt"]);
});

test("nothing to commit is a fact, not an error", async () => {
  expect(await commit()).toEqual({ commit: null, files: [] });
});

test("trailers of the message stay together with ours", async () => {
  repo.write("new.txt", "new\n", record.path);
  await commit("Subject\n\n# a heading\n\nCo-authored-by: A <a@b.c>\n");
  expect(repo.git("log", "-1", "--format=%(trailers:only)", "drover/one").split("\n").filter(Boolean)).toEqual([
    "Co-authored-by: A <a@b.c>",
    `Drover-Effect: ${GEN}`,
  ]);
  expect(repo.git("log", "-1", "--format=%B", "drover/one")).toContain("# a heading");
});

test("an empty message is refused", async () => {
  expect(await codeOf(commit(" \n"))).toBe("inputs.invalid");
});

test("the user's hooks run, and one that refuses is quoted", async () => {
  writeFileSync(path.join(repo.top, ".git/hooks/pre-commit"), "#!/bin/sh\necho 'no tabs, please' >&2\nexit 1\n", {
    mode: 0o755,
  });
  repo.write("new.txt", "new\n", record.path);
  await expect(commit()).rejects.toThrow("no tabs, please");
  expect(await codeOf(commit())).toBe("workspace.git");
  rmSync(path.join(repo.top, ".git/hooks/pre-commit"));
  expect((await commit()).files).toEqual(["new.txt"]);
});

test("without a configured identity the commit is Drover's, and what is configured stays", async () => {
  const saved = { ...process.env };
  Object.assign(process.env, { HOME: repo.root, XDG_CONFIG_HOME: repo.root, GIT_CONFIG_NOSYSTEM: "1" });
  try {
    repo.git("config", "--unset", "user.email");
    repo.write("new.txt", "new\n", record.path);
    await commit();
    expect(repo.git("log", "-1", "--format=%an <%ae> %cn <%ce>", "drover/one")).toBe(
      "Tester <drover@localhost> Tester <drover@localhost>",
    );
    repo.git("config", "--unset", "user.name");
    repo.write("new.txt", "newer\n", record.path);
    await commit("Second", Gen("01hrun.8.1"));
    expect(repo.git("log", "-1", "--format=%an <%ae>", "drover/one")).toBe("Drover <drover@localhost>");
    repo.git("config", "author.name", "Author");
    repo.git("config", "committer.email", "committer@example.com");
    repo.write("new.txt", "newest\n", record.path);
    await commit("Third", Gen("01hrun.9.1"));
    expect(repo.git("log", "-1", "--format=%an <%ae> %cn <%ce>", "drover/one")).toBe(
      "Author <drover@localhost> Drover <committer@example.com>",
    );
  } finally {
    process.env = saved;
  }
});

test("conflicts that an agent left are not committed as solved", async () => {
  repo.write("readme.md", "theirs\n");
  repo.commit("Theirs");
  repo.write("readme.md", "ours\n", record.path);
  repo.commit("Ours", record.path);
  expect(() => repo.gitIn(record.path, "merge", "main")).toThrow("Command failed");
  await expect(commit()).rejects.toMatchObject({ code: "workspace.conflict", details: { conflicts: ["readme.md"] } });
  repo.write("readme.md", "both\n", record.path);
  repo.gitIn(record.path, "add", "readme.md");
  const { commit: made } = await commit();
  expect(repo.git("log", "-1", "--format=%P", made ?? "").split(" ")).toHaveLength(2);
});

test("a rebase that an agent left half way is reported", async () => {
  repo.write("readme.md", "theirs\n");
  repo.commit("Theirs");
  repo.write("readme.md", "ours\n", record.path);
  repo.commit("Ours", record.path);
  expect(() => repo.gitIn(record.path, "rebase", "main")).toThrow("Command failed");
  repo.gitIn(record.path, "checkout", "--theirs", "readme.md");
  repo.gitIn(record.path, "add", "readme.md");
  expect(await codeOf(commit())).toBe("workspace.dirty");
});

test("a lock that a killed git left long ago is removed", async () => {
  repo.write("new.txt", "new\n", record.path);
  const lock = path.join(repo.top, ".git/worktrees/01hrun/index.lock");
  writeFileSync(lock, "");
  utimesSync(lock, 1, 1);
  expect((await commit()).files).toEqual(["new.txt"]);
});

test("a lock of this boot goes once nobody who could have made it lives", async () => {
  repo.write("new.txt", "new\n", record.path);
  const lock = path.join(repo.top, ".git/worktrees/01hrun/index.lock");
  writeFileSync(lock, "");
  const minuteAgo = Date.now() / 1000 - 60;
  utimesSync(lock, minuteAgo, minuteAgo);
  expect((await commit()).files).toEqual(["new.txt"]);
});

test("a lock that somebody holds is waited for", async () => {
  repo.write("new.txt", "new\n", record.path);
  const lock = path.join(repo.top, ".git/worktrees/01hrun/index.lock");
  writeFileSync(lock, "");
  const done = commit();
  setTimeout(() => rmSync(lock), 300);
  expect((await done).files).toEqual(["new.txt"]);
});

test("in the project itself everything under the folder is committed, the state never", async () => {
  repo.git("rm", "--quiet", ".gitignore");
  repo.write("new.txt", "new\n");
  const result = await repo.workspaces.commit({ gen: GEN, path: repo.top, message: "In place" });
  expect(result.files).toEqual([".gitignore", "new.txt"]);
});
