import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type AgentConversation, type AgentProfile, type McpServer, wholePrompt } from "../../core/agent.ts";
import { nobodysDesk } from "../../core/ask.ts";
import { DroverError } from "../../core/errors.ts";
import { Gen } from "../../core/ids.ts";
import type { ManagedProcess, ProcessExit, ProcessFiles } from "../../core/process.ts";
import { EXECUTORS } from "../executors.ts";
import { type ConversationLine, type ConversationReader, readConversation } from "../supervisor/conversation.ts";
import { isWire } from "../wire-names.ts";
import { readLogPiece } from "../supervisor/logs.ts";
import { createProcessHost, type DetachedProcesses } from "../supervisor/process-host.ts";
import { folderChanges, folderState, type FolderState } from "./folder-changes.ts";
import { type RecordedAct, type Recording, RECORDING_FILE } from "./recording.ts";

export interface RecordAgent {
  /** Any agent but a `replay`. */
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
    // What it gave back (a server) is not its own any more.
    await processes.reap(() => false);
    fs.rmSync(attempts, { recursive: true, force: true });
  }
}

const GEN = Gen("recording.1.0");

async function recordWith(processes: DetachedProcesses, options: RecordAgent): Promise<Recording> {
  const { profile, prompt, cwd, env } = options;
  const executor = EXECUTORS[profile.executor];
  const request = { profile, prompt: wholePrompt(profile, prompt), session: null };
  const { argv, stdin } = executor.command(request);
  const talks = executor.converse === undefined ? {} : { talks: true as const };
  // A quick agent has changed files before its start is known here.
  const before = folderState(cwd);
  const process = await processes.ensure({ gen: GEN, command: { argv }, cwd, env, stdin, ...talks });
  const tape = new Tape({ cwd, before }, `${options.out}.part`, executor.converse !== undefined);
  const exitCode = await watched({ processes, process, tape, conversation: { request, cwd } }, options);
  const recording: Recording = { ...headOf(options), pace: tape.acts, exitCode };
  fs.writeFileSync(path.join(tape.folder, RECORDING_FILE), `${JSON.stringify(recording, null, 2)}\n`);
  fs.renameSync(tape.folder, options.out);
  return recording;
}

function headOf({ profile, prompt }: RecordAgent): Omit<Recording, "pace" | "exitCode"> {
  const { format, fields, executor, model, mode, mcp, reasoning, permissions } = profile;
  const madeAt = new Date().toISOString();
  const talked = isWire(executor)
    ? { wire: executor, agentProfile: { model, mode, mcp: mcp.map(withoutValues), reasoning, permissions } }
    : {};
  return { version: 1, agent: profile.name, madeAt, prompt, format, fields, ...talked };
}

/** A recording is shown to others. */
const withoutValues = ({ name, command, env }: McpServer): McpServer => ({
  name,
  command,
  env: Object.fromEntries(Object.keys(env).map((key) => [key, ""])),
});

interface Watching {
  readonly processes: DetachedProcesses;
  readonly process: ManagedProcess;
  readonly tape: Tape;
  readonly conversation: Pick<AgentConversation, "request" | "cwd">;
}

/** The exit code; 0 for an agent that was ended since its turn was over. */
async function watched({ processes, process, tape, conversation }: Watching, options: RecordAgent): Promise<number> {
  const executor = EXECUTORS[options.profile.executor];
  if (executor.converse === undefined) return exitCodeOf(await watch(process, process.exit, tape), options);
  const talk = processes.talk(GEN, process.exit);
  const over = executor
    .converse({ ...conversation, talk, desk: nobodysDesk("Nobody is asked while this is recorded.") })
    .then(() => null);
  const ended = await watch(process, Promise.race([over, process.exit]), tape);
  talk.close();
  await processes.kill(GEN);
  tape.look(process.files, true);
  return ended === null ? 0 : exitCodeOf(ended, options);
}

async function watch<T>({ files }: ManagedProcess, over: Promise<T>, tape: Tape): Promise<T> {
  for (;;) {
    tape.look(files, false);
    const ended = await Promise.race([over.then((value) => ({ value })), sleep(LOOK_EVERY_MS, null)]);
    if (ended === null) continue;
    tape.look(files, true);
    return ended.value;
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
  readonly #isTalked: boolean;
  #conversation: ConversationReader | null = null;
  #before: FolderState;

  /** `isTalked`: what is said to the agent is recorded too. */
  constructor({ cwd, before }: { cwd: string; before: FolderState }, folder: string, isTalked: boolean) {
    this.#cwd = cwd;
    this.#isTalked = isTalked;
    this.folder = folder;
    this.#before = before;
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(path.join(folder, "files"), { recursive: true });
  }

  /** Changes first: an agent speaks of what it has done. */
  look(files: ProcessFiles, isEnded: boolean): void {
    const atMs = Math.round(performance.now() - this.#begun);
    const lines = this.#isTalked ? this.#lines(files, isEnded) : [];
    const firstAfter = lines.findLastIndex(({ from }) => from === "said") + 1;
    // What was changed after an answer of ours must not be played before it.
    this.#conversed(atMs, lines.slice(0, firstAfter));
    this.#changes(atMs);
    this.#conversed(atMs, lines.slice(firstAfter));
    if (!this.#isTalked) this.#words(atMs, "stdout", { file: files.stdout, isEnded });
    this.#words(atMs, "stderr", { file: files.stderr, isEnded });
  }

  #lines(files: ProcessFiles, isEnded: boolean): readonly ConversationLine[] {
    this.#conversation ??= readConversation(files.folder);
    const lines: ConversationLine[] = [];
    for (let more = this.#conversation.more(); more.length > 0; more = this.#conversation.more()) lines.push(...more);
    return isEnded ? [...lines, ...this.#conversation.last()] : lines;
  }

  #conversed(atMs: number, lines: readonly ConversationLine[]): void {
    for (const { from, text } of lines)
      this.acts.push(from === "said" ? { atMs, said: text } : { atMs, stream: "stdout", text: `${text}\n` });
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
