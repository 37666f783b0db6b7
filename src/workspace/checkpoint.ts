import { access, copyFile, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import type { RunId } from "../core/ids.ts";
import { askGit, git, gitFailed, gitLine, zeroSeparated } from "./git.ts";
import { committerFor } from "./identity.ts";
import { unlessCode } from "./place.ts";
import { assertWorktree } from "./repository.ts";

/** Everything in a worktree as git objects. */
export interface Contents {
  readonly head: string;
  readonly tree: string;
  /** True when the folder holds more than its last commit. */
  readonly isDirty: boolean;
  /** Repositories inside, submodules among them: git keeps only the name of their commit. */
  readonly nested: readonly string[];
}

/** What is in a worktree, and what is looked up beside. */
export async function captureContents(folder: string): Promise<Contents> {
  const captured = await captureTree(folder);
  return { ...captured, nested: await nestedRepositories(folder, captured.tree) };
}

/** Writes all files, untracked ones included and ignored ones not, to the object store. The branch and the index stay as they are. */
export async function captureTree(folder: string): Promise<Omit<Contents, "nested">> {
  const { inside, head, committed } = await lookAt(folder);
  const index = path.join(inside, "drover-index");
  const env = { GIT_INDEX_FILE: index };
  try {
    await rm(`${index}.lock`, { force: true });
    await copyIndex(path.join(inside, "index"), index);
    await git(folder, ADD_ALL, { env });
    const tree = await gitLine(folder, ["write-tree"], { env });
    return { head, tree, isDirty: tree !== committed };
  } finally {
    await rm(index, { force: true });
  }
}

async function lookAt(folder: string): Promise<{ inside: string; head: string; committed: string }> {
  const args = ["rev-parse", ...WHERE, "HEAD", "HEAD^{tree}"];
  const answer = await askGit(folder, args);
  const [top = "", common = "", inside = "", head = "", committed = ""] = answer.stdout.split("\n");
  // Also told where HEAD has no commit: another repository, that has just been made there.
  if (inside !== "") assertWorktree(folder, { top, common: path.resolve(folder, common), inside });
  if (answer.exitCode !== 0) throw gitFailed(folder, args, answer);
  return { inside, head, committed };
}

const WHERE = ["--show-toplevel", "--git-common-dir", "--absolute-git-dir"];

/** Everything in a folder; what lies outside of a sparse checkout too, where somebody has put it there. */
export const ADD_ALL = ["add", "--all", "--sparse", "--", "."];

// The real index knows which files are unchanged, which spares reading them all. Git trusts it for files older than the
// index itself; a copy with a younger date would hide a file that was edited right after its checkout.
async function copyIndex(from: string, to: string): Promise<void> {
  const real = await stat(from).catch(unlessCode("ENOENT"));
  if (real === undefined) return;
  await copyFile(from, to);
  const older = real.mtimeMs / 1000 - 1;
  await utimes(to, older, older);
}

async function nestedRepositories(folder: string, tree: string): Promise<readonly string[]> {
  const entries = zeroSeparated(await git(folder, ["ls-tree", "-r", "-z", tree])).filter((entry) =>
    entry.startsWith("160000 "),
  );
  const names = entries.map((entry) => entry.slice(entry.indexOf("\t") + 1));
  const populated = await Promise.all(
    names.map((name) =>
      access(path.join(folder, name, ".git")).then(
        () => true,
        () => false,
      ),
    ),
  );
  // A name that is not UTF-8 cannot be looked up: there may be one.
  return names.filter((name, i) => (populated[i] ?? false) || name.includes("\uFFFD"));
}

export interface Checkpoint {
  readonly ref: string;
  readonly n: number;
  readonly commit: string;
}

/** The newest checkpoint of a run, or `null`. */
export async function lastCheckpoint(repo: string, run: RunId): Promise<Checkpoint | null> {
  // One level only: what is kept for forks lies deeper, and goes with the run.
  const listed = await git(repo, ["for-each-ref", "--format=%(refname) %(objectname)", `refs/drover/${run}/*`]);
  const all = [...listed.matchAll(/^(?<ref>refs\/drover\/[^/\s]+\/(?<n>\d+)) (?<commit>[0-9a-f]+)$/gm)].map(
    ({ groups }) => ({
      ref: groups?.["ref"] ?? "",
      n: Number(groups?.["n"]),
      commit: groups?.["commit"] ?? "",
    }),
  );
  return all.toSorted((a, b) => a.n - b.n).at(-1) ?? null;
}

/** Keeps the contents under `refs/drover/<run>/<n>`, durable when it resolves; the same contents are kept once. */
export async function keepCheckpoint(repo: string, run: RunId, contents: Contents): Promise<string> {
  const last = await lastCheckpoint(repo, run);
  if (last !== null && (await keeps(repo, last.commit, contents))) return last.ref;
  const ref = `refs/drover/${run}/${(last?.n ?? 0) + 1}`;
  const commit = contents.isDirty ? await commitContents(repo, run, contents) : contents.head;
  await git(repo, ["update-ref", ref, commit, ""]);
  return ref;
}

async function keeps(repo: string, commit: string, { head, tree, isDirty }: Contents): Promise<boolean> {
  if (!isDirty) return commit === head;
  const kept = await gitLine(repo, ["log", "--max-count=1", "--format=%T %P", commit, "--"]);
  return kept === `${tree} ${head}`;
}

async function commitContents(repo: string, run: RunId, { tree, head }: Contents): Promise<string> {
  const message = `Drover: checkpoint of run ${run}`;
  return gitLine(repo, ["commit-tree", tree, "-p", head, "-m", message], { env: (await committerFor(repo)).env });
}
