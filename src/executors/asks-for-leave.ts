import type { AgentProfile } from "../core/agent.ts";
import { readRecording } from "./replay/recording.ts";

/** Whether rules can hold the agent: only one that is talked with asks for leave. Throws `recording.invalid`. */
export function asksForLeave({ executor, recording }: AgentProfile): boolean {
  if (executor !== "replay") return executor !== "command";
  return recording !== null && readRecording(recording).wire !== undefined;
}
