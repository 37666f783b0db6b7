import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import { askGit, git, gitFailed, gitLineOrNull } from "./git.ts";

/** Absolute paths, symbolic links resolved. */
export interface Repository {
  /** The top of the working tree that the folder lies in. */
  readonly top: string;
  /** The git folder that all worktrees share; the repository's identity. */
  readonly common: string;
  /** The git folder of this working tree alone: its HEAD, its index, and what is in progress there. */
  readonly inside: string;
}

export interface Worktree {
  readonly path: string;
  readonly head: string | null;
  /** Without `refs/heads/`; `null` when detached. */
  readonly branch: string | null;
  /** The reason given, maybe empty; `null` when it is not locked. */
  readonly locked: string | null;
}

/** Throws `workspace.not_a_repository`. */
export async function findRepository(folder: string): Promise<Repository> {
  if (!(await isFolder(folder))) throw notARepository(folder, "there is no such folder");
  const args = ["rev-parse", "--show-toplevel", "--git-common-dir", "--absolute-git-dir"];
  const answer = await askGit(folder, args);
  if (answer.exitCode === 0) {
    const [top = folder, common = ".git", inside = ".git"] = answer.stdout.split("\n");
    return { top: await realpath(top), common: await realpath(path.resolve(folder, common)), inside };
  }
  if (answer.stderr.includes("not a git repository")) throw notARepository(folder, "it lies in no git repository");
  if (answer.stderr.includes("must be run in a work tree")) throw notARepository(folder, "it has no working tree");
  throw gitFailed(folder, args, answer);
}

/** The repository, or `null` outside of git. */
export async function findRepositoryOrNull(folder: string): Promise<Repository | null> {
  try {
    return await findRepository(folder);
  } catch (error) {
    if (error instanceof DroverError && error.code === "workspace.not_a_repository") return null;
    throw error;
  }
}

/**
 * Throws `workspace.missing` unless a folder is a worktree itself. One that has lost its `.git` would be taken for a part of the
 * repository around it, and one with a repository of its own in that place for what the run works on.
 */
export function assertWorktree(folder: string, found: Repository | null): void {
  if (!isWorktree(folder, found))
    throw new DroverError("workspace.missing", `Cannot work in "${folder}": ${NO_RECORD}`);
}

export const isWorktree = (folder: string, found: Repository | null): boolean =>
  found !== null && found.top === folder && found.inside !== found.common;

export const NO_RECORD =
  "its folder is there, but git has no record of it any more. Save what you need from it and remove the folder";

const notARepository = (folder: string, why: string): DroverError =>
  new DroverError(
    "workspace.not_a_repository",
    `Cannot use "${folder}" as a repository: ${why}. Run "git init" there, or name another folder as workspace.repo`,
  );

export const isFolder = async (folder: string): Promise<boolean> => {
  const found = await stat(folder).catch(() => null);
  return found?.isDirectory() ?? false;
};

/** The commit that a branch, tag or commit name stands for; `null` when there is none. */
export const findCommit = (folder: string, name: string): Promise<string | null> =>
  name === "" || name.startsWith("-")
    ? Promise.resolve(null)
    : gitLineOrNull(folder, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);

export const branchTip = (folder: string, branch: string): Promise<string | null> =>
  findCommit(folder, `refs/heads/${branch}`);

/** The branch that HEAD is on; `null` when it is detached. */
export const headBranch = (folder: string): Promise<string | null> =>
  gitLineOrNull(folder, ["symbolic-ref", "--quiet", "--short", "HEAD"]);

export async function isAncestor(folder: string, ancestor: string, descendant: string): Promise<boolean> {
  const args = ["merge-base", "--is-ancestor", ancestor, descendant];
  const answer = await askGit(folder, args);
  if (answer.exitCode > 1) throw gitFailed(folder, args, answer);
  return answer.exitCode === 0;
}

/** Whether the branch holds the commit; false as well when there is no such branch. */
export async function isOnBranch(folder: string, commit: string, branch: string): Promise<boolean> {
  const args = ["merge-base", "--is-ancestor", commit, `refs/heads/${branch}`];
  const answer = await askGit(folder, args);
  if (answer.exitCode <= 1) return answer.exitCode === 0;
  if ((await branchTip(folder, branch)) === null) return false;
  throw gitFailed(folder, args, answer);
}

/** Short names of local branches, then of remote ones and tags. */
export async function refNames(folder: string): Promise<readonly string[]> {
  const args = ["for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes", "refs/tags"];
  const names = (await git(folder, args)).split("\n").filter((name) => name !== "");
  return names.map((name) => name.replace(/^refs\/(heads|remotes|tags)\//, ""));
}

/** The commit of a base; of a branch where a tag has the same name. Throws `workspace.unknown_base` with the nearest name, or `workspace.no_commits`. */
export async function resolveBase(folder: string, base: string | null, branches: readonly string[]): Promise<string> {
  const isBranch = base !== null && branches.includes(base);
  const commit = await findCommit(folder, isBranch ? `refs/heads/${base}` : (base ?? "HEAD"));
  if (commit !== null) return commit;
  const names = await refNames(folder);
  if (base === null || names.length === 0) throw noCommits(folder);
  throw unknownBase(base, names);
}

export function unknownBase(base: string, names: readonly string[]): DroverError {
  const near = nearest(base, names);
  const next = near === null ? 'See "git branch --all" for what there is' : `Did you mean "${near}"?`;
  return new DroverError(
    "workspace.unknown_base",
    `Cannot find "${base}": the repository has no branch, tag or commit of that name. ${next}`,
    { details: { nearest: near } },
  );
}

const noCommits = (folder: string): DroverError =>
  new DroverError(
    "workspace.no_commits",
    `Cannot start a branch in "${folder}": HEAD has no commit yet. Make the first one: git add . && git commit -m "First commit"`,
  );

export async function listWorktrees(folder: string): Promise<readonly Worktree[]> {
  const blocks = (await git(folder, ["worktree", "list", "--porcelain", "-z"])).split("\0\0");
  return blocks.flatMap((block) => parseWorktree(block.split("\0")));
}

function parseWorktree(lines: readonly string[]): readonly Worktree[] {
  const value = (key: string): string | null => {
    const line = lines.find((one) => one === key || one.startsWith(`${key} `));
    return line === undefined ? null : line.slice(key.length + 1);
  };
  const folder = value("worktree");
  if (folder === null || value("bare") !== null) return [];
  const branch = value("branch")?.replace(/^refs\/heads\//, "") ?? null;
  return [{ path: folder, head: value("HEAD"), branch, locked: value("locked") }];
}
