import { realpathSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import type { RunId } from "../core/ids.ts";
import type { WorkspaceRecord } from "../core/run.ts";
import type { WorkspaceRequest } from "../core/workspace.ts";
import { branchClash, validBranchName } from "./branch-name.ts";
import { readCheckout, type Checkout } from "./checkout.ts";
import { copyFiles, refuseOutside } from "./copy-files.ts";
import { git } from "./git.ts";
import { keepStart, putFiles } from "./kept-files.ts";
import { readPlan, worktreePath, writePlan, type Place, type Plan } from "./place.ts";
import {
  findCommit,
  findRepository,
  findRepositoryOrNull,
  headBranch,
  resolveBase,
  type Repository,
} from "./repository.ts";
import { restoreWorktree } from "./restore.ts";
import { addWorktree, clearUnfinished } from "./worktree-folder.ts";

type WorktreeRequest = Extract<WorkspaceRequest, { kind: "worktree" }>;
type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/**
 * A worktree of the repository on a new branch. Decided once, in the run's plan file; called again it goes on from
 * there, so that the record is the same after a crash at any point, even when HEAD has moved meanwhile.
 */
export async function openWorktree(
  place: Place,
  run: RunId,
  { request, turns }: { readonly request: WorktreeRequest; readonly turns: Turns },
): Promise<WorkspaceRecord> {
  const repo = await findRepository(path.resolve(place.project, request.repo));
  return turns(repo.common, async () => {
    const plan = (await readPlan(place, run)) ?? (await decide(place, run, { repo, request }));
    await (plan.phase === "planned" ? makeWorktree(place, run, plan) : restoreWorktree(place, run, plan.record));
    return plan.record;
  });
}

async function decide(
  place: Place,
  run: RunId,
  { repo, request }: { readonly repo: Repository; readonly request: WorktreeRequest },
): Promise<Plan> {
  for (const pattern of request.copy) refuseOutside(pattern);
  const branches = await localBranches(repo.top);
  const base = await resolveBase(repo.top, request.base, branches);
  const branch = await validBranchName(repo.top, request.branch);
  const clash = branchClash(branch, branches);
  if (clash !== null) throw branchTaken(branch, clash);
  const target = request.fork === undefined ? await targetOf(repo, request.base, branches) : request.fork.target;
  const record: WorkspaceRecord = {
    kind: "worktree",
    path: worktreePath(place, run),
    repo: repo.top,
    branch,
    base,
    target,
  };
  const start = request.fork === undefined ? null : await startOf(repo.top, request.fork);
  const plan: Plan = { v: 1, phase: "planned", record, copy: request.copy, ...(start === null ? {} : { start }) };
  await writePlan(place, run, plan);
  return plan;
}

const targetOf = async (repo: Repository, base: string | null, branches: readonly string[]): Promise<string | null> =>
  base !== null && branches.includes(base) ? base : headBranch(repo.top);

/** The run that the files come from may have been forgotten meanwhile, and git may have collected them. */
async function startOf(repo: string, { head, commit }: Start): Promise<Start> {
  for (const one of [head, commit])
    if ((await findCommit(repo, one)) === null)
      throw new DroverError(
        "workspace.missing",
        `Cannot open the fork's workspace: commit ${one} with its files is gone`,
      );
  return { head, commit };
}

type Start = NonNullable<Plan["start"]>;

async function makeWorktree(place: Place, run: RunId, plan: Plan): Promise<void> {
  const { repo, branch, base, path: folder } = plan.record;
  if (repo === null || branch === null || base === null)
    throw new DroverError("internal", `Cannot open "${folder}": its plan is not whole`);
  const others = await clearUnfinished(repo, folder);
  const tip = await findCommit(repo, `refs/heads/${branch}`);
  const first = plan.start?.head ?? base;
  if (tip !== null && tip !== first) throw branchTaken(branch, "a branch of that name was made meanwhile");
  await addWorktree({ repo, path: folder, branch, base: first, isNew: tip === null, others });
  if (plan.start !== undefined) {
    await keepStart(repo, run, plan.start.commit);
    await putFiles(folder, plan.start.commit);
  }
  await copyFiles({ from: repo, to: folder, patterns: plan.copy, except: place.state });
  await writePlan(place, run, { ...plan, phase: "ready" });
}

/** Works in a folder as it is. `create`: makes the folder when it is missing. */
export async function openFolder(
  kind: "directory" | "none",
  folder: string,
  { create }: { readonly create: boolean },
): Promise<WorkspaceRecord> {
  if (create) await mkdir(folder, { recursive: true });
  const real = realpathSync.native(folder);
  const found = readCheckout(real);
  const checkout = found === "unusual" ? await askCheckout(real) : found;
  if (checkout === null) return { kind, path: real, repo: null, branch: null, base: null, target: null };
  const { top, branch, commit } = checkout;
  return { kind, path: real, repo: top, branch, base: commit, target: branch };
}

async function askCheckout(folder: string): Promise<Checkout | null> {
  const repo = await findRepositoryOrNull(folder);
  if (repo === null) return null;
  return { top: repo.top, branch: await headBranch(folder), commit: await findCommit(folder, "HEAD") };
}

const localBranches = async (folder: string): Promise<readonly string[]> =>
  (await git(folder, ["for-each-ref", "--format=%(refname)", "refs/heads"]))
    .split("\n")
    .flatMap((name) => (name === "" ? [] : [name.slice("refs/heads/".length)]));

const branchTaken = (branch: string, why: string): DroverError =>
  new DroverError(
    "workspace.branch_taken",
    `Cannot open a workspace on "${branch}": ${why}. Give another name as workspace.branch, or delete that branch`,
  );
