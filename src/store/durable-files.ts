import { open, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** On the disk when it resolves: the file's content and length. */
async function syncFile(file: string): Promise<void> {
  const handle = await open(file, "r+");
  await handle.sync().finally(() => handle.close());
}

/** On the disk when it resolves: which names the folder holds. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

/** Puts a finished file in its place; after a power cut it is there whole, or not at all. */
export async function moveIntoPlace(aside: string, file: string): Promise<void> {
  await syncFile(aside);
  await rename(aside, file);
  await syncFolder(path.dirname(file));
}

/** Left by a store that is open, and by one that was not closed. */
export interface OpenMark {
  readonly pid: number;
  /** `null` where the system has none. */
  readonly boot: string | null;
  /** Tells this process from a later one with the same pid; empty where nobody said it. */
  readonly identity: string;
}

const markFile = (folder: string): string => path.join(folder, "open");

export async function markOpen(folder: string, identity: string): Promise<void> {
  const mark: OpenMark = { pid: process.pid, boot: await bootId(), identity };
  await writeFile(markFile(folder), `${JSON.stringify(mark)}\n`);
  await syncFile(markFile(folder));
  await syncFolder(folder);
}

export const markClosed = (folder: string): Promise<void> => rm(markFile(folder), { force: true });

/** `null`: the last one was closed. A mark that cannot be read was cut off in the writing: it is a mark all the same. */
export async function readMark(folder: string): Promise<OpenMark | null> {
  const text = await textOf(markFile(folder));
  if (text === null) return null;
  const { pid = 0, boot = null, identity = "" } = text.endsWith("}\n") ? (JSON.parse(text) as Partial<OpenMark>) : {};
  return { pid, boot, identity };
}

/** Another one after each start of the machine. Only Linux tells. */
export async function bootId(): Promise<string | null> {
  return (await textOf("/proc/sys/kernel/random/boot_id"))?.trim() ?? null;
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
