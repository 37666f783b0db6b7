import { randomBytes } from "node:crypto";
import { lstatSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "../app.ts";
import { DroverError } from "../core/errors.ts";
import { Gen, shortId, type RunId } from "../core/ids.ts";
import { ruling } from "../core/permissions.ts";
import type { ProcessFiles } from "../core/process.ts";
import type { Config } from "../definition/config.ts";
import { logTail } from "../project/reading.ts";
import { stateOf } from "./run-view.ts";

export interface ShellRequest {
  readonly run: RunId;
  /** One line for a shell. */
  readonly command: string;
  readonly timeoutMs: number;
  /** Nobody waits for it any more: it is ended. */
  readonly signal: AbortSignal;
}

export interface ShellResult {
  /** `timed_out`, `output` (it wrote too much) and `canceled`: it was ended, with all that it had started. */
  readonly ended: "exited" | "signaled" | "timed_out" | "output" | "canceled";
  readonly exitCode: number | null;
  /** The ends of what it wrote, secrets masked. */
  readonly stdout: string;
  readonly stderr: string;
  readonly isCut: boolean;
  readonly durationMs: number;
}

/** Of each stream. */
const TOLD_BYTES = 32 * 1024;
const MOST_BYTES = 16 * 1024 * 1024;
const LOOK_EVERY_MS = 100;

/** Throws `shell.denied` unless a pattern of config.yaml allows the command, and no other one denies it. */
function assertAllowed({ mcp: { shell } }: Config, command: string): void {
  const rules = (patterns: readonly string[]): readonly string[] => patterns.map((pattern) => `execute ${pattern}`);
  const permissions = { allow: rules(shell.allow), ask: [], deny: rules(shell.deny) };
  const tool = { kind: "execute", title: command, subjects: [command] } as const;
  if (ruling({ ...permissions, otherwise: "deny", expiresMs: null }, tool) === "allow") return;
  const known = shell.allow.length === 0 ? "Nothing is allowed there." : `Allowed are: ${shell.allow.join(", ")}.`;
  throw new DroverError(
    "shell.denied",
    `Cannot run that: no pattern of \`mcp.shell.allow\` in .drover/config.yaml covers it, or one of \`deny\` does. A command that holds more than one, a redirection or an expansion is never covered. ${known}`,
    { details: { allow: shell.allow, deny: shell.deny } },
  );
}

/**
 * Runs an allowed command in the folder of a run's workspace, with the environment that children get. When it resolves nothing
 * that it started is left. It is not part of the run: no journal tells of it.
 * Throws `shell.denied`, `run.unknown` and `workspace.missing`.
 */
export async function runInWorkspace(app: App, request: ShellRequest): Promise<ShellResult> {
  assertAllowed(app.catalog.config, request.command);
  const cwd = workspaceOf(app, request.run);
  // A run of that name is unknown: whatever a killed daemon leaves of it is ended by the next one.
  const gen = Gen(`shell-${randomBytes(8).toString("hex")}.0.0`);
  const startedAt = performance.now();
  const command = { script: request.command };
  const { exit, files } = await app.processes.ensure({ gen, command, cwd, env: app.environment, stdin: null });
  try {
    const end = await firstEnd(files, exit, request);
    const how = typeof end === "string" ? { ended: end, exitCode: null } : exitOf(end);
    await app.processes.kill(gen);
    await exit;
    return { ...how, ...written(files), durationMs: Math.round(performance.now() - startedAt) };
  } finally {
    await app.processes.kill(gen);
    await app.processes.forget(gen);
  }
}

/** A worktree that was removed, or replaced by a link to elsewhere, is none. */
function workspaceOf({ store }: App, run: RunId): string {
  const folder = stateOf(store, run).snapshot.workspace?.path ?? null;
  if (folder !== null && lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder;
  throw new DroverError(
    "workspace.missing",
    `Cannot run a command in the workspace of run "${shortId(run)}": ${folder === null ? "it has none" : "its folder is gone"}.`,
  );
}

type Exit = Awaited<Awaited<ReturnType<App["processes"]["ensure"]>>["exit"]>;
type Halt = "timed_out" | "output" | "canceled";

async function firstEnd(
  files: ProcessFiles,
  exit: Promise<Exit>,
  { timeoutMs, signal }: ShellRequest,
): Promise<Exit | Halt> {
  const done = new AbortController();
  const until = performance.now() + timeoutMs;
  const halted = async (): Promise<Halt> => {
    while (!done.signal.aborted && performance.now() < until) {
      if (signal.aborted) return "canceled";
      if (sizeOf(files.stdout) + sizeOf(files.stderr) > MOST_BYTES) return "output";
      await sleep(Math.min(LOOK_EVERY_MS, Math.max(1, until - performance.now())));
    }
    return "timed_out";
  };
  try {
    return await Promise.race([exit, halted()]);
  } finally {
    done.abort();
  }
}

function exitOf(exit: Exit): Pick<ShellResult, "ended" | "exitCode"> {
  if (exit.type === "exited") return { ended: "exited", exitCode: exit.code };
  if (exit.type === "not_started") throw new DroverError("workspace.missing", `Cannot run that: ${exit.message}`);
  return { ended: "signaled", exitCode: null };
}

function written({ stdout, stderr }: ProcessFiles): Pick<ShellResult, "stdout" | "stderr" | "isCut"> {
  const isCut = [stdout, stderr].some((file) => sizeOf(file) > TOLD_BYTES);
  return { stdout: logTail(stdout, TOLD_BYTES), stderr: logTail(stderr, TOLD_BYTES), isCut };
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
