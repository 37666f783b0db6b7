import type { Attempt } from "../core/action.ts";
import {
  type AgentProfile,
  type AgentProfiles,
  type AgentRequest,
  type EntrySource,
  wholePrompt,
} from "../core/agent.ts";
import { DroverError } from "../core/errors.ts";
import { withHistory } from "../core/history.ts";
import type { Gen } from "../core/ids.ts";
import { isJsonObject, type Json } from "../core/json.ts";
import { laidOver } from "../core/permissions.ts";
import { type AnswerForm, answerForm } from "../machines/agent-answer.ts";
import { type AgentPorts, executorOf } from "./agent-ports.ts";
import { historyUpTo } from "./history.ts";
import type { ProcessPorts } from "./process-end.ts";

/** With what the step says about permissions. Throws DroverError `agent.unheld` where nobody would look at that. */
export function permitted(ports: AgentPorts, profile: AgentProfile, { params, step }: Attempt): AgentProfile {
  const { permissions } = params;
  if (!isJsonObject(permissions)) return profile;
  if (executorOf(ports, profile).converse === undefined)
    throw new DroverError(
      "agent.unheld",
      `Cannot hold agent "${profile.name}" to the permissions of step "${step ?? ""}": it asks nobody for leave. Name an agent that is talked with, or leave \`permissions\` out.`,
    );
  return { ...profile, permissions: laidOver(profile.permissions, permissions) };
}

export function agentName({ params, step }: Attempt, fallback: string | null): string {
  const name = typeof params["agent"] === "string" && params["agent"] !== "" ? params["agent"] : fallback;
  if (name !== null) return name;
  throw new DroverError(
    "agent.unknown",
    `Cannot start an agent for step "${step ?? ""}": it names none, and config.yaml sets no default.`,
  );
}

function parameter(attempt: Attempt, name: string): string {
  const value = attempt.params[name];
  if (typeof value === "string") return value;
  throw new DroverError("internal", `Cannot start the agent of step "${attempt.step ?? ""}": it has no ${name}.`);
}

/** Who was started for this attempt by a former engine; `null` for nobody. */
export const startedAgent = (ports: ProcessPorts, { gen, recovering }: Attempt): string | null =>
  recovering ? (startedSource(ports, gen)?.name ?? null) : null;

/** What was noted of the agent that was started; `null` for nobody. */
export function startedSource({ processes, logs }: ProcessPorts, gen: Gen): EntrySource | null {
  const about = logs.whole(processes.files(gen).about, ABOUT_LIMIT);
  if (about === null) return null;
  try {
    const source: Json = JSON.parse(about);
    return isJsonObject(source) ? (source as EntrySource) : null;
  } catch {
    // Cut by the end of that engine: then nothing was started.
    return null;
  }
}

/** Far more than what is kept there. Bytes. */
const ABOUT_LIMIT = 1024 * 1024;

/** Another agent cannot go on with a session; where nobody knows whose it was, it is tried. */
function sessionOf(
  profiles: AgentProfiles,
  { params, session, sessionAgent }: Attempt,
  profile: AgentProfile,
): string | null {
  if (params["session"] === "new" || sessionAgent === undefined || sessionAgent === profile.name)
    return params["session"] === "new" ? null : session;
  const owner = known(profiles, sessionAgent);
  return owner !== null && keepsSessionsWith(owner, profile) ? session : null;
}

/** `null` for a profile that is there no more. */
function known(profiles: AgentProfiles, name: string): AgentProfile | null {
  try {
    return profiles.get(name);
  } catch (error) {
    if (error instanceof DroverError && error.code === "agent.unknown") return null;
    throw error;
  }
}

/** The same program, told by the same variables where its home and its account are. */
const keepsSessionsWith = (one: AgentProfile, other: AgentProfile): boolean =>
  one.executor === other.executor &&
  one.command[0] === other.command[0] &&
  JSON.stringify(one.env) === JSON.stringify(other.env);

/** What the agent is asked to do, and in which session; where it may not know what was said there before, with that. */
export async function agentRequest(ports: AgentPorts, attempt: Attempt, profile: AgentProfile): Promise<AgentRequest> {
  const session = sessionOf(ports.profiles, attempt, profile);
  const form = formOf(attempt);
  const own = wholePrompt(profile, parameter(attempt, "prompt"));
  const prompt = form === null ? own : `${own}\n\n${form.instruction}`;
  const fork = attempt.params["fork"] === true && session !== null;
  const { sessionAt } = attempt;
  const copy = { fork, ...(sessionAt === undefined ? {} : { sessionAt }) };
  const request = { profile, prompt, session, ...(fork ? copy : {}) };
  const memory = executorOf(ports, profile).memory(request);
  if (attempt.conversation === undefined || memory === "own") return request;
  const history = await historyUpTo(ports.conversations, attempt.conversation);
  if (history === null) return request;
  return memory === "none" ? { ...request, prompt: withHistory(history, prompt) } : { ...request, history };
}

/** How the answer has to look; `null` where every answer will do. */
export function formOf({ params: { schema } }: Attempt): AnswerForm | null {
  return isJsonObject(schema) ? answerForm(schema) : null;
}
