import type { Gen } from "../core/ids.ts";
import { runOfGen, type RunId } from "../core/ids.ts";
import { git, gitLine } from "./git.ts";
import { isOnBranch } from "./repository.ts";

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

/** What a merge stands on; each `null` when there is no such thing. */
export interface Standing {
  readonly intent: MergeIntent | null;
  readonly tip: string | null;
  readonly target: string | null;
}

/** The intent of a merge and the ends of both branches, at one moment. */
export async function readStanding(
  repo: string,
  { gen, branch, into }: { readonly gen: Gen; readonly branch: string; readonly into: string },
): Promise<Standing> {
  const [effect, tip, target] = [effectRef(gen), `refs/heads/${branch}`, `refs/heads/${into}`];
  const found = await readRefs(repo, [effect, tip, target]);
  const commitAt = (ref: string): string | null => found.find(({ name }) => name === ref)?.commit ?? null;
  const intents = found.filter(({ name }) => name === effect).flatMap(intentsIn);
  return { intent: intents[0] ?? null, tip: commitAt(tip), target: commitAt(target) };
}

/** The intents of all merges that a run has begun. */
export const listIntents = async (repo: string, run: RunId): Promise<readonly MergeIntent[]> =>
  (await readRefs(repo, [effectsOf(run)])).flatMap(intentsIn);

export async function removeIntents(repo: string, run: RunId): Promise<void> {
  for (const { name } of await readRefs(repo, [effectsOf(run)])) await git(repo, ["update-ref", "-d", name]);
}

/** True when the target holds what the intent wanted to bring there. */
export const isDone = (repo: string, { to, into }: MergeIntent): Promise<boolean> => isOnBranch(repo, to, into);

const effectsOf = (run: RunId): string => `refs/drover/${run}/effects`;

interface Ref {
  readonly name: string;
  readonly commit: string;
  /** Of the commit's message. */
  readonly body: string;
}

const FORMAT = "--format=%(refname)%00%(objectname)%00%(contents:body)%00";

async function readRefs(repo: string, patterns: readonly string[]): Promise<readonly Ref[]> {
  const fields = (await git(repo, ["for-each-ref", FORMAT, ...patterns])).split("\0");
  const refs: Ref[] = [];
  for (let i = 0; i + 2 < fields.length; i += 3)
    refs.push({ name: (fields[i] ?? "").trimStart(), commit: fields[i + 1] ?? "", body: fields[i + 2] ?? "" });
  return refs;
}

const intentsIn = ({ body }: Ref): readonly MergeIntent[] =>
  body.trim() === "" ? [] : [JSON.parse(body) as MergeIntent];
