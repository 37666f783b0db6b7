import { fileURLToPath } from "node:url";
import type { AgentExecutor, EntrySource } from "../../core/agent.ts";
import { DroverError } from "../../core/errors.ts";
import { createLogEntries } from "../command/log-entries.ts";
import { readAgentLog } from "../command/agent-log.ts";
import { readRecording } from "./recording.ts";

/** Plays a recording in the agent's place: same words, same changes, same pace, no model. The prompt is not looked at. */
export const replayExecutor: AgentExecutor = {
  command({ profile }) {
    const folder = recordingOf(profile);
    readRecording(folder);
    return { argv: [process.execPath, playerFile(), folder, String(profile.pace)], stdin: null };
  },
  read: (profile, files) => readAgentLog(readRecording(recordingOf(profile)), files.stdout),
  entries: (source) => createLogEntries(readRecording(recordingOf(source))),
};

function recordingOf({ name, recording }: EntrySource): string {
  if (recording !== null) return recording;
  throw new DroverError("agent.invalid", `Cannot start agent "${name}": its profile names no recording.`);
}

/** Node runs the built file; seen from the sources, as in tests, it lies over in dist/. */
const playerFile = (): string =>
  fileURLToPath(new URL("player.js", import.meta.url)).replace("/src/executors/replay/", "/dist/executors/replay/");
