import { lstat } from "node:fs/promises";
import path from "node:path";
import { git, gitLine, zeroSeparated } from "./git.ts";
import { SUBMODULES } from "./receipt.ts";

/** A path that differs between two commits; `null` where one side has no such path. */
export interface Touched {
  readonly path: string;
  readonly before: string | null;
  readonly after: { readonly mode: string; readonly object: string } | null;
}

export interface CheckoutState {
  /** Files with changes of the user's own that bringing the checkout along would overwrite. */
  readonly blocking: readonly string[];
  /** Files on disk that have the new content already, though the index does not know: a git killed half way wrote them. */
  readonly written: readonly Touched[];
}

const QUIET = { env: { GIT_OPTIONAL_LOCKS: "0" } };
const DIFF = ["--name-only", "--no-renames", SUBMODULES, "-z"];
/** To be followed by a commit: in what the index is unlike it. */
export const STAGED = ["diff-index", "--cached", ...DIFF];

/** What differs between two commits. */
export async function touchedPaths(repo: string, from: string, to: string): Promise<readonly Touched[]> {
  const entries = zeroSeparated(
    await git(repo, ["diff-tree", "-r", "--raw", "--no-renames", "--no-abbrev", SUBMODULES, "-z", from, to]),
  );
  const touched: Touched[] = [];
  for (let i = 0; i + 1 < entries.length; i += 2) touched.push(parseTouched(entries[i] ?? "", entries[i + 1] ?? ""));
  return touched;
}

function parseTouched(entry: string, file: string): Touched {
  // :<old mode> <new mode> <old object> <new object> <status>
  const [, mode = "", before = "", object = "", status = ""] = entry.slice(1).split(" ");
  return {
    path: file,
    before: status === "A" ? null : before,
    after: status === "D" ? null : { mode, object },
  };
}

/** Looks at a checkout before `git merge` does, to name the files; nothing is changed. */
export async function checkoutState(
  checkout: string,
  { from, to, touched }: { readonly from: string; readonly to: string; readonly touched: readonly Touched[] },
): Promise<CheckoutState> {
  const unlikeOld = await names(checkout, [...STAGED, from, "--"]);
  // Asked only about what somebody has staged.
  const isAnyStaged = touched.some((one) => unlikeOld.has(one.path));
  const unlikeNew = isAnyStaged ? await names(checkout, [...STAGED, to, "--"]) : unlikeOld;
  const unstaged = await names(checkout, ["diff", "--no-ext-diff", ...DIFF, "--"]);
  const blocking: string[] = [];
  const written: Touched[] = [];
  for (const one of touched) {
    const isStaged = unlikeOld.has(one.path);
    const isForeign = isStaged && unlikeNew.has(one.path);
    if (!isForeign && !unstaged.has(one.path) && (isStaged || !(await isInTheWay(checkout, one)))) continue;
    if (!isStaged && (await hasNewContent(checkout, one))) written.push(one);
    else blocking.push(one.path);
  }
  return { blocking, written };
}

export const names = async (checkout: string, args: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set(zeroSeparated(await git(checkout, args, QUIET)));

// An untracked file, ignored or not, where the merge brings one. A folder there is left to git's own judgement.
async function isInTheWay(checkout: string, { path: file, before }: Touched): Promise<boolean> {
  if (before !== null) return false;
  const found = await lstat(path.join(checkout, file)).catch(() => null);
  return found !== null && !found.isDirectory();
}

async function hasNewContent(checkout: string, { path: file, after }: Touched): Promise<boolean> {
  const found = await lstat(path.join(checkout, file)).catch(() => null);
  if (after === null || found === null || !found.isFile() || !after.mode.startsWith("100")) return false;
  if (((found.mode & 0o100) !== 0) !== (after.mode === "100755")) return false;
  return (await gitLine(checkout, ["hash-object", "--", file])) === after.object;
}

/** Tells the index about files that are on disk already. */
export async function stageWritten(checkout: string, written: readonly Touched[]): Promise<void> {
  for (const { path: file, after } of written)
    if (after !== null)
      await git(checkout, ["update-index", "--add", "--cacheinfo", `${after.mode},${after.object},${file}`]);
}
