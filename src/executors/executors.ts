import type { AgentExecutors } from "../core/agent.ts";
import { createAcpExecutor } from "./acp/wire.ts";
import { createClaudeExecutor } from "./claude/wire.ts";
import { createCodexExecutor } from "./codex/wire.ts";
import { commandExecutor } from "./command/command-executor.ts";
import { replayExecutor } from "./replay/replay-executor.ts";

/** Every way to work with an agent, by the name that profiles give. */
export const EXECUTORS: AgentExecutors = {
  acp: createAcpExecutor(),
  claude: createClaudeExecutor(),
  codex: createCodexExecutor(),
  command: commandExecutor,
  replay: replayExecutor,
};
