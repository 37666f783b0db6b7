import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Gen } from "../../src/core/ids.ts";
import type { WorkspaceRecord } from "../../src/core/run.ts";
import type { MergeRequest, MergeResult } from "../../src/core/workspace.ts";
import { codeOf, GEN, TemporaryRepository } from "./temporary-repository.ts";

let repo: TemporaryRepository;
let record: WorkspaceRecord;
beforeEach(async () => {
  repo = new TemporaryRepository();
  record = await repo.open();
  repo.write("feature ü.txt", "feature\n", record.path);
  repo.write("readme.md", "ONE\ntwo\nthree\n", record.path);
  rmSync(path.join(record.path, "old.txt"));
  repo.commit("Work", record.path);
});
afterEach(() => repo.remove());

const FILES = ["feature ü.txt", "old.txt", "readme.md"];
const merge = (changes: Partial<MergeRequest> = {}): Promise<MergeResult> =>
  repo.workspaces.merge({
    gen: GEN,
    repo: repo.top,
    branch: "drover/one",
    worktree: record.path,
    into: "main",
    strategy: "merge",
    message: null,
    ...changes,
  });
const tip = (branch = "main"): string => repo.git("rev-parse", branch);
const read = (file: string): string => readFileSync(path.join(repo.top, file), "utf8");

test("a merge makes one commit with two parents and brings the user's checkout along", async () => {
  const before = tip();
  const result = await merge();
  expect(result).toEqual({ commit: tip(), files: FILES, found: false });
  expect(repo.git("log", "-1", "--format=%P")).toBe(`${before} ${tip("drover/one")}`);
  expect(repo.git("log", "-1", "--format=%B")).toBe(`Merge branch 'drover/one' into main\n\nDrover-Effect: ${GEN}`);
  expect(repo.status()).toBe("");
  expect(read("readme.md")).toBe("ONE\ntwo\nthree\n");
});

test("merging again finds it done, also when the user has committed since", async () => {
  const first = await merge();
  repo.write("later.txt", "later\n");
  repo.commit("Later");
  expect(await merge()).toEqual({ ...first, found: true });
});

test("a merge that the user has rewritten since is known by its trailer", async () => {
  const { commit } = await merge({ strategy: "squash" });
  repo.git("commit", "--quiet", "--amend", "--no-edit", "--author=Somebody <some@body>");
  expect(tip()).not.toBe(commit);
  expect(await merge({ strategy: "squash" })).toEqual({ commit: tip(), files: FILES, found: true });
});

test("squash makes one plain commit, fast-forward none", async () => {
  const before = tip();
  expect((await merge({ strategy: "squash", message: "All of it" })).files).toEqual(FILES);
  expect(repo.git("log", "-1", "--format=%P")).toBe(before);
  expect(repo.git("log", "-1", "--format=%s")).toBe("All of it");
  expect(repo.status()).toBe("");
  repo.git("reset", "--quiet", "--hard", before);
  const gen = Gen("01hrun.9.1");
  const result = await merge({ strategy: "fast-forward", gen });
  expect(result).toEqual({ commit: tip("drover/one"), files: FILES, found: false });
  expect(tip()).toBe(tip("drover/one"));
  expect(repo.status()).toBe("");
  expect(await merge({ strategy: "fast-forward", gen })).toEqual({ ...result, found: true });
});

test("a fast-forward that is not possible says so and changes nothing", async () => {
  repo.write("other.txt", "other\n");
  const before = repo.commit("Other");
  expect(await codeOf(merge({ strategy: "fast-forward" }))).toBe("workspace.diverged");
  expect(tip()).toBe(before);
});

test("both sides' changes are merged when the target has gone on", async () => {
  repo.write("readme.md", "one\ntwo\nTHREE\n");
  repo.commit("Other end");
  expect((await merge()).files).toEqual(FILES);
  expect(read("readme.md")).toBe("ONE\ntwo\nTHREE\n");
  expect(repo.status()).toBe("");
});

test("a target that is checked out nowhere moves without a checkout", async () => {
  repo.git("branch", "release");
  const before = tip();
  const result = await merge({ into: "release" });
  expect(result.commit).toBe(tip("release"));
  expect(tip()).toBe(before);
  expect(repo.status()).toBe("");
  expect((await merge({ into: "release" })).found).toBe(true);
});

test("a target in another worktree is brought along there", async () => {
  repo.git("branch", "release");
  const other = path.join(repo.root, "other tree");
  repo.git("worktree", "add", "--quiet", other, "release");
  await merge({ into: "release" });
  expect(repo.status(other)).toBe("");
  expect(existsSync(path.join(other, "feature ü.txt"))).toBe(true);
});

test("conflicts are listed and leave nothing behind", async () => {
  repo.write("readme.md", "eins\ntwo\nthree\n");
  const before = repo.commit("Other");
  await expect(merge()).rejects.toMatchObject({ code: "workspace.conflict", details: { conflicts: ["readme.md"] } });
  await expect(merge()).rejects.toThrow("readme.md");
  expect(tip()).toBe(before);
  expect(repo.status()).toBe("");
  expect(existsSync(path.join(repo.top, ".git/MERGE_HEAD"))).toBe(false);
});

test("changes of the user's own in other files stay as they are, staged or not", async () => {
  repo.write(".gitignore", ".env\n.drover/\nmine\n");
  repo.write("staged.txt", "staged\n");
  repo.git("add", "staged.txt");
  repo.write("untracked.txt", "untracked\n");
  const before = repo.status();
  await merge();
  expect(repo.status()).toBe(before);
  expect(read("readme.md")).toBe("ONE\ntwo\nthree\n");
});

test.each<[string, () => void, string]>([
  ["an edited file", () => repo.write("readme.md", "mine\n"), "readme.md"],
  ["a staged file", () => (repo.write("readme.md", "mine\n"), repo.git("add", "readme.md")), "readme.md"],
  ["a deleted file", () => rmSync(path.join(repo.top, "readme.md")), "readme.md"],
  ["an edited file that the merge deletes", () => repo.write("old.txt", "mine\n"), "old.txt"],
  ["an untracked file", () => repo.write("feature ü.txt", "mine\n"), "feature ü.txt"],
  [
    "an untracked executable",
    () => (repo.write("feature ü.txt", "feature\n"), chmodSync(path.join(repo.top, "feature ü.txt"), 0o755)),
    "feature ü.txt",
  ],
  [
    "an ignored file",
    () => (repo.write("feature ü.txt", "mine\n"), repo.write(".git/info/exclude", "feature*\n")),
    "feature ü.txt",
  ],
])("%s that the merge would overwrite stops it, and nothing changes", async (_, make, file) => {
  make();
  const before = [tip(), repo.status()];
  await expect(merge()).rejects.toMatchObject({ code: "workspace.dirty", details: { files: [file] } });
  expect([tip(), repo.status()]).toEqual(before);
});

test("a merge of the user's own that is in progress is not disturbed", async () => {
  repo.git("switch", "--quiet", "--create", "side");
  repo.write("side.txt", "side\n");
  repo.commit("Side");
  repo.git("switch", "--quiet", "main");
  repo.git("merge", "--quiet", "--no-ff", "--no-commit", "side");
  expect(await codeOf(merge())).toBe("workspace.dirty");
  expect(existsSync(path.join(repo.top, ".git/MERGE_HEAD"))).toBe(true);
});

test("a branch that the target holds already is nothing to merge", async () => {
  repo.git("merge", "--quiet", "--ff-only", "drover/one");
  expect(await merge()).toEqual({ commit: tip(), files: [], found: false });
  repo.git("reset", "--quiet", "--hard", "HEAD~1");
  await merge({ strategy: "squash" });
  expect(await merge({ strategy: "squash", gen: Gen("01hrun.9.9") })).toEqual({
    commit: tip(),
    files: [],
    found: false,
  });
});

test("unknown branches are named with the nearest one", async () => {
  expect(await codeOf(merge({ into: "mian" }))).toBe("workspace.unknown_base");
  await expect(merge({ into: "mian" })).rejects.toThrow('Did you mean "main"?');
  await expect(merge({ branch: "drover/on" })).rejects.toThrow('Did you mean "drover/one"?');
  expect(await codeOf(merge({ branch: "main" }))).toBe("inputs.invalid");
});

test("histories that have nothing in common are refused", async () => {
  repo.git("checkout", "--quiet", "--orphan", "alien");
  repo.commit("Alien");
  repo.git("switch", "--quiet", "main");
  await expect(merge({ worktree: null, branch: "alien" })).rejects.toThrow("unrelated histories");
});

test("commits that an agent made on another branch are not left out unnoticed", async () => {
  repo.gitIn(record.path, "switch", "--quiet", "--create", "mine");
  repo.write("more.txt", "more\n", record.path);
  repo.commit("More", record.path);
  await expect(merge()).rejects.toThrow('branch "mine"');
});

test("what a git killed between its files and the branch left is finished", async () => {
  const before = tip();
  // Files and index of the merge, the branch still where it was.
  const hook = path.join(repo.top, ".git/hooks/reference-transaction");
  writeFileSync(hook, '#!/bin/sh\nif [ "$1" = prepared ] && grep -q " refs/heads/main$"; then kill -9 $PPID; fi\n', {
    mode: 0o755,
  });
  await expect(merge()).rejects.toThrow("Cannot run git merge");
  rmSync(hook);
  expect(tip()).toBe(before);
  expect(repo.status()).not.toBe("");
  const result = await merge();
  expect(result.files).toEqual(FILES);
  expect(repo.withTrailer("main", GEN)).toEqual([tip()]);
  expect(repo.status()).toBe("");
});

test("files that a git killed in the middle of its checkout wrote are not taken for the user's", async () => {
  repo.write("feature ü.txt", "feature\n");
  repo.write("readme.md", "ONE\ntwo\nthree\n");
  await merge();
  expect(repo.status()).toBe("");
});

test("what a git that gave up had done to the user's checkout is taken back, whether a full disk ended it or a hook", async () => {
  const before = tip();
  repo.write("notes.txt", "mine\n");
  // As git leaves them: the beginnings of files, and no index.
  const full = 'case "$*" in *--ff-only*) rm old.txt; printf feat >"feature ü.txt"; : >readme.md; exit 1;; esac';
  await expect(repo.withGit(full, () => merge())).rejects.toThrow("Cannot run git merge");
  expect(repo.status()).toBe("?? notes.txt");
  const hook = path.join(repo.top, ".git/hooks/reference-transaction");
  writeFileSync(hook, '#!/bin/sh\n[ "$1" != prepared ] || ! grep -q " refs/heads/main$"\n', { mode: 0o755 });
  await expect(merge()).rejects.toThrow("aborted by hook");
  expect(repo.status()).toBe("?? notes.txt");
  expect([tip(), read("readme.md"), read("old.txt")]).toEqual([before, "one\ntwo\nthree\n", "old\n"]);
  rmSync(hook);
  await merge();
  expect(repo.status()).toBe("?? notes.txt");
  expect(repo.withTrailer("main", GEN)).toEqual([tip()]);
});

test("a git without merge-tree --write-tree merges in a temporary worktree", async () => {
  await repo.withGit('case "$*" in *merge-tree*) exit 129;; esac', async () => {
    repo.write("readme.md", "one\ntwo\nTHREE\n");
    repo.commit("Other end");
    expect((await merge()).files).toEqual(FILES);
    expect(read("readme.md")).toBe("ONE\ntwo\nTHREE\n");
    repo.write("readme.md", "eins\ntwo\nthree\n");
    repo.commit("Again");
    repo.write("readme.md", "uno\ntwo\nthree\n", record.path);
    repo.commit("Again", record.path);
    expect(await codeOf(merge({ gen: Gen("01hrun.9.1") }))).toBe("workspace.conflict");
  });
  expect(repo.git("worktree", "list").split("\n")).toHaveLength(2);
  expect(repo.status()).toBe("");
});

test("a git of a killed engine that merges after its receipt was looked for has made the one merge, files and all", async () => {
  const before = tip();
  const { commit } = await merge();
  repo.git("reset", "--quiet", "--hard", before);
  repo.git("update-ref", "-d", `refs/drover/01hrun/effects/${GEN}`);
  const late = `case "$*" in *--grep=*)
    "$git" "$@"; code=$?
    [ -e late ] || { : >late; "$git" merge --quiet --ff-only ${commit}; }
    exit $code;;
  esac`;
  expect(await repo.withGit(late, () => merge())).toEqual({ commit, files: FILES, found: true });
  expect(tip()).toBe(commit);
});

test("a merge is signed where the user has their commits signed, by whatever word they say so", async () => {
  const gpg = path.join(repo.root, "gpg");
  const signature = ["-----BEGIN PGP SIGNATURE-----", "", "=", "-----END PGP SIGNATURE-----"];
  writeFileSync(
    gpg,
    `#!/bin/sh\ncat >/dev/null\necho "[GNUPG:] SIG_CREATED " >&2\nprintf '%s\\n' ${signature.map((line) => `"${line}"`).join(" ")}\n`,
    { mode: 0o755 },
  );
  repo.git("config", "gpg.program", gpg);
  repo.git("config", "commit.gpgSign", "off");
  await merge({ strategy: "squash" });
  expect(repo.git("cat-file", "commit", "main")).not.toContain("gpgsig");
  repo.git("reset", "--quiet", "--hard", "HEAD~1");
  repo.git("config", "commit.gpgSign", "yes");
  await merge({ strategy: "squash", gen: Gen("01hrun.9.1") });
  expect(repo.git("cat-file", "commit", "main")).toContain("gpgsig -----BEGIN PGP SIGNATURE-----");
});
