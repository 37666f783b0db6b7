import { copyFile, mkdtemp, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import type { WorkspaceRecord } from "../core/run.ts";
import type { ChangedFile, WorkspaceDiff } from "../core/workspace.ts";
import { git, zeroSeparated, type GitOptions } from "./git.ts";
import { findLeftBehind } from "./left-behind.ts";
import { unlessCode } from "./place.ts";
import { assertWorktree, findRepository, isFolder } from "./repository.ts";

/** A larger file is told of as one that is not text: git would read it whole. */
const LARGE = "core.bigFileThreshold=512k";
/** Lines in one diff; what is behind them has to be asked for by itself. */
const MOST_LINES = 50_000;
const MOST_FILES = 2_000;

/**
 * What differs from the base: committed, staged, only in the folder, or untracked. Looks through an index of its own, so that nothing is
 * written in the repository and nobody who works there has to wait. Of a worktree whose folder is gone, what git has of it is compared.
 */
export async function diffWorkspace(workspace: WorkspaceRecord, only: string | null): Promise<WorkspaceDiff> {
  const { base, path: folder } = workspace;
  if (base === null || workspace.repo === null)
    throw new DroverError("workspace.not_a_repository", `Cannot compare "${folder}": it lies in no git repository.`);
  if (only !== null && !isPlain(only))
    throw new DroverError("workspace.outside", `Cannot compare "${only}": it is no file of the workspace.`);
  const where = only === null ? [] : [only];
  if (!(await isFolder(folder))) {
    const left = await findLeftBehind(workspace);
    if (left === null)
      throw new DroverError(
        "workspace.missing",
        `Cannot compare "${folder}": the folder is gone, and nothing of it was kept.`,
      );
    const { source, ref, commit } = left;
    return { base, source, ref, ...(await compared(workspace.repo, { commits: [base, commit], where })) };
  }
  const repository = await findRepository(folder);
  if (workspace.kind === "worktree") assertWorktree(folder, repository);
  const { top, inside } = repository;
  return withOwnIndex(inside, async (options) => {
    await git(top, ["add", "--intent-to-add", "--sparse", "--", "."], options);
    return { base, source: "folder", ref: null, ...(await compared(top, { commits: [base], where, options })) };
  });
}

interface Comparison {
  /** Two, or one with the files of the working tree. */
  readonly commits: readonly string[];
  readonly where: readonly string[];
  readonly options?: GitOptions;
}

async function compared(
  top: string,
  { commits, where, options = {} }: Comparison,
): Promise<Pick<WorkspaceDiff, "files" | "text" | "leftOut">> {
  const read = (args: readonly string[], paths: readonly string[]): Promise<string> =>
    git(top, ["--literal-pathspecs", "-c", LARGE, "diff", ...PLAIN, ...args, ...commits, "--", ...paths], options);
  const files = merged(await read(["--numstat", "-z"], where), await read(["--name-status", "-z"], where));
  const { shown, leftOut } = withinBounds(files);
  const text = shown.length === 0 ? "" : await read([], shown);
  return { files, text, leftOut };
}

/** Git refuses what leads out of its repository, but in its own words. */
const isPlain = (file: string): boolean =>
  !path.isAbsolute(file) && !file.includes("\0") && !file.split(/[\\/]/).includes("..");

/** Whatever the user's own settings are. */
const PLAIN = [
  "--ignore-submodules=untracked",
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--no-renames",
  "--src-prefix=a/",
  "--dst-prefix=b/",
];

async function withOwnIndex<T>(inside: string, look: (options: GitOptions) => Promise<T>): Promise<T> {
  const own = await mkdtemp(path.join(os.tmpdir(), "drover-diff-"));
  try {
    const index = path.join(own, "index");
    const real = path.join(inside, "index");
    if ((await stat(real).catch(unlessCode("ENOENT"))) !== undefined) await copyFile(real, index);
    return await look({ env: { GIT_INDEX_FILE: index, GIT_OPTIONAL_LOCKS: "0" } });
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

const STATUS: Readonly<Record<string, ChangedFile["status"]>> = { A: "added", D: "deleted", T: "type_changed" };

function merged(numbers: string, statuses: string): readonly ChangedFile[] {
  const words = zeroSeparated(statuses);
  const statusOf = new Map(words.flatMap((word, i) => (i % 2 === 0 ? [[words[i + 1] ?? "", word] as const] : [])));
  return zeroSeparated(numbers).map((line) => {
    const [added = "-", removed = "-", ...rest] = line.split("\t");
    const file = rest.join("\t");
    return {
      path: file,
      status: STATUS[statusOf.get(file) ?? ""] ?? "modified",
      added: added === "-" ? null : Number(added),
      removed: removed === "-" ? null : Number(removed),
    };
  });
}

function withinBounds(files: readonly ChangedFile[]): {
  readonly shown: readonly string[];
  readonly leftOut: readonly string[];
} {
  let lines = 0;
  const shown: string[] = [];
  const leftOut: string[] = [];
  for (const { path: file, added, removed } of files) {
    lines += (added ?? 0) + (removed ?? 0);
    (lines <= MOST_LINES && shown.length < MOST_FILES ? shown : leftOut).push(file);
  }
  return { shown, leftOut };
}
