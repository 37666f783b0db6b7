import type { Gen } from "../core/ids.ts";
import { runOfGen, type RunId } from "../core/ids.ts";
import { git, gitLine, gitLineOrNull } from "./git.ts";
import { isAncestor } from "./repository.ts";

/**
 * The intent of a merge, durable before the target moves: `refs/drover/<run>/effects/<gen>` names a commit whose
 * message lists these and whose parents keep them from being collected.
 */
export interface MergeIntent {
  readonly into: string;
  /** The target before, and after. */
  readonly from: string;
  readonly to: string;
  /** The branch that is merged. */
  readonly tip: string;
}

const effectRef = (gen: Gen): string => `refs/drover/${runOfGen(gen)}/effects/${gen}`;
const SUBJECT = "Drover: intent of a merge";

export async function writeIntent(
  repo: string,
  gen: Gen,
  { intent, identity }: { readonly intent: MergeIntent; readonly identity: Readonly<Record<string, string>> },
): Promise<void> {
  const parents = [...new Set([intent.from, intent.to, intent.tip])].flatMap((commit) => ["-p", commit]);
  const message = `${SUBJECT}\n\n${JSON.stringify(intent)}`;
  const tree = `${intent.to}^{tree}`;
  const commit = await gitLine(repo, ["commit-tree", tree, ...parents, "-m", message], { env: identity });
  await git(repo, ["update-ref", effectRef(gen), commit]);
}

export const readIntent = (repo: string, gen: Gen): Promise<MergeIntent | null> => intentAt(repo, effectRef(gen));

/** The intents of all merges that a run has begun. */
export async function listIntents(repo: string, run: RunId): Promise<readonly MergeIntent[]> {
  const found = await Promise.all((await effectRefs(repo, run)).map((ref) => intentAt(repo, ref)));
  return found.filter((intent) => intent !== null);
}

export async function removeIntents(repo: string, run: RunId): Promise<void> {
  for (const ref of await effectRefs(repo, run)) await git(repo, ["update-ref", "-d", ref]);
}

/** True when the target holds what the intent wanted to bring there. */
export const isDone = async (repo: string, intent: MergeIntent): Promise<boolean> => {
  const target = await gitLineOrNull(repo, ["rev-parse", "--verify", "--quiet", `refs/heads/${intent.into}`]);
  return target !== null && isAncestor(repo, intent.to, target);
};

async function effectRefs(repo: string, run: RunId): Promise<readonly string[]> {
  const listed = await git(repo, ["for-each-ref", "--format=%(refname)", `refs/drover/${run}/effects`]);
  return listed.split("\n").filter((ref) => ref !== "");
}

async function intentAt(repo: string, ref: string): Promise<MergeIntent | null> {
  const body = await gitLineOrNull(repo, ["log", "--max-count=1", "--format=%b", ref, "--"]);
  return body === null || body.trim() === "" ? null : (JSON.parse(body) as MergeIntent);
}
