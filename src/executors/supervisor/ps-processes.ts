import { execFileSync, type StdioOptions } from "node:child_process";
import {
  EFFECT_MARK,
  type PidAndStart,
  type ProcessTable,
  SHELL_MARK,
  shellMark,
  STATE_MARK,
} from "./process-table.ts";

/**
 * macOS has no /proc: `ps` is asked instead. What that costs: one more process for each start, and a weaker search. `ps -E`
 * shows no environment of programs that the system protects (those in /usr/bin, hardened ones), so a tool of that kind that
 * also left the process group is not found by a kill. A state folder with spaces in its path is found as well as any other.
 */
export function psProcessTable(): ProcessTable {
  return {
    boot: sysctl("kern.bootsessionuuid"),
    identify: 'drover_id="$$ $(LC_ALL=C TZ=UTC0 ps -o lstart= -p $$)"',
    pollMs: 500,
    parseIdentity: parsePsIdentity,
    startOf: (pid) => parsePsState(ps(["-o", "stat=,lstart=", "-p", String(pid)])),
    isGroupAlive: (group) => parsePsGroups(ps(["-A", "-o", "pgid=,stat="]), group),
    // Only a program that is seldom there could tell (lsof).
    mayWrite: () => true,
    marked: (state) => ({
      byMark: parsePsEnvironments(ps(["-A", "-E", "-ww", "-o", "pid=,command="]), state),
      isSure: false,
    }),
  };
}

const sysctl = (name: string): string => execFileSync("sysctl", ["-n", name], { encoding: "utf8" }).trim();

/** `ps` exits with 1 when no process matches; its output is empty then. */
function ps(args: readonly string[]): string {
  const options = {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C", TZ: "UTC0" },
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"] satisfies StdioOptions,
  } as const;
  try {
    return execFileSync("ps", args, options);
  } catch (error) {
    if (error instanceof Error && "status" in error && error.status === 1) return "";
    throw error;
  }
}

/** `<pid> <start as ps prints it>` */
export function parsePsIdentity(text: string): PidAndStart | null {
  const match = /^(\d+) +(\S.*)$/.exec(text.trim());
  return match?.[1] === undefined || match[2] === undefined
    ? null
    : { pid: Number(match[1]), start: squeeze(match[2]) };
}

/** `<state> <start>`; a zombie (`Z`) counts as gone. */
export function parsePsState(text: string): string | null {
  const match = /^(\S+) +(\S.*)$/.exec(text.trim());
  return match?.[1] === undefined || match[2] === undefined || match[1].startsWith("Z") ? null : squeeze(match[2]);
}

/** Lines of `<group> <state>`. */
export const parsePsGroups = (text: string, group: number): boolean =>
  text.split("\n").some((line) => new RegExp(`^ *${group} +[^Z ]`).test(line));

const squeeze = (text: string): string => text.trim().replaceAll(/ +/g, " ");

/** Lines of `<pid> <command> <variables>`, all parted by spaces. */
export function parsePsEnvironments(text: string, state: string): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const line of text.split("\n")) {
    const pid = Number.parseInt(line, 10);
    const mark = markIn(line);
    if (mark === null || pid === process.pid || !`${line} `.includes(` ${STATE_MARK}=${state} `)) continue;
    found.set(mark, [...(found.get(mark) ?? []), pid]);
  }
  return found;
}

function markIn(line: string): string | null {
  const value = (name: string): string | undefined => new RegExp(` ${name}=(\\S+)`).exec(line)?.[1];
  const shell = value(SHELL_MARK);
  return value(EFFECT_MARK) ?? (shell === undefined ? null : shellMark(shell));
}
