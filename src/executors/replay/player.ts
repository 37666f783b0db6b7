import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { confinedPath } from "./confined-path.ts";
import { invalid, type RecordedAct, readRecording } from "./recording.ts";

/**
 * A program of its own: `node player.js <recording> <pace>` plays a recording in the folder it is started in. It is what
 * stands in for the agent, so it has to outlive the engine as an agent does.
 */
async function play(folder: string, pace: number): Promise<number> {
  const recording = readRecording(folder);
  const begun = performance.now();
  for (const act of recording.pace) {
    const wait = act.atMs * pace - (performance.now() - begun);
    if (wait > 0) await sleep(wait);
    perform(folder, act);
  }
  return recording.exitCode;
}

function perform(folder: string, act: RecordedAct): void {
  if ("stream" in act) return fs.writeFileSync(act.stream === "stdout" ? 1 : 2, act.text);
  const target = "write" in act ? act.write : act.remove;
  const file = confinedPath(process.cwd(), target);
  if (file === null) throw invalid(folder, `"${target}" leads out of the workspace`);
  if ("remove" in act) return fs.rmSync(file, { force: true });
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.copyFileSync(path.join(folder, act.contentFile), file);
  fs.chmodSync(file, (act.executable ?? false) ? 0o755 : 0o644);
}

const [folder, pace] = process.argv.slice(2);
try {
  if (folder === undefined || pace === undefined) throw new Error("Usage: player.js <recording> <pace>");
  process.exitCode = await play(folder, Number(pace));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
