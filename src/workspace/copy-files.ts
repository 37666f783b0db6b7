import { constants } from "node:fs";
import { copyFile, lstat, mkdir, readlink, realpath, stat, symlink, unlink } from "node:fs/promises";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import { git, zeroSeparated } from "./git.ts";
import { unlessCode } from "./place.ts";

export interface CopyRequest {
  /** The top of the repository. */
  readonly from: string;
  readonly to: string;
  /** Git's globs, relative to the top: `*` stays within a folder, `**` does not; a folder stands for all in it. */
  readonly patterns: readonly string[];
  /** An absolute folder that is never copied. */
  readonly except: string;
}

/**
 * Copies what git does not track (ignored files such as `.env` above all). What is missing is skipped, what the target
 * has already is left alone. A link stays one where it leads to something in the worktree; of any other its content is
 * copied. Throws `workspace.outside` for a path that leads out of the repository or the worktree.
 */
export async function copyFiles(request: CopyRequest): Promise<readonly string[]> {
  if (request.patterns.length === 0) return [];
  for (const pattern of request.patterns) refuseOutside(pattern);
  const copied: string[] = [];
  const links: string[] = [];
  for (const file of await untrackedFiles(request)) {
    if (await isLink(path.join(request.from, file))) links.push(file);
    else if (await copyOne(request, file)) copied.push(file);
  }
  // Last: by then it is known whether what they name is in the worktree.
  for (const file of links) if ((await linkOne(request, file)) || (await copyOne(request, file))) copied.push(file);
  return copied;
}

const isLink = async (file: string): Promise<boolean> => {
  const found = await lstat(file).catch(unlessCode("ENOENT"));
  return found?.isSymbolicLink() ?? false;
};

/** Throws `workspace.outside` for a pattern that is absolute or climbs with `..`. */
export function refuseOutside(pattern: string): void {
  const parts = pattern.split(/[/\\]/);
  if (pattern !== "" && !path.isAbsolute(pattern) && !parts.includes("..") && parts[0] !== ".git") return;
  throw outside(pattern, 'copy takes paths inside the repository, such as ".env" or "config/*.local"');
}

async function untrackedFiles({ from, patterns, except }: CopyRequest): Promise<readonly string[]> {
  const globs = patterns.map((pattern) => `:(top,glob)${pattern.replace(/^(\.\/)+/, "")}`);
  const listed = zeroSeparated(await git(from, ["ls-files", "--others", "-z", "--", ...globs]));
  // An entry that ends in a slash is a repository of its own.
  return listed.filter((file) => !file.endsWith("/") && !isInside(path.join(from, file), except));
}

async function copyOne({ from, to }: CopyRequest, file: string): Promise<boolean> {
  const source = await realpath(path.join(from, file)).catch(unlessCode("ENOENT", "ELOOP"));
  if (source === undefined) return false;
  if (!isInside(source, from)) throw outside(file, "it is a symbolic link to a place outside of the repository");
  if (!(await stat(source)).isFile()) return false;
  const target = path.join(to, file);
  await refuseLeavingThrough(path.dirname(target), to, file);
  await mkdir(path.dirname(target), { recursive: true });
  try {
    await copyFile(source, target, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    unlessCode("EEXIST")(error as NodeJS.ErrnoException);
    return false;
  }
}

/** Installed packages name each other by links, and know where they are by them. `false` for one that leads nowhere in the worktree, or out of it. */
async function linkOne({ from, to }: CopyRequest, file: string): Promise<boolean> {
  const named = await readlink(path.join(from, file));
  if (path.isAbsolute(named)) return false;
  const target = path.join(to, file);
  await refuseLeavingThrough(path.dirname(target), to, file);
  await mkdir(path.dirname(target), { recursive: true });
  const isMade = await symlink(named, target).then(() => true, unlessCode("EEXIST"));
  if (isMade !== true) return false;
  const real = await realpath(target).catch(unlessCode("ENOENT", "ENOTDIR", "ELOOP"));
  if (real !== undefined && isInside(real, to)) return true;
  await unlink(target);
  return false;
}

// A tracked symbolic link in the worktree must not carry the copy out of it.
async function refuseLeavingThrough(folder: string, to: string, file: string): Promise<void> {
  const real = await realpath(folder).catch(unlessCode("ENOENT"));
  if (real === undefined) return refuseLeavingThrough(path.dirname(folder), to, file);
  if (real !== to && !isInside(real, to)) throw outside(file, "a symbolic link leads out of the worktree there");
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== "" && relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

const outside = (file: string, why: string): DroverError =>
  new DroverError("workspace.outside", `Cannot copy "${file}" into the workspace: ${why}`);
