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
  memory: (request) => (canContinue(request) ? "own" : "none"),
  read: (profile, files) => readAgentLog(profile, files.stdout),
  entries: createLogEntries,
};

/** A copy of a session is none that a program could be told to make. */
const canContinue = ({ profile, session, fork }: AgentRequest): boolean =>
  sessionArgument(session) !== null && profile.resume.length > 0 && fork !== true;

function agentArgv(request: AgentRequest): readonly string[] {
  const { profile, session: told } = request;
  const session = sessionArgument(told);
  if (session === null || !canContinue(request)) return profile.command;
  return [...profile.command, ...profile.resume.map((argument) => argument.replaceAll("{{session}}", () => session))];
}
