import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type AgentProfile, wholePrompt } from "../../core/agent.ts";
import { DroverError } from "../../core/errors.ts";
import { Gen } from "../../core/ids.ts";
import type { ManagedProcess, ProcessExit, ProcessFiles } from "../../core/process.ts";
import { commandExecutor } from "../command/command-executor.ts";
import { readLogPiece } from "../supervisor/logs.ts";
import { createProcessHost, type DetachedProcesses } from "../supervisor/process-host.ts";
import { folderChanges, folderState, type FolderState } from "./folder-changes.ts";
import { type RecordedAct, type Recording, RECORDING_FILE } from "./recording.ts";

export interface RecordAgent {
  /** A `command` agent. */
  readonly profile: AgentProfile;
  readonly prompt: string;
  /** The folder to work in; the agent's changes stay in it. */
  readonly cwd: string;
  /** The folder to make the recording in; it must not exist yet. */
  readonly out: string;
  /** The agent's whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

const LOOK_EVERY_MS = 40;

/**
 * Runs an agent and records what it said and changed, and when (to 40 ms or so). The recording is written at the end: a
 * recording that was cut off does not exist. Throws `recording.invalid` when the agent could not be started.
 */
export async function recordAgent(options: RecordAgent): Promise<Recording> {
  if (fs.existsSync(options.out)) throw refuse(options, `${options.out} exists already; choose another name`);
  const attempts = fs.mkdtempSync(path.join(os.tmpdir(), "drover-record-"));
  const processes = createProcessHost({ folder: attempts });
  try {
    return await recordWith(processes, options);
  } finally {
    await processes.kill(GEN);
    fs.rmSync(attempts, { recursive: true, force: true });
  }
}

const GEN = Gen("recording.1.0");

async function recordWith(processes: DetachedProcesses, options: RecordAgent): Promise<Recording> {
  const { profile, prompt, cwd, env } = options;
  const { argv, stdin } = commandExecutor.command({ profile, prompt: wholePrompt(profile, prompt), session: null });
  const tape = new Tape(cwd, `${options.out}.part`);
  const process = await processes.ensure({ gen: GEN, command: { argv }, cwd, env, stdin });
  const exitCode = exitCodeOf(await watch(process, tape), options);
  const { format, fields } = profile;
  const madeAt = new Date().toISOString();
  const recording: Recording = {
    version: 1,
    agent: profile.name,
    madeAt,
    prompt,
    format,
    fields,
    pace: tape.acts,
    exitCode,
  };
  fs.writeFileSync(path.join(tape.folder, RECORDING_FILE), `${JSON.stringify(recording, null, 2)}\n`);
  fs.renameSync(tape.folder, options.out);
  return recording;
}

async function watch({ exit, files }: ManagedProcess, tape: Tape): Promise<ProcessExit> {
  for (;;) {
    tape.look(files, false);
    const ended = await Promise.race([exit, sleep(LOOK_EVERY_MS, null)]);
    if (ended === null) continue;
    tape.look(files, true);
    return ended;
  }
}

function exitCodeOf(exit: ProcessExit, options: RecordAgent): number {
  if (exit.type === "exited") return exit.code;
  throw refuse(options, exit.type === "not_started" ? exit.message : `the agent was ended (${JSON.stringify(exit)})`);
}

const refuse = ({ profile }: RecordAgent, why: string): DroverError =>
  new DroverError("recording.invalid", `Cannot record agent "${profile.name}": ${why}.`);

/** Collects acts, and the contents of changed files as they were at that time. */
class Tape {
  readonly acts: RecordedAct[] = [];
  readonly folder: string;
  readonly #cwd: string;
  readonly #begun = performance.now();
  readonly #offsets = { stdout: 0, stderr: 0 };
  #before: FolderState;

  constructor(cwd: string, folder: string) {
    this.#cwd = cwd;
    this.folder = folder;
    this.#before = folderState(cwd);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(path.join(folder, "files"), { recursive: true });
  }

  /** Changes first: an agent speaks of what it has done. */
  look(files: ProcessFiles, isEnded: boolean): void {
    const atMs = Math.round(performance.now() - this.#begun);
    this.#changes(atMs);
    for (const stream of ["stdout", "stderr"] as const) this.#words(atMs, stream, { file: files[stream], isEnded });
  }

  #changes(atMs: number): void {
    const after = folderState(this.#cwd);
    const { written, removed } = folderChanges(this.#before, after);
    this.#before = after;
    for (const file of removed) this.acts.push({ atMs, remove: file });
    for (const file of written) this.#keep(atMs, file);
  }

  #keep(atMs: number, file: string): void {
    const contentFile = `files/${this.acts.length + 1}-${path.basename(file)}`;
    const source = path.join(this.#cwd, file);
    // Gone again between the look and the copy: the next look says so.
    if (!fs.existsSync(source)) return;
    fs.copyFileSync(source, path.join(this.folder, contentFile));
    const isExecutable = (fs.statSync(source).mode & 0o100) !== 0;
    this.acts.push({ atMs, write: file, contentFile, ...(isExecutable ? { executable: true } : {}) });
  }

  #words(atMs: number, stream: "stdout" | "stderr", { file, isEnded }: { file: string; isEnded: boolean }): void {
    if (!fs.existsSync(file)) return;
    for (;;) {
      const piece = readLogPiece(file, this.#offsets[stream], { isEnded });
      this.#offsets[stream] = piece.next;
      if (piece.text === "") return;
      this.acts.push({ atMs, stream, text: piece.text });
    }
  }
}
