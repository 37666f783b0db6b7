import { DroverError } from "../core/errors.ts";
import { runOfGen } from "../core/ids.ts";
import type { MergeRequest, MergeResult } from "../core/workspace.ts";
import { advanceBranch } from "./advance.ts";
import { touchedPaths } from "./checkout-state.ts";
import { isDone, readStanding, writeIntent, type MergeIntent } from "./effect-ref.ts";
import { gitLine } from "./git.ts";
import { committerFor, type Committer } from "./identity.ts";
import { mergeTree } from "./merge-tree.ts";
import { readPlan, type Place } from "./place.ts";
import { filesBetween, findReceipt, withTrailer } from "./receipt.ts";
import { isAncestor, refNames, unknownBase } from "./repository.ts";
import { findWorktree } from "./worktree-folder.ts";

/** How often the target may move under our hands before we give up. */
const TRIES = 5;

/**
 * Merges exactly once: the merge commit is computed without a checkout (so no commit hook runs), the intent is written
 * to a ref, then the target moves by compare-and-swap. Called again it finds the intent done, or the trailer on the
 * target, or carries the same commit on.
 */
export async function mergeBranch(place: Place, request: MergeRequest): Promise<MergeResult> {
  const { repo, into, branch } = request;
  for (let tries = 0; tries < TRIES; tries++) {
    // Looked up before the receipt is: whoever moves the target after that, an orphaned git of a killed engine too, is noticed.
    const { intent, tip, target: from } = await readStanding(repo, request);
    const found = await findDone(place, request, intent);
    if (found !== null) return found;
    if (into === branch) throw badMerge(request, "a branch cannot be merged into itself. Give another one as into");
    if (tip === null) throw unknownBase(branch, await refNames(repo));
    if (tries === 0) await refuseLeftBehind(request, tip);
    if (from === null) throw unknownBase(into, await refNames(repo));
    const to = await resultOf(place, request, { from, tip, intent });
    if (to === from) return { commit: from, files: [], found: false };
    const touched = await touchedPaths(repo, from, to);
    if (await advanceBranch({ repo, branch: into, from, to, touched }))
      return { commit: to, files: touched.map((one) => one.path), found: false };
  }
  throw badMerge(request, "the target keeps moving. Try again when nobody else commits to it", "workspace.git");
}

async function findDone(
  place: Place,
  { repo, gen, into }: MergeRequest,
  intent: MergeIntent | null,
): Promise<MergeResult | null> {
  if (intent !== null && intent.into === into && (await isDone(repo, intent)))
    return { commit: intent.to, files: await filesBetween(repo, intent.from, intent.to), found: true };
  // The target may have been rebased since: the same commit under another name.
  const base = (await readPlan(place, runOfGen(gen)))?.record.base ?? null;
  const receipt = await findReceipt(repo, gen, { on: `refs/heads/${into}`, base });
  return receipt === null ? null : { ...receipt, found: true };
}

// An agent that changed to another branch in its workspace has its commits there: they would be left out unnoticed.
async function refuseLeftBehind(request: MergeRequest, tip: string): Promise<void> {
  const { repo, branch } = request;
  const worktree = request.worktree === null ? null : await findWorktree(repo, request.worktree);
  if (worktree === null || worktree.head === null || worktree.branch === branch) return;
  if (await isAncestor(repo, worktree.head, tip)) return;
  const where = worktree.branch === null ? "no branch" : `branch "${worktree.branch}"`;
  throw badMerge(
    request,
    `the workspace is on ${where} now and has commits there. Merge them into "${branch}" first`,
    "workspace.dirty",
  );
}

interface Ends {
  readonly from: string;
  readonly tip: string;
}

interface Begun extends Ends {
  /** Of a try before. */
  readonly intent: MergeIntent | null;
}

/** The commit that the target has to move to, its intent durable; `from` itself when there is nothing to merge. */
async function resultOf(place: Place, request: MergeRequest, { from, tip, intent: before }: Begun): Promise<string> {
  const { repo, gen, into } = request;
  if (await isAncestor(repo, tip, from)) return from;
  if (before !== null && before.into === into && before.from === from && before.tip === tip) return before.to;
  const committer = await committerFor(repo);
  const to = await compute(place, request, { from, tip, committer });
  const intent: MergeIntent = { into, from, to, tip };
  if (to !== from) await writeIntent(repo, gen, { intent, identity: committer.env });
  return to;
}

async function compute(
  place: Place,
  request: MergeRequest,
  { from, tip, committer }: Ends & { readonly committer: Committer },
): Promise<string> {
  const { repo, strategy, gen } = request;
  if (strategy === "fast-forward") return fastForwardTo(request, from, tip);
  const merged = await mergeTree({ repo, ours: from, theirs: tip, scratch: place.worktrees });
  if ("conflicts" in merged) throw conflict(request, merged.conflicts);
  if (strategy === "squash" && merged.tree === (await gitLine(repo, ["rev-parse", `${from}^{tree}`]))) return from;
  const parents = strategy === "squash" ? ["-p", from] : ["-p", from, "-p", tip];
  const message = withTrailer(request.message ?? defaultMessage(request), gen);
  const signs = committer.signs ? ["-S"] : [];
  return gitLine(repo, ["commit-tree", ...signs, merged.tree, ...parents, "-m", message], { env: committer.env });
}

async function fastForwardTo(request: MergeRequest, from: string, tip: string): Promise<string> {
  if (await isAncestor(request.repo, from, tip)) return tip;
  throw badMerge(
    request,
    `"${request.into}" has commits that the branch lacks, so it cannot be fast-forwarded. Use strategy: merge or squash, or rebase the branch`,
    "workspace.diverged",
  );
}

const defaultMessage = ({ strategy, branch, into }: MergeRequest): string =>
  strategy === "squash" ? `Squash branch '${branch}'` : `Merge branch '${branch}' into ${into}`;

function conflict(request: MergeRequest, conflicts: readonly string[]): DroverError {
  return new DroverError(
    "workspace.conflict",
    `Cannot merge "${request.branch}" into "${request.into}": both changed ${conflicts.join(", ")}. Nothing was merged. Merge "${request.into}" into the branch, solve the conflicts there, and merge again`,
    { details: { conflicts } },
  );
}

const badMerge = (
  { branch, into }: MergeRequest,
  why: string,
  code: "inputs.invalid" | "workspace.git" | "workspace.dirty" | "workspace.diverged" = "inputs.invalid",
): DroverError => new DroverError(code, `Cannot merge "${branch}" into "${into}": ${why}`);
