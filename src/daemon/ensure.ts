import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DroverError, ERRORS, type ErrorCode } from "../core/errors.ts";
import type { Project } from "../project/project.ts";
import { callDaemon } from "./call.ts";
import { DAEMON } from "./endpoint.ts";

/** What a daemon tells of itself. */
export interface DaemonStatus {
  readonly version: string;
  readonly pid: number;
  readonly startedAt: number;
  readonly url: string | null;
  readonly project: string;
  readonly runs: { readonly running: number; readonly waiting: number; readonly queued: number };
}

/** `null` when none runs. */
export async function daemonStatus(project: Project): Promise<DaemonStatus | null> {
  try {
    return await callDaemon<DaemonStatus>(project, { method: "GET", path: "/status" });
  } catch (error) {
    if (error instanceof DroverError && error.code === "daemon.missing") return null;
    // It went away while it was asked.
    if (["ECONNRESET", "EPIPE"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}

export const daemonLog = ({ state }: Project): string => path.join(state, "daemon.log");

/** For a daemon that is started because a command needs one: it leaves when nobody does. */
export const AUTO_ARGS = ["--idle-exit", "15m"] as const;

/**
 * How V8 keeps house in a daemon, in MB. Two halves of 8 for what was just made, where it takes two of 16: most of it lives for one request,
 * and more room only makes each collection longer. Below a heap of 2 GB V8 also looks for garbage before what is alive has grown fourfold:
 * hundreds of streams that come and go leave 30 MB of it, which nobody would collect for hours.
 */
const MEMORY = ["--max-semi-space-size=8", "--max-old-space-size=1536"] as const;

/** The command of a daemon that is to live long, with the options of `drover serve`. */
export function daemonCommand(
  args: readonly string[],
  entry = process.argv[1] ?? "",
): readonly [program: string, ...args: string[]] {
  return [process.execPath, ...MEMORY, entry, "serve", ...args];
}

const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 30_000;

/**
 * Starts a daemon that outlives its starter, and resolves when it answers. Of two that start at once one wins, and both find it.
 * Throws what the daemon ended with: `engine.locked` when a command in the foreground works on the project, or another.
 */
export async function startInBackground(project: Project, args: readonly string[]): Promise<DaemonStatus> {
  const file = path.join(project.state, "daemon.start");
  mkdirSync(project.state, { recursive: true, mode: 0o700 });
  const output = openSync(file, "w", 0o600);
  const [program, ...words] = daemonCommand(["--json", ...args]);
  const child = spawn(program, words, {
    cwd: project.root,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  child.unref();
  let hasEnded = false;
  let failure: Error | null = null;
  child.once("exit", () => (hasEnded = true));
  child.once("error", (error) => (failure = error));
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(LOOK_EVERY_MS)) {
    const status = await daemonStatus(project);
    if (status !== null) return status;
    if (failure !== null) throw new DroverError("daemon.failed", `Cannot start the daemon: ${String(failure)}`);
    // Another one may have won, and does not listen yet.
    if (hasEnded && !(await isDaemonStarting(project))) throw lastError(readFileSync(file, "utf8"));
  }
  throw new DroverError(
    "daemon.failed",
    `Cannot reach the daemon that was started: ${daemonLog(project)} has its log.`,
  );
}

/** One that has been there for longer than a start takes will not be reached any more: its socket is gone, or it hangs. */
async function isDaemonStarting(project: Project): Promise<boolean> {
  const { engineOwner } = await import("../project/reading.ts");
  const owner = engineOwner(project);
  return owner?.command === DAEMON && Date.now() - Date.parse(owner.since) < PATIENCE_MS;
}

/** What it said when it ended. */
function lastError(words: string): DroverError {
  const line = words.split("\n").findLast((one) => one.startsWith('{"error":'));
  if (line === undefined)
    return new DroverError("daemon.failed", `Cannot start the daemon: ${words.trim() || "it ended"}`);
  const { code, message, details } = (
    JSON.parse(line) as { error: { code: string; message: string; details: unknown } }
  ).error;
  return new DroverError(Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : "daemon.failed", message, { details });
}
