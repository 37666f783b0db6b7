import { agentErrorClass } from "../core/agent-error.ts";
import type { Action, Attempt } from "../core/action.ts";
import {
  type AgentExecutor,
  type AgentExecutors,
  type AgentProfile,
  type AgentReading,
  type AgentRequest,
  wholePrompt,
} from "../core/agent.ts";
import type { Usage } from "../core/entry.ts";
import { DroverError } from "../core/errors.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import { type ErrorInfo, errorInfo, failed, type Outcome, succeeded, toErrorInfo } from "../core/outcome.ts";
import { laidOver } from "../core/permissions.ts";
import type { ProcessExit, ProcessSpec } from "../core/process.ts";
import type { WorkspaceRecord } from "../core/run.ts";
import { type AccountPorts, noteLimit, whoWorks } from "./account.ts";
import { type Answer, type AnswerForm, answerForm } from "../machines/agent-answer.ts";
import { endedBySignal, haltedOutcome, lastLine, unsuccessful } from "./ended-outcome.ts";
import { type Converse, followProcess, type ProcessEnd, type ProcessPorts } from "./process-end.ts";
import { type ChildEnvironment, decided, logTail, workingFolder } from "./run.ts";

export interface AgentPorts extends ProcessPorts, AccountPorts {
  readonly environment: ChildEnvironment;
  readonly executors: AgentExecutors;
  /** Who works where a step names nobody; `null` for nobody. */
  readonly defaultAgent: string | null;
  /** The usage of a model with its cost, where a table of prices knows it. */
  readonly priced: (model: string | null, usage: Usage) => Usage;
  /** Files changed against the workspace's base. */
  readonly changed: (workspace: WorkspaceRecord) => Promise<readonly string[]>;
}

/**
 * `agent`: one prompt to one agent, in the workspace. It succeeded only when it exited with 0, reported no error of its own
 * and left an answer. Output: `text`, `session`, `usage`, `changed`; after a failure `exitCode` and `tail` as well.
 */
export function createAgentAction(ports: AgentPorts): Action {
  return {
    name: "agent",
    async perform(attempt) {
      const wanted = await recovered(ports, attempt, () =>
        ports.profiles.get(startedAgent(ports, attempt) ?? agentName(attempt, ports.defaultAgent)),
      );
      const worker = startedAgent(ports, attempt) === null ? await whoWorks(ports, attempt, wanted) : wanted;
      const profile = permitted(worker, attempt);
      const spec = await recovered(ports, attempt, () => agentSpec(ports, attempt, profile));
      const end = await followProcess(ports, attempt, { spec, converse: conversation(ports, attempt, profile) });
      // Agents leave tool commands behind in sessions of their own; those would go on editing under the next step.
      await ports.processes.kill(attempt.gen);
      const outcome = await agentOutcome(ports, attempt, { profile, end });
      await noteLimit(ports, profile, outcome);
      return outcome;
    },
    stop: (gen) => ports.processes.kill(gen),
  };
}

/** A profile that was broken while no engine ran must not leave the agent of the former engine at work. */
async function recovered<T>(ports: AgentPorts, attempt: Attempt, prepare: () => T): Promise<T> {
  try {
    return prepare();
  } catch (error) {
    if (attempt.recovering) await ports.processes.kill(attempt.gen);
    throw error;
  }
}

/** With what the step says about permissions. */
function permitted(profile: AgentProfile, { params: { permissions } }: Attempt): AgentProfile {
  if (!isJsonObject(permissions)) return profile;
  return { ...profile, permissions: laidOver(profile.permissions, permissions) };
}

function agentName({ params, step }: Attempt, fallback: string | null): string {
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
function startedAgent({ processes, logs }: AgentPorts, { gen, recovering }: Attempt): string | null {
  const about = recovering ? logs.whole(processes.files(gen).about, ABOUT_LIMIT) : null;
  if (about === null) return null;
  const { name } = JSON.parse(about) as { readonly name?: unknown };
  return typeof name === "string" ? name : null;
}

/** Far more than what is kept there. Bytes. */
const ABOUT_LIMIT = 1024 * 1024;

/** Another agent cannot go on with a session; where nobody knows whose it was, it is tried. */
function sessionOf(
  { profiles }: AgentPorts,
  { params, session, sessionAgent }: Attempt,
  profile: AgentProfile,
): string | null {
  if (params["session"] === "new" || sessionAgent === undefined || sessionAgent === profile.name)
    return params["session"] === "new" ? null : session;
  const owner = profiles.list().find(({ name }) => name === sessionAgent);
  return owner !== undefined && keepsSessionsWith(owner, profile) ? session : null;
}

/** The same program, told by the same variables where its home and its account are. */
const keepsSessionsWith = (one: AgentProfile, other: AgentProfile): boolean =>
  one.executor === other.executor &&
  one.command[0] === other.command[0] &&
  JSON.stringify(one.env) === JSON.stringify(other.env);

function agentRequest(ports: AgentPorts, attempt: Attempt, profile: AgentProfile): AgentRequest {
  const session = sessionOf(ports, attempt, profile);
  const form = formOf(attempt);
  const prompt = wholePrompt(profile, parameter(attempt, "prompt"));
  return {
    profile,
    prompt: form === null ? prompt : `${prompt}\n\n${form.instruction}`,
    session,
    ...(session !== null && attempt.params["fork"] === true ? { fork: true } : {}),
  };
}

function formOf({ params: { schema } }: Attempt): AnswerForm | null {
  return isJsonObject(schema) ? answerForm(schema) : null;
}

function agentSpec(ports: AgentPorts, attempt: Attempt, profile: AgentProfile): ProcessSpec {
  const executor = executorOf(ports, profile);
  const command = executor.command(agentRequest(ports, attempt, profile));
  return {
    gen: attempt.gen,
    command: { argv: command.argv },
    cwd: workingFolder(attempt),
    env: ports.environment({ ...profile.env, ...attempt.env }, profile.inherit),
    stdin: command.stdin,
    about: sourceOf(profile),
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

function conversation(ports: AgentPorts, attempt: Attempt, profile: AgentProfile): Converse | null {
  const executor = executorOf(ports, profile);
  if (executor.converse === undefined) return null;
  const { desk, budget } = attempt;
  const form = formOf(attempt);
  const about = {
    request: agentRequest(ports, attempt, profile),
    cwd: workingFolder(attempt),
    desk,
    priced: (usage: Usage) => ports.priced(profile.model, usage),
    ...(budget === undefined ? {} : { budget }),
    ...(form === null ? {} : { check: (text: string) => problemOf(form.read(text)) }),
  };
  return (talk) => executor.converse?.({ ...about, talk }) ?? Promise.resolve(null);
}

const problemOf = (answer: Answer): string | null => ("problem" in answer ? answer.problem : null);

function executorOf({ executors }: AgentPorts, profile: AgentProfile): AgentExecutor {
  const executor = executors[profile.executor];
  return executor.of?.(profile) ?? executor;
}

interface Ended {
  readonly profile: AgentProfile;
  readonly end: ProcessEnd;
}

async function agentOutcome(ports: AgentPorts, attempt: Attempt, { profile, end }: Ended): Promise<Outcome> {
  const executor = executorOf(ports, profile);
  // Ended already: what is read back is complete.
  const talk = executor.converse === undefined ? null : ports.processes.talk(attempt.gen, Promise.resolve());
  const reading = await executor.read(profile, end.files, talk);
  const { text, session, turns = 1 } = reading;
  const usage = reading.usage === null ? null : ports.priced(profile.model, reading.usage);
  const said = { text, session, usage, agent: profile.name, turns: end.exit?.type === "not_started" ? 0 : turns };
  const error = end.limit === null ? agentFailure(ports, { profile, end }, reading) : limitError(end.limit);
  if (end.halt === null && error === null) return answerOutcome(ports, attempt, said);
  const output: JsonObject = { ...said, exitCode: exitCodeOf(end), tail: logTail(ports.logs, end.files) };
  if (end.halt !== null || end.exit === null) return haltedOutcome(end.halt ?? "canceled", attempt, output);
  return withChanged(ports, attempt, judged(end, reading, { error, output }));
}

/** An answer that has to be an object gives its keys to the output. */
async function answerOutcome(
  ports: AgentPorts,
  attempt: Attempt,
  said: JsonObject & { text: string },
): Promise<Outcome> {
  const answer = formOf(attempt)?.read(said.text) ?? { values: {} };
  if ("values" in answer) return succeeded({ ...answer.values, ...said, changed: await changedFiles(ports, attempt) });
  const error = errorInfo(`did not answer as its \`output\` asks: ${answer.problem}`, { code: "output.invalid" });
  return withChanged(ports, attempt, failed(error, said));
}

const exitCodeOf = ({ exit }: ProcessEnd): number | null => (exit?.type === "exited" ? exit.code : null);

const limitError = (limit: string): ErrorInfo => errorInfo(limit, { code: "limit", class: "limit" });

/** `null` only with evidence of success: exit code 0, no error of its own, an answer. */
function agentFailure(ports: AgentPorts, { profile, end }: Ended, reading: AgentReading): ErrorInfo | null {
  const { exit, files } = end;
  if (exit === null) return errorInfo("was not started");
  if (reading.error !== null)
    return errorInfo(`reported an error: ${reading.error}`, { class: agentErrorClass(reading.error) });
  if (reading.turn === "over") return answered(reading);
  if (reading.turn === "unknown")
    return errorInfo("may have been given its prompt when the engine died: nobody knows how far it has got");
  const line = lastLine(ports.logs.tail(files.stderr));
  const failure = unsuccessful(exit, line, {})?.error ?? null;
  if (failure !== null && isKilled(exit, reading)) return { ...failure, class: "interrupted" };
  if (failure !== null)
    return exit.type === "exited" ? { ...failure, class: agentErrorClass(line) } : missing(failure, profile);
  return reading.turn === "open"
    ? errorInfo("ended in the middle of its turn", { class: "protocol" })
    : answered(reading);
}

/** Somebody else has ended it in mid-turn, or the system has for want of memory: its session is there to go on with. */
const isKilled = (exit: ProcessExit, { turn }: AgentReading): boolean =>
  turn === "open" && (exit.type === "signaled" || (exit.type === "exited" && endedBySignal(exit.code)));

const answered = ({ text }: AgentReading): ErrorInfo | null =>
  text.trim() === "" ? errorInfo("ended without an answer", { class: "protocol" }) : null;

function missing(failure: ErrorInfo, { install }: AgentProfile): ErrorInfo {
  if (failure.code !== "ENOENT") return failure;
  const how = install === undefined ? "" : ` To install it: ${install}`;
  return { ...failure, code: "agent.missing", message: `${failure.message}${how}` };
}

function judged(
  { exit, limit }: ProcessEnd,
  reading: AgentReading,
  { error, output }: { readonly error: ErrorInfo | null; readonly output: JsonObject },
): Outcome {
  const isLost =
    limit === null &&
    exit !== null &&
    reading.turn !== "over" &&
    (exit.type === "interrupted" || reading.turn === "unknown" || isKilled(exit, reading));
  const status = isLost ? "interrupted" : "failed";
  return error === null ? succeeded(output) : { ...failed(error, output), status };
}

const changedFiles = async (ports: AgentPorts, attempt: Attempt): Promise<readonly string[]> =>
  attempt.workspace === null || attempt.workspace.repo === null ? [] : ports.changed(attempt.workspace);

/** What a failed agent changed is worth knowing; that it cannot be found out must not hide why the agent failed. */
async function withChanged(ports: AgentPorts, attempt: Attempt, outcome: Outcome): Promise<Outcome> {
  try {
    return { ...outcome, output: { ...outcome.output, changed: await changedFiles(ports, attempt) } };
  } catch (error) {
    const cause = toErrorInfo(error);
    return {
      ...outcome,
      output: { ...outcome.output, changed: null },
      error: outcome.error && { ...outcome.error, cause },
    };
  }
}
