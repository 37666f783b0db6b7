import type { RunId } from "../core/ids.ts";
import type { WorkspaceRecord } from "../core/run.ts";
import type { KeptFiles } from "../core/workspace.ts";
import { captureTree } from "./checkpoint.ts";
import { git, gitLine } from "./git.ts";
import { isFolder } from "./repository.ts";

/** The oldest go first. */
const MOST = 100;

/** What a fork began with, kept as long as the fork: the run that it comes from may be forgotten. */
const START = "start";

interface Found extends KeptFiles {
  readonly ref: string;
  readonly tree: string;
}

/** One commit for all that is equal; its parent is the commit that the worktree stands on. */
export async function keepFiles(run: RunId, { path: folder }: WorkspaceRecord, name: string): Promise<KeptFiles> {
  const { head, tree } = await captureTree(folder);
  const before = await listFound(folder, run);
  const same = before.find((one) => one.tree === tree && one.head === head);
  const commit = same?.commit ?? (await commitTree(folder, run, { head, tree }));
  await git(folder, ["update-ref", refOf(run, name), commit]);
  const old = before.filter((one) => one.name !== name && one.name !== START).toSorted(byAge);
  for (const { ref } of old.slice(0, Math.max(0, old.length + 1 - MOST))) await git(folder, ["update-ref", "-d", ref]);
  return { name, head, commit };
}

/** Keeps what is a commit already. */
export const keepStart = (repo: string, run: RunId, commit: string): Promise<string> =>
  git(repo, ["update-ref", refOf(run, START), commit]);

export async function keptFiles(run: RunId, { repo }: WorkspaceRecord): Promise<readonly KeptFiles[]> {
  if (repo === null || !(await isFolder(repo))) return [];
  return (await listFound(repo, run)).map(({ name, head, commit }) => ({ name, head, commit }));
}

/** What the last of the attempts whose files were kept has left, or was left in the midst of. */
export async function lastKept(
  run: RunId,
  { repo }: WorkspaceRecord,
): Promise<(KeptFiles & { readonly ref: string }) | null> {
  if (repo === null || !(await isFolder(repo))) return null;
  // By name `begin` stands before `end`, and the order is kept.
  return (await listFound(repo, run)).toSorted(byAge).at(-1) ?? null;
}

/** Puts the files there as they were: what was not committed is not committed again. */
export async function putFiles(folder: string, commit: string): Promise<void> {
  await git(folder, ["read-tree", "--reset", "-u", commit]);
  await git(folder, ["reset", "--mixed", "--quiet"]);
}

export async function forgetFiles(run: RunId, { repo }: WorkspaceRecord): Promise<void> {
  if (repo === null || !(await isFolder(repo))) return;
  for (const { ref } of await listFound(repo, run)) await git(repo, ["update-ref", "-d", ref]);
}

const refOf = (run: RunId, name: string): string => `refs/drover/${run}/files/${name}`;

async function listFound(folder: string, run: RunId): Promise<readonly Found[]> {
  const prefix = refOf(run, "");
  const format = "--format=%(refname) %(objectname) %(tree) %(parent)";
  const listed = await git(folder, ["for-each-ref", format, prefix]);
  return listed.split("\n").flatMap((line) => {
    const [ref, commit, tree, head] = line.split(" ");
    if (ref === undefined || commit === undefined || tree === undefined || head === undefined) return [];
    return [{ ref, name: ref.slice(prefix.length), commit, tree, head }];
  });
}

/** By the entry that a name begins with, or that stands in its generation. */
const byAge = (one: KeptFiles, other: KeptFiles): number => entryIn(one) - entryIn(other);
const entryIn = ({ name }: KeptFiles): number => Number(/^(?:[0-9a-z]+\.)?(\d+)(?:\.|$)/.exec(name)?.[1] ?? 0);

/** Nobody's work: it needs no identity of the user's. */
const IDENTITY = {
  GIT_AUTHOR_NAME: "Drover",
  GIT_AUTHOR_EMAIL: "drover@localhost",
  GIT_COMMITTER_NAME: "Drover",
  GIT_COMMITTER_EMAIL: "drover@localhost",
};

const commitTree = (
  folder: string,
  run: RunId,
  { head, tree }: { readonly head: string; readonly tree: string },
): Promise<string> =>
  gitLine(folder, ["commit-tree", tree, "-p", head, "-m", `Drover: files of run ${run}`], { env: IDENTITY });
