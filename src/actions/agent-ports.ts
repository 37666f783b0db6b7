import type { AgentExecutor, AgentExecutors, AgentProfile } from "../core/agent.ts";
import type { Usage } from "../core/entry.ts";
import type { WorkspaceRecord } from "../core/run.ts";
import type { Conversations } from "./history.ts";
import type { AccountPorts } from "./account.ts";
import type { ProcessPorts } from "./process-end.ts";
import type { ChildEnvironment } from "./run.ts";

export interface AgentPorts extends ProcessPorts, AccountPorts {
  readonly environment: ChildEnvironment;
  readonly executors: AgentExecutors;
  /** Who works where a step names nobody; `null` for nobody. */
  readonly defaultAgent: string | null;
  /** The usage of a model with its cost, where a table of prices knows it. */
  readonly priced: (model: string | null, usage: Usage) => Usage;
  readonly conversations: Conversations;
  /** Files changed against the workspace's base. */
  readonly changed: (workspace: WorkspaceRecord) => Promise<readonly string[]>;
}

/** Who really does a profile's work: for a replay that is the executor of the recorded agent. */
export function executorOf({ executors }: AgentPorts, profile: AgentProfile): AgentExecutor {
  const executor = executors[profile.executor];
  return executor.of?.(profile) ?? executor;
}
