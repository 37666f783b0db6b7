import type { AgentExecutor, AgentRequest } from "../../core/agent.ts";
import { sessionArgument } from "../session-id.ts";
import { createLogEntries } from "./log-entries.ts";
import { readAgentLog } from "./agent-log.ts";

/**
 * Any agent with a command line: the prompt goes to standard input, the answer comes from standard output. A session is
 * continued where the profile says how; where it does not, the agent starts anew.
 */
export const commandExecutor: AgentExecutor = {
  command: (request) => ({ argv: agentArgv(request), stdin: request.prompt }),
  read: (profile, files) => readAgentLog(profile, files.stdout),
  entries: createLogEntries,
};

function agentArgv({ profile, session: told }: AgentRequest): readonly string[] {
  const session = sessionArgument(told);
  if (session === null) return profile.command;
  return [...profile.command, ...profile.resume.map((argument) => argument.replaceAll("{{session}}", () => session))];
}
