import { spawn } from "node:child_process";
import fs from "node:fs";
import type { ProcessExit, ProcessSpec } from "../../core/process.ts";
import { type AttemptFiles, writeChildInputs, writeScript } from "./attempt-files.ts";
import { spawnedChild, type StartedChild } from "./child.ts";
import { EFFECT_MARK, type ProcessTable, STATE_MARK } from "./process-table.ts";
import { findProgram } from "./program-path.ts";
import { spareJob } from "./spare-job.ts";
import type { SpareShells } from "./spare-shells.ts";
import type { Spare } from "./spares.ts";
import { type Wrapped, wrapperText } from "./wrapper.ts";

export type NotStarted = Extract<ProcessExit, { type: "not_started" }>;

export interface Launch {
  readonly spec: ProcessSpec;
  readonly files: AttemptFiles;
  readonly table: ProcessTable;
  /** Goes into the environment of the child, so that its processes can be told from another folder's. */
  readonly state: string;
  /** The directory was made just now. */
  readonly isFresh: boolean;
  /** A shell that waits, and what it was started with. */
  readonly spare:
    | (Spare & {
        readonly shells: SpareShells;
        readonly given: Readonly<Record<string, string>>;
      })
    | null;
}

/**
 * Starts the child detached from us, with its output going straight to files: in a shell that was forked ahead where there is one
 * and the job fits it, else by node's own spawn. A few synchronous calls on tiny files: execa added 0.65 ms to a step when
 * measured, promises of `fs` more.
 */
export async function launch(launching: Launch): Promise<StartedChild | NotStarted> {
  const { spec, spare } = launching;
  try {
    const argv = resolveArgv(spec);
    if ("code" in argv) return argv;
    writeChildInputs(launching);
    return (await startSpare(launching, argv.argv)) ?? spawnWrapper(launching, argv.argv);
  } catch (error) {
    return notStarted(spec, error);
  } finally {
    spare?.shells.discard(spare.token);
  }
}

function resolveArgv(spec: ProcessSpec): { readonly argv: readonly string[] } | NotStarted {
  if (!(fs.statSync(spec.cwd, { throwIfNoEntry: false })?.isDirectory() ?? false)) {
    const message = `Cannot start ${nameOf(spec)}: the folder ${spec.cwd} does not exist.`;
    // Not ENOENT, which means a missing program to those who ask.
    return { type: "not_started", code: "ENOTDIR", message };
  }
  fs.accessSync(spec.cwd, fs.constants.X_OK);
  if ("script" in spec.command) return { argv: [] };
  const [name, ...args] = spec.command.argv;
  const program = findProgram(name ?? "", spec.cwd, spec.env["PATH"] ?? "");
  // Its whole path: a bare name such as `test` or `exit` would be the shell's own.
  return "path" in program ? { argv: [program.path, ...args] } : { type: "not_started", ...program };
}

async function startSpare(launching: Launch, argv: readonly string[]): Promise<StartedChild | null> {
  const { spec, files, spare } = launching;
  if (spare === null) return null;
  const job = jobFor(launching, { spare, given: spare.given, argv });
  return job === null ? null : spare.shells.start(spare.token, job, spec.talks === true ? files.stdin : undefined);
}

interface ForShell {
  readonly spare: Spare;
  readonly argv: readonly string[];
  readonly given: Readonly<Record<string, string>>;
}

/** A short script goes along with the job: a file for it would cost as much as all the rest of a start. */
function jobFor(launching: Launch, { spare, argv, given }: ForShell): string | null {
  const { spec, files, state, table } = launching;
  const environment = { ...spec.env, ...marks(files, state, spec.gen) };
  const said = { spec, files, environment, given: { ...given, [STATE_MARK]: state }, argv };
  const job = (script: Wrapped["script"]): string | null =>
    spareJob({ ...said, wrapper: wrapperText(files, { ...spec, script, spare }, table) });
  const whole = job("told");
  if (whole !== null || !("script" in spec.command)) return whole;
  const short = job("file");
  if (short !== null) writeScript(launching);
  return short;
}

/** The script is in a file here: everybody may see the arguments of a process. */
function spawnWrapper(launching: Launch, argv: readonly string[]): StartedChild {
  const { spec, files, state, table, spare } = launching;
  // A shell whose keeper died before it could say that it had given it its job may be reading it this moment.
  writeScript({ ...launching, isFresh: launching.isFresh && spare === null });
  const wrapper = wrapperText(files, { ...spec, script: "file", spare: null }, table);
  const open: number[] = [];
  const opened = (file: string, flags: string): number => {
    const fd = fs.openSync(file, flags, 0o600);
    open.push(fd);
    return fd;
  };
  try {
    const child = spawn("/bin/sh", ["-c", wrapper, "drover", ...argv], {
      detached: true,
      cwd: spec.cwd,
      stdio: [
        spec.stdin === null ? "ignore" : opened(files.stdin, "r"),
        opened(files.stdout, "a"),
        opened(files.stderr, "a"),
      ],
      env: { ...spec.env, ...marks(files, state, spec.gen) },
    });
    return spawnedChild(child);
  } finally {
    for (const fd of open) fs.closeSync(fd);
  }
}

const marks = (files: AttemptFiles, state: string, gen: string): Record<string, string> => ({
  [STATE_MARK]: state,
  [EFFECT_MARK]: gen,
  DROVER_ATTEMPT_DIR: files.folder,
  DROVER_OUTPUT: files.output,
});

/** Whatever went wrong before there was a child. */
export function notStarted(spec: ProcessSpec, error: unknown): NotStarted {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  const why = code === "E2BIG" ? tooBig(spec) : error instanceof Error ? error.message : String(error);
  return { type: "not_started", code, message: `Cannot start ${nameOf(spec)}: ${why}.` };
}

function tooBig(spec: ProcessSpec): string {
  const [name, size] = Object.entries(spec.env)
    .map(([key, value]) => [key, Buffer.byteLength(value)] as const)
    .reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0] as const);
  return `its environment is too large; the largest variable is ${name} with ${size} bytes. Pass it in a file`;
}

const nameOf = (spec: ProcessSpec): string =>
  "script" in spec.command ? "the script" : `"${spec.command.argv[0] ?? ""}"`;
