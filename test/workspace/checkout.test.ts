import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readCheckout } from "../../src/workspace/checkout.ts";
import { TemporaryRepository } from "./temporary-repository.ts";

const made: TemporaryRepository[] = [];
const repository = (): TemporaryRepository => {
  const repo = new TemporaryRepository();
  made.push(repo);
  return repo;
};
afterEach(() => Promise.all(made.splice(0).map((repo) => repo.remove())));

const told = (repo: TemporaryRepository, folder = repo.top) => ({
  top: repo.gitIn(folder, "rev-parse", "--show-toplevel"),
  branch: repo.gitIn(folder, "rev-parse", "--abbrev-ref", "HEAD"),
  commit: repo.gitIn(folder, "rev-parse", "HEAD"),
});

describe("what a folder stands on is read as git tells it", () => {
  it("on a branch, from a subfolder, and with packed refs", () => {
    const repo = repository();
    repo.git("switch", "--quiet", "--create", "feature/one");
    const inside = path.join(repo.top, "a/b");
    mkdirSync(inside, { recursive: true });
    expect(readCheckout(inside)).toEqual(told(repo));
    repo.git("pack-refs", "--all");
    expect(readCheckout(repo.top)).toEqual(told(repo));
    repo.write("more.txt", "more\n");
    repo.commit("More");
    expect(readCheckout(repo.top)).toEqual(told(repo));
  });

  it("in a worktree of its own", () => {
    const repo = repository();
    const folder = path.join(repo.root, "beside");
    repo.git("worktree", "add", "--quiet", "-b", "beside", folder);
    expect(readCheckout(folder)).toEqual(told(repo, folder));
  });

  it("with a detached HEAD", () => {
    const repo = repository();
    repo.git("switch", "--quiet", "--detach");
    expect(readCheckout(repo.top)).toEqual({ ...told(repo), branch: null });
  });

  it("before the first commit", () => {
    const repo = repository();
    repo.git("switch", "--quiet", "--orphan", "empty");
    expect(readCheckout(repo.top)).toMatchObject({ branch: "empty", commit: null });
  });

  it("and left to git where its files are not the usual ones", () => {
    const repo = repository();
    repo.git("config", "core.worktree", repo.top);
    expect(readCheckout(repo.top)).toBe("unusual");
    const broken = path.join(repo.root, "broken");
    mkdirSync(broken);
    writeFileSync(path.join(broken, ".git"), "nonsense\n");
    expect(readCheckout(broken)).toBe("unusual");
  });

  it("or not at all outside of git", () => {
    expect(readCheckout("/")).toBeNull();
  });
});
