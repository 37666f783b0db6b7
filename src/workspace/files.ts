import { constants } from "node:fs";
import { lstat, open, opendir, realpath, stat, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { DroverError } from "../core/errors.ts";
import type { WorkspaceRecord } from "../core/run.ts";
import type { FileContent, FolderEntry } from "../core/workspace.ts";

const MOST_ENTRIES = 5_000;
const MOST_BYTES = 1024 * 1024;

/** The entries of a folder of a workspace, sorted by name. `state`: Drover's own folder, which nobody looks into. */
export async function listFolder(
  workspace: WorkspaceRecord,
  folder: string,
  state: string,
): Promise<readonly FolderEntry[]> {
  const real = await confined(workspace, folder, state);
  const opened = await opendir(real).catch((error: unknown) => {
    throw notThere(folder, error);
  });
  const names: string[] = [];
  for await (const { name } of opened) {
    if (isOwn(path.join(real, name), state)) continue;
    names.push(name);
    if (names.length === MOST_ENTRIES) break;
  }
  const entries = await Promise.all(names.toSorted().map((name) => entryOf(real, name)));
  return entries.filter((entry) => entry !== null);
}

/** `null` for what is gone meanwhile. */
async function entryOf(folder: string, name: string): Promise<FolderEntry | null> {
  const found = await lstat(path.join(folder, name)).catch(() => null);
  if (found === null) return null;
  if (found.isFile()) return { name, kind: "file", size: found.size };
  return { name, kind: found.isDirectory() ? "folder" : found.isSymbolicLink() ? "link" : "other", size: null };
}

/** A file of a workspace, its first MiB. */
export async function readWithin(workspace: WorkspaceRecord, file: string, state: string): Promise<FileContent> {
  const real = await confined(workspace, file, state);
  // Not waiting for whoever writes into a pipe.
  const handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW).catch(
    (error: unknown) => {
      throw notThere(file, error);
    },
  );
  try {
    await assertSame(handle, { file, real, again: await confined(workspace, file, state) });
    return await contentOf(handle, file);
  } finally {
    await handle.close();
  }
}

interface Looked {
  readonly file: string;
  readonly real: string;
  readonly again: string;
}

/** Whoever works in the folder may have put a link there between the look and the opening: then it is another file. */
async function assertSame(handle: FileHandle, { file, real, again }: Looked): Promise<void> {
  const opened = await handle.stat();
  const now = await stat(again).catch(() => null);
  if (real !== again || now?.ino !== opened.ino || now.dev !== opened.dev) throw outside(file);
  if (!opened.isFile()) throw notThere(file, null);
}

async function contentOf(handle: FileHandle, file: string): Promise<FileContent> {
  const { size } = await handle.stat();
  const buffer = Buffer.alloc(Math.min(size, MOST_BYTES));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
  const bytes = buffer.subarray(0, bytesRead);
  const isCut = size > bytesRead;
  const text = utf8Of(bytes, isCut);
  return text === null
    ? { path: file, size, encoding: "base64", content: bytes.toString("base64"), isCut }
    : { path: file, size, encoding: "utf8", content: text, isCut };
}

/** `null` for what is not text. A character that the end of the piece has cut is left out. */
function utf8Of(bytes: Buffer, isCut: boolean): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: isCut });
  } catch {
    return null;
  }
}

/** The real path; throws `workspace.outside` for one that is not the workspace's to show, and `file.unknown`. */
async function confined(workspace: WorkspaceRecord, relative: string, state: string): Promise<string> {
  const root = await realpath(workspace.path).catch(() => {
    throw new DroverError("workspace.missing", `Cannot look into "${workspace.path}": the folder is gone.`);
  });
  if (relative.includes("\0") || !isBelow(root, path.resolve(root, relative))) throw outside(relative);
  const real = await realpath(path.resolve(root, relative)).catch((error: unknown) => {
    throw notThere(relative, error);
  });
  const ownState = await realpath(state);
  const isState = isBelow(ownState, real) && !isBelow(ownState, root);
  if (!isBelow(root, real) || isState || path.relative(root, real).split(path.sep).includes(".git"))
    throw outside(relative);
  return real;
}

/** What git and Drover keep for themselves: tokens may lie there. */
const isOwn = (file: string, state: string): boolean => path.basename(file) === ".git" || file === state;

function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === "" || (relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

const outside = (file: string): DroverError =>
  new DroverError("workspace.outside", `Cannot show "${file}": it is no file of the workspace.`);

const notThere = (file: string, cause: unknown): DroverError =>
  new DroverError("file.unknown", `Cannot find "${file}" in the workspace.`, { cause });
