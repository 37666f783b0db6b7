import type { Attempt } from "../core/action.ts";
import { agentErrorClass } from "../core/agent-error.ts";
import { type AgentProfile, type AgentReading, howToInstall } from "../core/agent.ts";
import type { JsonObject } from "../core/json.ts";
import { type ErrorInfo, errorInfo, failed, type Outcome, succeeded, toErrorInfo } from "../core/outcome.ts";
import type { ProcessExit } from "../core/process.ts";
import { type AgentPorts, executorOf } from "./agent-ports.ts";
import { formOf } from "./agent-request.ts";
import { endedBySignal, haltedOutcome, lastLine, unsuccessful } from "./ended-outcome.ts";
import type { ProcessEnd } from "./process-end.ts";
import { logTail } from "./run.ts";

interface Ended {
  readonly profile: AgentProfile;
  readonly end: ProcessEnd;
}

/** What the agent has come to, by its own word and by the end of its process. */
export async function agentOutcome(ports: AgentPorts, attempt: Attempt, { profile, end }: Ended): Promise<Outcome> {
  const executor = executorOf(ports, profile);
  // Ended already: what is read back is complete.
  const talk = executor.converse === undefined ? null : ports.processes.talk(attempt.gen, Promise.resolve());
  const reading = await executor.read(profile, end.files, talk);
  const said = saidOf(ports, { profile, end }, reading);
  const error = end.broken ?? agentFailure(ports, { profile, end }, reading);
  if (end.halt === null && error === null) return answerOutcome(ports, attempt, said);
  const output: JsonObject = { ...said, exitCode: exitCodeOf(end), tail: logTail(ports.logs, end.files) };
  if (end.halt !== null || end.exit === null) return haltedOutcome(end.halt ?? "canceled", attempt, output);
  return withChanged(ports, attempt, judged(end, reading, { error, output }));
}

/** The output, whatever the end. */
function saidOf({ priced }: AgentPorts, { profile, end }: Ended, reading: AgentReading): JsonObject & { text: string } {
  const { text, session, sessionAt = null, usage, turns = 1 } = reading;
  return {
    text,
    session,
    ...(sessionAt === null ? {} : { sessionAt }),
    usage: usage === null ? null : priced(profile.model, usage),
    agent: profile.name,
    turns: end.exit?.type === "not_started" ? 0 : turns,
  };
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

/** `null` only with evidence of success: exit code 0, no error of its own, an answer. */
function agentFailure(ports: AgentPorts, { profile, end }: Ended, reading: AgentReading): ErrorInfo | null {
  const { exit } = end;
  if (exit === null) return errorInfo("was not started");
  if (reading.error !== null)
    return errorInfo(`reported an error: ${reading.error}`, { class: agentErrorClass(reading.error) });
  if (reading.turn === "over") return answered(reading);
  if (reading.turn === "unknown")
    return errorInfo("may have been given its prompt when the engine died: nobody knows how far it has got");
  return endedFailure(ports, { profile, end }, { reading, exit });
}

/** Of an agent that has not said that its turn is over. */
function endedFailure(
  ports: AgentPorts,
  { profile, end: { outlived, files } }: Ended,
  { reading, exit }: { readonly reading: AgentReading; readonly exit: ProcessExit },
): ErrorInfo | null {
  if (outlived)
    return errorInfo("closed its standard output in the middle of its turn, lived on and was ended", {
      class: "protocol",
    });
  const line = lastLine(ports.logs.tail(files.stderr));
  const failure = unsuccessful(exit, () => line, {})?.error ?? null;
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

function missing(failure: ErrorInfo, profile: AgentProfile): ErrorInfo {
  if (failure.code !== "ENOENT") return failure;
  return { ...failure, code: "agent.missing", message: `${failure.message}${howToInstall(profile)}` };
}

function judged(
  { exit, broken, outlived }: ProcessEnd,
  reading: AgentReading,
  { error, output }: { readonly error: ErrorInfo | null; readonly output: JsonObject },
): Outcome {
  const isEnded = !outlived && exit !== null && (exit.type === "interrupted" || isKilled(exit, reading));
  const isLost =
    broken === null && exit !== null && (reading.turn === "unknown" || (reading.turn !== "over" && isEnded));
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
