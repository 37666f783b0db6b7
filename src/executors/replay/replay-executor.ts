import { fileURLToPath } from "node:url";
import type {
  AgentCommand,
  AgentExecutor,
  AgentProfile,
  AgentRequest,
  EntrySource,
  Permissions,
} from "../../core/agent.ts";
import { DroverError } from "../../core/errors.ts";
import { createLogEntries } from "../command/log-entries.ts";
import { readAgentLog } from "../command/agent-log.ts";
import { WIRES } from "../wires.ts";
import { readRecording } from "./recording.ts";

/** Plays a recording in the agent's place: same words, same changes, same pace, no model. The prompt is not looked at. */
export const replayExecutor: AgentExecutor = {
  command,
  memory: () => "own",
  of(profile) {
    const { wire, agentProfile } = readRecording(recordingOf(profile));
    if (wire === undefined) return null;
    const permissions = saysNothing(profile.permissions) ? agentProfile?.permissions : profile.permissions;
    return talked(WIRES[wire], { ...profile, ...agentProfile, ...(permissions === undefined ? {} : { permissions }) });
  },
  read: (profile, files) => readAgentLog(readRecording(recordingOf(profile)), files.stdout),
  told(source, talk) {
    const { wire } = readRecording(recordingOf(source));
    return wire === undefined ? [] : (WIRES[wire].told?.(source, talk) ?? []);
  },
  entries(source) {
    const recording = readRecording(recordingOf(source));
    return recording.wire === undefined ? createLogEntries(recording) : WIRES[recording.wire].entries(source);
  },
};

/** Then leave is given and refused as it was when it was recorded. */
const saysNothing = ({ allow, ask, deny, otherwise }: Permissions): boolean =>
  allow.length + ask.length + deny.length === 0 && otherwise === "deny";

function command({ profile }: Pick<AgentRequest, "profile">): AgentCommand {
  const folder = recordingOf(profile);
  readRecording(folder);
  return { argv: [process.execPath, playerFile(), folder, String(profile.pace)], stdin: null };
}

/** The protocol is spoken as it was with the agent, and the player stands at the other end of it, always in the recorded session. */
function talked(wire: AgentExecutor, recorded: AgentProfile): AgentExecutor {
  return {
    ...wire,
    command,
    memory: () => "own",
    ...(wire.converse === undefined
      ? {}
      : {
          converse: ({ request, ...about }) =>
            wire.converse?.({ ...about, request: { ...request, profile: recorded, session: null, fork: false } }) ??
            Promise.resolve(null),
        }),
    read: (_, files, talk) => wire.read(recorded, files, talk),
  };
}

function recordingOf({ name, recording }: Pick<EntrySource, "name" | "recording">): string {
  if (recording !== null) return recording;
  throw new DroverError("agent.invalid", `Cannot start agent "${name}": its profile names no recording.`);
}

/** Node runs the built file; seen from the sources, as in tests, it lies over in dist/. */
const playerFile = (): string =>
  fileURLToPath(new URL("player.js", import.meta.url)).replace("/src/executors/replay/", "/dist/executors/replay/");
