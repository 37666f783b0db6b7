import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { RunId } from "../../src/core/ids.ts";
import { createWorkspaces } from "../../src/workspace/workspaces.ts";
import { codeOf, RUN, TemporaryRepository } from "./temporary-repository.ts";

const made: TemporaryRepository[] = [];
const repository = (options?: ConstructorParameters<typeof TemporaryRepository>[0]): TemporaryRepository => {
  const repo = new TemporaryRepository(options);
  made.push(repo);
  return repo;
};
afterEach(() => Promise.all(made.splice(0).map((repo) => repo.remove())));

test("a worktree stands on a new branch at HEAD and the user's checkout stays clean", async () => {
  const repo = repository();
  const record = await repo.open();
  expect(record).toEqual({
    kind: "worktree",
    path: path.join(repo.state, "worktrees", RUN),
    repo: repo.top,
    branch: "drover/one",
    base: repo.git("rev-parse", "HEAD"),
    target: "main",
  });
  expect(repo.gitIn(record.path, "symbolic-ref", "--short", "HEAD")).toBe("drover/one");
  expect(readFileSync(path.join(record.path, "readme.md"), "utf8")).toBe("one\ntwo\nthree\n");
  expect(repo.status()).toBe("");
});

test("opening again gives the same record, though HEAD has moved and the user is on another branch", async () => {
  const repo = repository();
  const first = await repo.open();
  repo.git("switch", "--quiet", "--create", "elsewhere");
  repo.write("more.txt", "more\n");
  repo.commit("More");
  expect(await repo.open()).toEqual(first);
});

test("the repository is found from a subfolder, and the workspace is the whole of it", async () => {
  const repo = repository();
  mkdirSync(path.join(repo.top, "packages", "app"), { recursive: true });
  const workspaces = createWorkspaces({ project: path.join(repo.top, "packages", "app"), stateFolder: repo.state });
  const record = await workspaces.open(RUN, repo.request());
  expect(record.repo).toBe(repo.top);
  expect(existsSync(path.join(record.path, "readme.md"))).toBe(true);
});

test("the state folder hides itself where the user ignores nothing", async () => {
  const repo = repository();
  repo.git("rm", "--quiet", ".gitignore");
  repo.commit("Ignore nothing");
  await repo.open();
  expect(repo.status()).toBe("");
});

test("what a person must mend has a code and names the way out", async () => {
  const repo = repository();
  const outside = createWorkspaces({ project: repo.root, stateFolder: path.join(repo.root, "state") });
  expect(await codeOf(outside.open(RUN, repo.request()))).toBe("workspace.not_a_repository");
  expect(await codeOf(repo.open({ repo: "nowhere" }))).toBe("workspace.not_a_repository");
  await expect(repo.open({ base: "mian" })).rejects.toThrow('Did you mean "main"?');
  expect(await codeOf(repo.open({ base: "mian" }))).toBe("workspace.unknown_base");
  expect(await codeOf(repo.open({ base: "--all" }))).toBe("workspace.unknown_base");
  expect(await codeOf(repo.open({ branch: "~^" }))).toBe("inputs.invalid");
  const empty = repository({ commits: false });
  expect(await codeOf(empty.open())).toBe("workspace.no_commits");
  expect(await codeOf(empty.open({ base: "main" }))).toBe("workspace.no_commits");
});

test("a branch that is there already is never taken over", async () => {
  const repo = repository();
  repo.git("branch", "drover/one");
  expect(await codeOf(repo.open())).toBe("workspace.branch_taken");
  expect(await codeOf(repo.open({ branch: "main" }))).toBe("workspace.branch_taken");
  expect(await codeOf(repo.open({ branch: "main/sub" }))).toBe("workspace.branch_taken");
  expect(await codeOf(repo.open({ branch: "drover" }))).toBe("workspace.branch_taken");
});

test("two runs at once that want one branch: one gets it, the other is told", async () => {
  const repo = repository();
  const codes = await Promise.all([codeOf(repo.open({}, RunId("a"))), codeOf(repo.open({}, RunId("b")))]);
  expect(new Set(codes)).toEqual(new Set(["nothing was thrown", "workspace.branch_taken"]));
});

test("a branch name that git refuses is made valid", async () => {
  const repo = repository();
  const record = await repo.open({ branch: "-drover/Füge: ein ~Ding~ hinzu..lock.lock" });
  expect(record.branch).toBe("drover/Füge-ein-Ding-hinzu-lock");
  expect(repo.gitIn(record.path, "symbolic-ref", "--short", "HEAD")).toBe(record.branch);
});

test("the target is the base where that is a branch, and unknown on a detached HEAD", async () => {
  const repo = repository();
  repo.git("branch", "release");
  repo.git("tag", "v1");
  expect((await repo.open({ base: "release", branch: "a" }, RunId("a"))).target).toBe("release");
  expect((await repo.open({ base: "v1", branch: "b" }, RunId("b"))).target).toBe("main");
  repo.git("checkout", "--quiet", "--detach");
  expect((await repo.open({ branch: "c" }, RunId("c"))).target).toBeNull();
});

test("a failing post-checkout hook does not matter", async () => {
  const repo = repository();
  writeFileSync(path.join(repo.top, ".git/hooks/post-checkout"), "#!/bin/sh\necho hook ran > hooked\nexit 3\n", {
    mode: 0o755,
  });
  const record = await repo.open();
  expect(existsSync(path.join(record.path, "hooked"))).toBe(true);
  expect(existsSync(path.join(record.path, "readme.md"))).toBe(true);
});

test("variables of a git hook that started Drover do not lead git astray", async () => {
  const repo = repository();
  const other = repository();
  process.env["GIT_DIR"] = path.join(other.top, ".git");
  try {
    expect((await repo.open()).repo).toBe(repo.top);
  } finally {
    delete process.env["GIT_DIR"];
  }
});

test("files and globs are copied, missing ones skipped, tracked ones and the state left alone", async () => {
  const repo = repository();
  repo.write(".env", "SECRET=1\n");
  repo.write("ignored/deep/a.local", "a\n");
  repo.write("ignored/deep/b.other", "b\n");
  repo.write("-dash", "dash\n");
  repo.write("readme.md", "changed by the user\n");
  const record = await repo.open({ copy: [".env", "**/*.local", "missing/*", "readme.md", "-dash", "**/*.json"] });
  const read = (file: string): string => readFileSync(path.join(record.path, file), "utf8");
  expect([read(".env"), read("ignored/deep/a.local"), read("-dash")]).toEqual(["SECRET=1\n", "a\n", "dash\n"]);
  expect(read("readme.md")).toBe("one\ntwo\nthree\n");
  expect(existsSync(path.join(record.path, "ignored/deep/b.other"))).toBe(false);
  expect(existsSync(path.join(record.path, ".drover"))).toBe(false);
});

test("links stay links where what they name is in the worktree too, as in installed packages; of others the content is copied", async () => {
  const repo = repository();
  repo.write("ignored/packages/one/cli.js", "one\n");
  repo.write("ignored/.env.local", "SECRET=1\n");
  repo.write("tracked/two.js", "two\n");
  repo.commit("A package");
  mkdirSync(path.join(repo.top, "ignored/.bin"));
  symlinkSync("../packages/one/cli.js", path.join(repo.top, "ignored/.bin/one"));
  symlinkSync("packages/one", path.join(repo.top, "ignored/one"));
  symlinkSync("../tracked", path.join(repo.top, "ignored/two"));
  symlinkSync("ignored/.env.local", path.join(repo.top, ".env"));
  const record = await repo.open({ copy: [".env", "ignored/.bin", "ignored/packages", "ignored/one", "ignored/two"] });
  const link = (file: string): string => readlinkSync(path.join(record.path, file));
  expect(["ignored/.bin/one", "ignored/one", "ignored/two"].map(link)).toEqual([
    "../packages/one/cli.js",
    "packages/one",
    "../tracked",
  ]);
  expect(lstatSync(path.join(record.path, ".env")).isFile()).toBe(true);
  expect(readFileSync(path.join(record.path, "ignored/two/two.js"), "utf8")).toBe("two\n");
});

test("a copy never leaves the repository or the worktree", async () => {
  const repo = repository();
  writeFileSync(path.join(repo.root, "secret"), "outside\n");
  expect(await codeOf(repo.open({ copy: ["../secret"] }))).toBe("workspace.outside");
  expect(await codeOf(repo.open({ copy: [path.join(repo.root, "secret")] }))).toBe("workspace.outside");
  expect(await codeOf(repo.open({ copy: [".git/config"] }))).toBe("workspace.outside");
  symlinkSync(path.join(repo.root, "secret"), path.join(repo.top, ".env"));
  expect(await codeOf(repo.open({ copy: [".env"] }))).toBe("workspace.outside");
});

test("a tracked link that leads out of the worktree carries no copy with it", async () => {
  const repo = repository();
  mkdirSync(path.join(repo.root, "elsewhere"));
  symlinkSync(path.join(repo.root, "elsewhere"), path.join(repo.top, "ignored"));
  repo.git("add", "--force", "ignored");
  repo.git("commit", "--quiet", "-m", "A link");
  const base = repo.git("rev-parse", "HEAD");
  repo.git("rm", "--quiet", "ignored");
  repo.git("commit", "--quiet", "-m", "No link");
  repo.write("ignored/x.local", "x\n");
  expect(await codeOf(repo.open({ base, copy: ["ignored/*.local"] }))).toBe("workspace.outside");
  expect(existsSync(path.join(repo.root, "elsewhere", "x.local"))).toBe(false);
});

test("a missing worktree is added again from its branch, copies included", async () => {
  const repo = repository();
  repo.write(".env", "SECRET=1\n");
  const record = await repo.open({ copy: [".env"] });
  repo.write("work.txt", "work\n", record.path);
  repo.commit("Work", record.path);
  rmSync(record.path, { recursive: true });
  await repo.workspaces.restore(RUN, record);
  expect(readFileSync(path.join(record.path, "work.txt"), "utf8")).toBe("work\n");
  expect(readFileSync(path.join(record.path, ".env"), "utf8")).toBe("SECRET=1\n");
  await repo.workspaces.restore(RUN, record);
});

test("a missing worktree has the files back that were kept and not committed since", async () => {
  const repo = repository();
  const record = await repo.open();
  repo.write("work.txt", "work\n", record.path);
  rmSync(path.join(record.path, "old.txt"));
  await repo.workspaces.keep(RUN, record, "7.end");
  rmSync(record.path, { recursive: true });
  await repo.workspaces.restore(RUN, record);
  expect(repo.status(record.path)).toBe(" D old.txt\n?? work.txt");
  repo.commit("Work", record.path);
  rmSync(record.path, { recursive: true });
  await repo.workspaces.restore(RUN, record);
  expect(repo.status(record.path)).toBe("");
  expect(existsSync(path.join(record.path, "work.txt"))).toBe(true);
});

test("a missing worktree whose branch is gone too is reported as missing", async () => {
  const repo = repository();
  const record = await repo.open();
  repo.git("worktree", "remove", "--force", record.path);
  repo.git("branch", "--quiet", "-D", "drover/one");
  expect(await codeOf(repo.workspaces.restore(RUN, record))).toBe("workspace.missing");
});

test("a folder that git knows no more is not thrown away", async () => {
  const repo = repository();
  const record = await repo.open();
  repo.write("work.txt", "work\n", record.path);
  rmSync(path.join(repo.top, ".git/worktrees"), { recursive: true });
  expect(await codeOf(repo.workspaces.restore(RUN, record))).toBe("workspace.missing");
  expect(existsSync(path.join(record.path, "work.txt"))).toBe(true);
});

test("workspace: none works in the project as it is; a directory is made", async () => {
  const repo = repository();
  const none = await repo.workspaces.open(RUN, { kind: "none" });
  expect(none).toMatchObject({ kind: "none", path: repo.top, repo: repo.top, branch: "main", target: "main" });
  const plain = createWorkspaces({ project: repo.root, stateFolder: path.join(repo.root, "state") });
  const folder = await plain.open(RUN, { kind: "directory", path: "scratch/deep" });
  expect(folder).toEqual({
    kind: "directory",
    path: path.join(repo.root, "scratch/deep"),
    repo: null,
    branch: null,
    base: null,
    target: null,
  });
  await plain.restore(RUN, folder);
  rmSync(folder.path, { recursive: true });
  expect(await codeOf(plain.restore(RUN, folder))).toBe("workspace.missing");
});

test("changed names committed, uncommitted and untracked files against the base", async () => {
  const repo = repository();
  const record = await repo.open();
  expect(await repo.workspaces.changed(record)).toEqual([]);
  repo.write("committed ü.txt", "x\n", record.path);
  repo.commit("Work", record.path);
  repo.write("readme.md", "changed\n", record.path);
  repo.write("untracked.txt", "x\n", record.path);
  repo.write(".env", "x\n", record.path);
  rmSync(path.join(record.path, "old.txt"));
  expect(await repo.workspaces.changed(record)).toEqual(["committed ü.txt", "old.txt", "readme.md", "untracked.txt"]);
});
