import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** What a working tree stands on. */
export interface Checkout {
  /** The top of the working tree. */
  readonly top: string;
  /** `null` when HEAD is detached. */
  readonly branch: string | null;
  /** `null` before the first commit. */
  readonly commit: string | null;
}

/**
 * What a folder (absolute, symbolic links resolved) stands on, read from git's own files: a process of git for every run that works
 * in place would cost more than the run. `null` outside of git; "unusual" for whatever only git itself should read.
 */
export function readCheckout(folder: string): Checkout | "unusual" | null {
  const top = topOf(folder);
  if (top === null) return null;
  const gitFolder = gitFolderOf(path.join(top, ".git"));
  return gitFolder === null ? "unusual" : readHead(top, gitFolder);
}

function readHead(top: string, gitFolder: string): Checkout | "unusual" {
  const common = path.resolve(gitFolder, lineOf(path.join(gitFolder, "commondir")) ?? ".");
  const config = textOf(path.join(common, "config"));
  // Other places, other formats.
  if (config === null || /^\s*(worktree|refstorage|bare\s*=\s*true)/im.test(config)) return "unusual";
  const head = lineOf(path.join(gitFolder, "HEAD")) ?? "";
  if (COMMIT.test(head)) return { top, branch: null, commit: head };
  const branch = /^ref: refs\/heads\/(\S+)$/.exec(head)?.[1];
  if (branch === undefined) return "unusual";
  const commit = lineOf(path.join(common, "refs/heads", branch)) ?? packed(common, branch);
  return commit === null || COMMIT.test(commit) ? { top, branch, commit } : "unusual";
}

const COMMIT = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

function topOf(folder: string): string | null {
  if (existsSync(path.join(folder, ".git"))) return folder;
  return folder === path.dirname(folder) ? null : topOf(path.dirname(folder));
}

/** A worktree and a submodule have a file there, which names the folder. */
function gitFolderOf(entry: string): string | null {
  if (statSync(entry).isDirectory()) return entry;
  const named = /^gitdir: (.+)$/.exec(lineOf(entry) ?? "")?.[1];
  return named === undefined ? null : path.resolve(path.dirname(entry), named);
}

function packed(common: string, branch: string): string | null {
  const name = ` refs/heads/${branch}`;
  const line = (textOf(path.join(common, "packed-refs")) ?? "").split("\n").find((one) => one.endsWith(name));
  return line === undefined ? null : line.slice(0, -name.length);
}

const lineOf = (file: string): string | null => textOf(file)?.trimEnd() ?? null;

function textOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return null;
    throw error;
  }
}
