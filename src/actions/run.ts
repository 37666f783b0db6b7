import type { Action, Attempt } from "../core/action.ts";
import { DroverError } from "../core/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { errorInfo, type ErrorInfo, failed, type Outcome, succeeded } from "../core/outcome.ts";
import type { ProcessFiles, ProcessLogs, ProcessSpec } from "../core/process.ts";
import { haltedOutcome, lastLine, unsuccessful } from "./ended-outcome.ts";
import { followProcess, type ProcessEnd, type ProcessPorts } from "./process-end.ts";
import { OUTPUT_LIMIT, parseScriptOutput, type ScriptOutput } from "./script-output.ts";

/** The environment of a child: an allow-listed part of Drover's own, with `extra` over it. `inherit`: further names to pass on. */
export type ChildEnvironment = (
  extra: Readonly<Record<string, string>>,
  inherit?: readonly string[],
) => Readonly<Record<string, string>>;

export interface RunPorts extends ProcessPorts {
  readonly environment: ChildEnvironment;
}

/**
 * `run`: one script in one shell, in the workspace. Output: `exitCode`, `tail` (the last 4 KB or so of standard output, then
 * of standard error), and what the script wrote to `$DROVER_OUTPUT`, which may not name those two.
 */
export function createRunAction(ports: RunPorts): Action {
  return {
    name: "run",
    perform: async (attempt) =>
      runOutcome(
        ports.logs,
        attempt,
        await followProcess(ports, attempt, { spec: scriptSpec(ports, attempt), converse: null }),
      ),
    stop: (gen) => ports.processes.kill(gen),
  };
}

function scriptSpec(ports: RunPorts, attempt: Attempt): ProcessSpec {
  const { script, variables } = attempt.params;
  if (typeof script !== "string") throw new DroverError("internal", "Cannot run the step: it has no script.");
  return {
    gen: attempt.gen,
    command: { script },
    cwd: workingFolder(attempt),
    env: ports.environment({ ...attempt.env, ...texts(variables) }),
    stdin: null,
    ...decided(attempt),
  };
}

/** An attempt without a workspace cannot run anything. */
export function workingFolder(attempt: Attempt): string {
  if (attempt.workspace !== null) return attempt.workspace.path;
  throw new DroverError("internal", `Cannot run step "${attempt.step ?? ""}": the run has no workspace.`);
}

/** Only a recovered start can have lost its claim. */
export const decided = (attempt: Attempt): { readonly decidedAt?: number } =>
  attempt.recovering && attempt.startedAt !== undefined ? { decidedAt: attempt.startedAt } : {};

const texts = (value: Json | undefined): Readonly<Record<string, string>> =>
  isJsonObject(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, typeof item === "string" ? item : JSON.stringify(item)]),
      )
    : {};

function runOutcome(logs: ProcessLogs, attempt: Attempt, end: ProcessEnd): Outcome {
  const written = scriptOutput(logs, end.files);
  const output: JsonObject = {
    exitCode: end.exit?.type === "exited" ? end.exit.code : null,
    tail: logTail(logs, end.files),
    ...("values" in written ? written.values : {}),
  };
  if (end.halt !== null || end.exit === null) return haltedOutcome(end.halt ?? "canceled", attempt, output);
  const outcome = unsuccessful(end.exit, () => lastLine(logs.tail(end.files.stderr)), output) ?? succeeded(output);
  return "problem" in written ? withProblem(outcome, outputError(written.problem)) : outcome;
}

function scriptOutput(logs: ProcessLogs, files: ProcessFiles): ScriptOutput {
  try {
    return withoutOwnKeys(parseScriptOutput(logs.whole(files.output, OUTPUT_LIMIT) ?? ""));
  } catch (error) {
    if (error instanceof DroverError) return { problem: error.message.replace(/\.$/, "") };
    throw error;
  }
}

/** What Drover itself says of a script: guards rest on it, and no script may say it in its place. */
const OWN_KEYS = ["exitCode", "tail"] as const;

function withoutOwnKeys(written: ScriptOutput): ScriptOutput {
  const own = "values" in written ? OWN_KEYS.find((key) => Object.hasOwn(written.values, key)) : undefined;
  if (own === undefined) return written;
  return { problem: `it holds "${own}", which Drover itself gives for every script: write it under another name` };
}

const outputError = (problem: string): ErrorInfo =>
  errorInfo(`Cannot read what the script wrote to $DROVER_OUTPUT: ${problem}.`, { code: "output" });

/** The script's own failure comes first; the unreadable output is told as its cause. */
const withProblem = (outcome: Outcome, problem: ErrorInfo): Outcome =>
  outcome.error === null
    ? failed(problem, outcome.output)
    : { ...outcome, error: { ...outcome.error, cause: problem } };

const TAIL_BYTES = 4096;

/** Two files, so nobody knows how their lines came between each other: standard output first, then standard error. */
export function logTail(logs: ProcessLogs, files: ProcessFiles): string {
  const stderr = logs.tail(files.stderr, TAIL_BYTES / 2);
  const stdout = logs.tail(files.stdout, TAIL_BYTES - Buffer.byteLength(stderr));
  return stdout === "" || stderr === "" || stdout.endsWith("\n") ? stdout + stderr : `${stdout}\n${stderr}`;
}
