import type { AgentExecutor } from "../core/agent.ts";
import { createAcpExecutor } from "./acp/wire.ts";
import { createClaudeExecutor } from "./claude/wire.ts";
import { createCodexExecutor } from "./codex/wire.ts";
import { createOpencodeExecutor } from "./opencode/wire.ts";
import type { WireName } from "./wire-names.ts";

/** Executors of agents that are talked with. */
export const WIRES: Readonly<Record<WireName, AgentExecutor>> = {
  acp: createAcpExecutor(),
  claude: createClaudeExecutor(),
  codex: createCodexExecutor(),
  opencode: createOpencodeExecutor(),
};
