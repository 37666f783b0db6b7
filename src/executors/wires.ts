import { createAcpExecutor } from "./acp/wire.ts";
import { createClaudeExecutor } from "./claude/wire.ts";
import { createCodexExecutor } from "./codex/wire.ts";
import { createOpencodeExecutor } from "./opencode/wire.ts";

/** Executors of agents that are talked with. */
export const WIRES = {
  acp: createAcpExecutor(),
  claude: createClaudeExecutor(),
  codex: createCodexExecutor(),
  opencode: createOpencodeExecutor(),
};

export type WireName = keyof typeof WIRES;

export const isWire = (name: string): name is WireName => Object.hasOwn(WIRES, name);
