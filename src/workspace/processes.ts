import { readdir, readFile, readlink } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

export interface GitProcess {
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly command: string;
  /** `null` when it may not be read. */
  readonly cwd: string | null;
}

// The kernel's USER_HZ: 100 on every Linux that Node runs on.
const TICKS_A_SECOND = 100;
const START_TIME_FIELD = 19;

export const bootedAt = (): number => Date.now() - os.uptime() * 1000;

/** The living git processes of this machine, daemons left out; `null` where that cannot be known (no /proc). */
export async function gitProcesses(): Promise<readonly GitProcess[] | null> {
  const pids = await processIds();
  if (pids === null) return null;
  const found = await Promise.all(pids.map((pid) => gitProcess(pid)));
  return found.filter((process) => process !== null);
}

/** True when some process has the file open, as far as this user may see. */
export async function isOpen(file: string): Promise<boolean> {
  const pids = (await processIds()) ?? [];
  const held = await Promise.all(pids.map((pid) => holds(pid, file)));
  return held.includes(true);
}

async function processIds(): Promise<readonly string[] | null> {
  const names = await readdir("/proc").catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name));
  return pids.length === 0 ? null : pids;
}

async function gitProcess(pid: string): Promise<GitProcess | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  // The name stands in round brackets and may hold anything, brackets too.
  const end = stat?.lastIndexOf(")") ?? -1;
  if (stat === null || !stat.slice(stat.indexOf("(") + 1, end).startsWith("git")) return null;
  const fields = stat.slice(end + 2).split(" ");
  // A zombie holds nothing any more.
  if (fields[0] === "Z") return null;
  const argv = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
  if (argv.slice(0, 2).some((word) => word.endsWith("daemon"))) return null;
  return {
    pid: Number(pid),
    startedAt: bootedAt() + (Number(fields[START_TIME_FIELD]) * 1000) / TICKS_A_SECOND,
    command: argv.join(" "),
    cwd: await readlink(`/proc/${pid}/cwd`).catch(() => null),
  };
}

async function holds(pid: string, file: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const numbers = await readdir(folder).catch(() => []);
  const targets = await Promise.all(numbers.map((fd) => readlink(path.join(folder, fd)).catch(() => null)));
  return targets.includes(file);
}
