import { lstat, readFile, unlink } from "node:fs/promises";
import path from "node:path";
import { names, STAGED, type Touched } from "./checkout-state.ts";
import { askGit } from "./git.ts";

/** A larger file is left as it is. */
const LARGEST = 64 * 1024 * 1024;

/**
 * Takes back what a `git merge` has done to a checkout that then gave up: on a full disk it leaves files without their end, and
 * where a hook refuses the branch, all of them. Only what git wrote is touched: files that hold the new content, or the
 * beginning of it. What cannot be taken back stays.
 */
export async function putBack(
  checkout: string,
  { from, to, touched }: { readonly from: string; readonly to: string; readonly touched: readonly Touched[] },
): Promise<void> {
  await askGit(checkout, ["update-index", "-q", "--refresh"]);
  await askGit(checkout, ["read-tree", "-m", "-u", to, from]);
  const staged = await names(checkout, [...STAGED, from, "--"]);
  const rest = touched.filter((one) => !staged.has(one.path));
  // Those that are too many first: they may hold the room that the others need.
  for (const one of rest)
    if (one.before === null && (await isBegun(checkout, one))) await unlink(path.join(checkout, one.path));
  for (const one of rest)
    if (one.before !== null && ((await isGone(checkout, one)) || (await isBegun(checkout, one))))
      await askGit(checkout, ["checkout-index", "--force", "--quiet", "--", one.path]);
}

const isGone = async (checkout: string, { path: file }: Touched): Promise<boolean> =>
  (await lstat(path.join(checkout, file)).catch(() => null)) === null;

async function isBegun(checkout: string, { path: file, after }: Touched): Promise<boolean> {
  const found = await lstat(path.join(checkout, file)).catch(() => null);
  if (after === null || found === null || !found.isFile() || found.size > LARGEST) return false;
  if (!after.mode.startsWith("100")) return false;
  // As it would be in the folder: with the user's line ends and filters.
  const args = ["cat-file", "--filters", `--path=${file}`, after.object];
  const whole = await askGit(checkout, args, { encoding: "latin1" });
  return whole.exitCode === 0 && whole.stdout.startsWith(await readFile(path.join(checkout, file), "latin1"));
}
