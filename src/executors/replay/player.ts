import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Answers } from "./answers.ts";
import { confinedPath } from "./confined-path.ts";
import { invalid, type RecordedAct, readRecording } from "./recording.ts";

/**
 * A program of its own: `node player.js <recording> <pace>` plays a recording in the folder it is started in. It is what
 * stands in for the agent, so it has to outlive the engine as an agent does.
 */
async function play(folder: string, pace: number): Promise<number> {
  const recording = readRecording(folder);
  const ear =
    recording.wire === undefined ? null : readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const answers = new Answers();
  let last = 0;
  for (const act of recording.pace) {
    // From one to the next: a person may have taken another time to answer.
    await sleep(Math.max(0, (act.atMs - last) * pace));
    last = act.atMs;
    if ("said" in act) await hear(act.said, answers, ear);
    else perform(folder, act, answers);
  }
  return recording.exitCode;
}

/** Waits for what we say, and takes it for what was said then. */
async function hear(recorded: string, answers: Answers, ear: AsyncIterator<string> | null): Promise<void> {
  const next = await ear?.next();
  if (next === undefined || next.done === true)
    throw new Error("The recording waits for an answer, and nobody is there.");
  const mismatch = answers.take(recorded, next.value);
  if (mismatch !== null) throw new Error(`The recording cannot go on: ${mismatch}.`);
}

function perform(folder: string, act: Exclude<RecordedAct, { said: string }>, answers: Answers): void {
  if ("stream" in act) return fs.writeFileSync(act.stream === "stdout" ? 1 : 2, answers.fitted(act.text));
  const target = "write" in act ? act.write : act.remove;
  const file = confinedPath(process.cwd(), target);
  if (file === null) throw invalid(folder, `"${target}" leads out of the workspace`);
  if ("remove" in act) return fs.rmSync(file, { force: true });
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.copyFileSync(path.join(folder, act.contentFile), file);
  fs.chmodSync(file, (act.executable ?? false) ? 0o755 : 0o644);
}

async function main([folder, pace]: readonly string[]): Promise<void> {
  try {
    if (folder === undefined || pace === undefined) throw new Error("Usage: player.js <recording> <pace>");
    process.exitCode = await play(folder, Number(pace));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    // Whoever talks with an agent keeps the pipe open.
    process.stdin.destroy();
  }
}

// No `await`: its bundle is CommonJS.
void main(process.argv.slice(2));
