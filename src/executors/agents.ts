import type { AgentExecutors } from "../core/agent.ts";
import { commandExecutor } from "./command/command-executor.ts";
import { replayExecutor } from "./replay/replay-executor.ts";

/** Every way to run an agent, by the profile's `executor`. */
export const agentExecutors: AgentExecutors = { command: commandExecutor, replay: replayExecutor };
