import type { AgentExecutors } from "../core/agent.ts";
import { commandExecutor } from "./command/command-executor.ts";
import { replayExecutor } from "./replay/replay-executor.ts";
import { WIRES } from "./wires.ts";

/** Every way to work with an agent, by the name that profiles give. */
export const EXECUTORS: AgentExecutors = { ...WIRES, command: commandExecutor, replay: replayExecutor };
