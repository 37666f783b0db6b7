import fs from "node:fs";
import { isSystemError } from "./attempt-files.ts";
import {
  EFFECT_MARK,
  type MarkedProcesses,
  type PidAndStart,
  type ProcessTable,
  SHELL_MARK,
  shellMark,
  STATE_MARK,
} from "./process-table.ts";

/** Positions in /proc/pid/stat after the command's closing bracket: fields 5, 22, 23, 26, 50 and 51 of proc(5). */
const GROUP_FIELD = 2;
const START_FIELD = 19;
const MEMORY_FIELD = 20;
const CODE_FIELD = 23;
const ENVIRONMENT_FIELDS = [47, 48] as const;
const FIRST_BUFFER = 64 * 1024;

/** /proc, read with plain system calls: a look at 500 processes takes a few milliseconds. */
export function linuxProcessTable(): ProcessTable {
  const read = procReader();
  return {
    boot: fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
    identify: "read -r drover_id </proc/$$/stat",
    pollMs: 50,
    parseIdentity: (text) => parseStat(text)?.identity ?? null,
    startOf: (pid) => {
      const stat = parseStat(read(`/proc/${pid}/stat`)?.toString("latin1") ?? "");
      return stat === null || isDead(stat) ? null : stat.identity.start;
    },
    isGroupAlive: (group) =>
      pids().some((pid) => {
        const stat = parseStat(read(`/proc/${pid}/stat`)?.toString("latin1") ?? "");
        return stat !== null && stat.group === group && !isDead(stat);
      }),
    mayWrite: (wanted, file) => wanted.some((pid) => hasOpen(pid, file)),
    marked: (state) => markedProcesses(read, state),
  };
}

interface Stat {
  readonly identity: PidAndStart;
  readonly state: string;
  readonly group: number;
}

/** A zombie that nobody reaps (an init-less container) keeps its pid and start time: its state tells. */
const isDead = ({ state }: Stat): boolean => state === "Z" || state === "X";

export function parseStat(text: string): Stat | null {
  const pid = Number.parseInt(text, 10);
  const fields = statFields(text);
  const [state, start] = [fields[0], fields[START_FIELD]];
  if (!Number.isInteger(pid) || state === undefined || start === undefined || !/^\d+$/.test(start)) return null;
  return { identity: { pid, start }, state, group: Number(fields[GROUP_FIELD]) };
}

const statFields = (text: string): readonly string[] => text.slice(text.lastIndexOf(")") + 2).split(" ");

/** What is closed to us may hold anything; what is gone holds nothing. */
function hasOpen(pid: number, file: string): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return fs.readdirSync(folder).some((fd) => leadsTo(`${folder}/${fd}`, file));
  } catch (error) {
    return !isSystemError(error, "ENOENT") && !isSystemError(error, "ESRCH");
  }
}

function leadsTo(link: string, file: string): boolean {
  try {
    const target = fs.readlinkSync(link);
    return target === file || target === `${file} (deleted)`;
  } catch (error) {
    // Closed since the list was made.
    return !isSystemError(error, "ENOENT");
  }
}

type ReadProc = (file: string) => Buffer | null;

/** The bytes are good until the next call. `null`: gone, or another user's. */
function procReader(): ReadProc {
  let buffer = Buffer.allocUnsafe(FIRST_BUFFER);
  return (file) => {
    let fd: number | null = null;
    try {
      fd = fs.openSync(file, "r");
      let length = 0;
      for (;;) {
        const count = fs.readSync(fd, buffer, length, buffer.length - length, null);
        length += count;
        if (count === 0) return buffer.subarray(0, length);
        if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)]);
      }
    } catch {
      // Processes end while they are looked at (ENOENT, ESRCH) and others' are closed to us (EACCES): neither is ours to end.
      return null;
    } finally {
      if (fd !== null) fs.closeSync(fd);
    }
  };
}

const pids = (): readonly number[] => fs.readdirSync("/proc").map(Number).filter(Number.isInteger);

/** A machine on which processes begin faster than they can be looked at gives no sure look. */
const MOST_ROUNDS = 5;

/**
 * Until a list of processes names none that has not been looked at: what a process has begun while it was looked for, before it ended
 * itself, is in the next list.
 */
function markedProcesses(read: ReadProc, state: string): MarkedProcesses {
  const stateMark = Buffer.from(`${STATE_MARK}=${state}\0`);
  const byMark = new Map<string, number[]>();
  const seen = new Set([process.pid]);
  let isSure = true;
  for (let round = 0; ; round++) {
    const unseen = pids().filter((pid) => !seen.has(pid));
    if (unseen.length === 0 || round === MOST_ROUNDS) return { byMark, isSure: isSure && unseen.length === 0 };
    for (const pid of unseen) {
      seen.add(pid);
      const environ = read(`/proc/${pid}/environ`);
      if (environ === null) continue;
      const mark = markIn(environ, stateMark);
      if (mark !== null) byMark.set(mark, [...(byMark.get(mark) ?? []), pid]);
      else if (environ.length === 0 && mayGetEnvironment(read, pid)) isSure = false;
    }
  }
}

/**
 * Whether a process whose environment was empty is just becoming another program. It is not when it has ended or is the kernel's (no
 * memory), nor when it was started with an empty one (of no length, at some place, and its code is there: the kernel places that last).
 */
function mayGetEnvironment(read: ReadProc, pid: number): boolean {
  const fields = statFields(read(`/proc/${pid}/stat`)?.toString("latin1") ?? "");
  const [start, end] = ENVIRONMENT_FIELDS.map((at) => fields[at]);
  const hasMemory = fields[MEMORY_FIELD] !== undefined && fields[MEMORY_FIELD] !== "0";
  return hasMemory && (start === undefined || start === "0" || start !== end || fields[CODE_FIELD] === "0");
}

const EFFECT = Buffer.from(`${EFFECT_MARK}=`);
const SHELL = Buffer.from(`${SHELL_MARK}=`);

function markIn(environ: Buffer, stateMark: Buffer): string | null {
  if (entryAt(environ, stateMark) < 0) return null;
  const shell = valueOf(environ, SHELL);
  return valueOf(environ, EFFECT) ?? (shell === null ? null : shellMark(shell));
}

function valueOf(environ: Buffer, entry: Buffer): string | null {
  const at = entryAt(environ, entry);
  if (at < 0) return null;
  const end = environ.indexOf(0, at);
  return environ.toString("utf8", at + entry.length, end < 0 ? environ.length : end);
}

/** Where an entry begins, so that `MY_DROVER_EFFECT=` is not taken for ours. */
function entryAt(environ: Buffer, entry: Buffer): number {
  for (let at = environ.indexOf(entry); at >= 0; at = environ.indexOf(entry, at + 1))
    if (at === 0 || environ[at - 1] === 0) return at;
  return -1;
}
