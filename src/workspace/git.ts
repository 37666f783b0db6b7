import type { SimpleGit, SimpleGitOptions } from "simple-git";
import { DroverError } from "../core/errors.ts";
import { gitEnvironment } from "./environment.ts";
import { awaitLock } from "./lock.ts";

export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GitOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The command runs hooks of the user: a process that a hook leaves behind must not keep us waiting for its output. */
  readonly hooks?: boolean;
  /** Of standard output; left out: UTF-8. With `latin1` each byte is a character. */
  readonly encoding?: "latin1";
}

/** Settings of the user that would change the text of what we read. */
const CONFIG = ["-c", "core.quotePath=false", "-c", "i18n.logOutputEncoding=UTF-8", "-c", "log.showSignature=false"];
const LOCK_TRIES = 20;
const LONGEST_MESSAGE = 4_000;
const HELD_LOCK = /Unable to create '(?<path>.+\.lock)': File exists/;

/** Runs git and gives back whatever it answered. Waits for a lock that somebody holds, and removes one that nobody can. */
export async function askGit(folder: string, args: readonly string[], options: GitOptions = {}): Promise<GitAnswer> {
  for (let tries = 1; ; tries++) {
    const answer = await runOnce(folder, args, options);
    const lock = answer.exitCode === 0 ? undefined : HELD_LOCK.exec(answer.stderr)?.groups?.["path"];
    if (lock === undefined || tries === LOCK_TRIES || !(await awaitLock(lock))) return answer;
  }
}

/** Standard output of a git command. Throws `workspace.git` with git's own words when it fails. */
export async function git(folder: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const answer = await askGit(folder, args, options);
  if (answer.exitCode !== 0) throw gitFailed(folder, args, answer);
  return answer.stdout;
}

/** The one line that a command prints. */
export const gitLine = async (folder: string, args: readonly string[], options: GitOptions = {}): Promise<string> =>
  (await git(folder, args, options)).replace(/\r?\n$/, "");

/** The one line, or `null` when the command says no. */
export async function gitLineOrNull(folder: string, args: readonly string[]): Promise<string | null> {
  const answer = await askGit(folder, args);
  return answer.exitCode === 0 ? answer.stdout.replace(/\r?\n$/, "") : null;
}

/** The entries of an answer to a command with `-z`. */
export const zeroSeparated = (text: string): string[] => text.split("\0").filter((entry) => entry !== "");

export function gitFailed(folder: string, args: readonly string[], answer: GitAnswer): DroverError {
  const said = (answer.stderr.trim() || answer.stdout.trim() || `exit code ${answer.exitCode}`).slice(-LONGEST_MESSAGE);
  return new DroverError("workspace.git", `Cannot run git ${args[0] ?? ""} in "${folder}": ${said}`, {
    details: { args: [...args], exitCode: answer.exitCode },
  });
}

async function runOnce(folder: string, args: readonly string[], options: GitOptions): Promise<GitAnswer> {
  let answer: GitAnswer | null = null;
  const keep = (_: unknown, result: { stdOut: Buffer[]; stdErr: Buffer[]; exitCode: number | null }): undefined => {
    answer = {
      exitCode: result.exitCode ?? -1,
      stdout: Buffer.concat(result.stdOut).toString(options.encoding ?? "utf8"),
      stderr: Buffer.concat(result.stdErr).toString("utf8"),
    };
  };
  const completion = { onClose: true, onExit: options.hooks === true ? 50 : false } as const;
  const opened = await open(folder, { errors: keep, completion });
  // Awaited by itself: simple-git's chain can be awaited too, and would be.
  await opened.chain
    .env({ ...gitEnvironment(process.env), ...options.env })
    .outputHandler((_, stdout) => stdout.once("end", () => stdout.emit("data", Buffer.alloc(0))))
    .raw([...CONFIG, ...args]);
  return known(answer, folder);
}

// The `end` trick above: after a silent command simple-git waits 50 ms for output that never comes.
// Loaded when git is first asked: a run in place needs none of it.
async function open(folder: string, options: Partial<SimpleGitOptions>): Promise<{ readonly chain: SimpleGit }> {
  const { simpleGit } = await import("simple-git");
  try {
    return { chain: simpleGit({ baseDir: folder, unsafe: THE_USERS_OWN, ...options }) };
  } catch (cause) {
    throw new DroverError("workspace.git", `Cannot run git in "${folder}": there is no such folder`, { cause });
  }
}

function known(answer: GitAnswer | null, folder: string): GitAnswer {
  if (answer !== null && !answer.stderr.startsWith("Error: spawn ")) return answer;
  throw new DroverError(
    "workspace.git",
    `Cannot run git in "${folder}": ${answer?.stderr.split("\n")[0] ?? "it gave no answer"}. Install git, or put it on PATH`,
  );
}

// simple-git refuses these because they may come from a stranger; here they come from the user's environment, and every argument from us.
const THE_USERS_OWN = {
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeTemplateDir: true,
};
