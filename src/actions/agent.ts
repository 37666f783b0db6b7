import type { Action, Attempt } from "../core/action.ts";
import type { AgentProfile, AgentRequest } from "../core/agent.ts";
import type { Usage } from "../core/entry.ts";
import type { JsonObject } from "../core/json.ts";
import type { ProcessSpec } from "../core/process.ts";
import type { Answer } from "../machines/agent-answer.ts";
import { limitReached } from "../machines/spending.ts";
import { noteLimit, whoWorks } from "./account.ts";
import { limited, refused } from "./agent-limits.ts";
import { agentOutcome } from "./agent-outcome.ts";
import { type AgentPorts, executorOf } from "./agent-ports.ts";
import { agentName, agentRequest, formOf, permitted, startedAgent, startedSource } from "./agent-request.ts";
import { type Converse, followProcess } from "./process-end.ts";
import { decided, workingFolder } from "./run.ts";

/**
 * `agent`: one prompt to one agent, in the workspace. It succeeded only when it exited with 0, reported no error of its own
 * and left an answer. Output: `AgentOutput`; after a failure `exitCode` and `tail` as well.
 */
export function createAgentAction(ports: AgentPorts): Action {
  return {
    name: "agent",
    async perform(asked) {
      const wanted = await recovered(ports, asked, () =>
        ports.profiles.get(startedAgent(ports, asked) ?? agentName(asked, ports.defaultAgent)),
      );
      const isNew = startedAgent(ports, asked) === null;
      const worker = isNew ? await whoWorks(ports, asked, wanted) : wanted;
      const profile = await recovered(ports, asked, () => permitted(ports, worker, asked));
      const attempt = limited(asked, profile);
      const why = isNew ? refused(attempt) : null;
      if (why !== null) return limitReached(why);
      const request = await recovered(ports, attempt, () => agentRequest(ports, attempt, profile));
      const spec = await recovered(ports, attempt, () => agentSpec(ports, attempt, request));
      const end = await followProcess(ports, attempt, { spec, converse: conversation(ports, attempt, request) });
      // Agents leave tool commands behind in sessions of their own; those would go on editing under the next step.
      await ports.processes.kill(attempt.gen);
      return noteLimit(ports, profile, await agentOutcome(ports, attempt, { profile, end }));
    },
    stop: (gen) => ports.processes.kill(gen),
    told(gen) {
      const source = startedSource(ports, gen);
      const executor = source === null ? undefined : ports.executors[source.executor];
      if (source === null || executor?.told === undefined) return [];
      const talk = ports.processes.talk(gen, Promise.resolve());
      talk.close();
      return executor.told(source, talk);
    },
  };
}

/** A profile that was broken while no engine ran must not leave the agent of the former engine at work. */
async function recovered<T>(ports: AgentPorts, attempt: Attempt, prepare: () => T | Promise<T>): Promise<T> {
  try {
    return await prepare();
  } catch (error) {
    if (attempt.recovering) await ports.processes.kill(attempt.gen);
    throw error;
  }
}

function agentSpec(ports: AgentPorts, attempt: Attempt, request: AgentRequest): ProcessSpec {
  const { profile } = request;
  const executor = executorOf(ports, profile);
  const command = executor.command(request);
  return {
    gen: attempt.gen,
    command: { argv: command.argv },
    cwd: workingFolder(attempt),
    env: ports.environment({ ...profile.env, ...attempt.env }, profile.inherit),
    stdin: command.stdin,
    about: { ...sourceOf(profile), ...(attempt.conversation === undefined ? {} : { after: attempt.conversation }) },
    ...(executor.converse === undefined ? {} : { talks: true as const }),
    ...decided(attempt),
  };
}

/** An interface is no JSON object to TypeScript; these are. */
const sourceOf = ({ name, executor, format, fields, recording }: AgentProfile): JsonObject => ({
  name,
  executor,
  format,
  fields: { ...fields },
  recording,
});

function conversation(ports: AgentPorts, attempt: Attempt, request: AgentRequest): Converse | null {
  const { profile } = request;
  const executor = executorOf(ports, profile);
  if (executor.converse === undefined) return null;
  const { desk, meter } = attempt;
  const form = formOf(attempt);
  const about = {
    request,
    cwd: workingFolder(attempt),
    desk,
    priced: (usage: Usage) => ports.priced(profile.model, usage),
    ...(meter === undefined ? {} : { meter }),
    ...(form === null ? {} : { check: (text: string) => problemOf(form.read(text)) }),
  };
  return (talk) => executor.converse?.({ ...about, talk }) ?? Promise.resolve(null);
}

const problemOf = (answer: Answer): string | null => ("problem" in answer ? answer.problem : null);
