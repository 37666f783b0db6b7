import { DroverError } from "../core/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import type { Attempt, HaltReason } from "../core/action.ts";
import { ended, errorInfo, failed, succeeded, toErrorInfo, type Outcome } from "../core/outcome.ts";
import type { WorkspaceRecord } from "../core/run.ts";

/**
 * Performs a piece of work on a workspace. What a person has to mend becomes a failure of class `permanent`, what git
 * stumbled over one of class `transient`; the lists that an error carries (`conflicts`, `files`) become the output.
 * Work that has begun is never cut short: its outcome says what was really done, even when a halt was asked for.
 */
export async function workspaceOutcome({ halt }: Attempt, work: () => Promise<JsonObject>): Promise<Outcome> {
  if (halt.aborted) return haltedBefore(halt.reason === "timed_out" ? "timed_out" : "canceled");
  try {
    return succeeded(await work());
  } catch (error) {
    if (!(error instanceof DroverError) || !isExpected(error)) throw error;
    const output = isJsonObject(error.details) ? listsOf(error.details) : {};
    return failed({ ...toErrorInfo(error), class: error.retryable ? "transient" : "permanent" }, output);
  }
}

const haltedBefore = (reason: HaltReason): Outcome =>
  ended(
    reason,
    errorInfo("It was asked to end before it had begun; nothing was done.", {
      class: reason === "timed_out" ? "timeout" : "permanent",
    }),
  );

const isExpected = ({ code }: DroverError): boolean => code.startsWith("workspace.") || code === "inputs.invalid";

function listsOf(details: JsonObject): JsonObject {
  const lists: [string, Json][] = [];
  for (const name of ["conflicts", "files"]) {
    const list = details[name];
    if (Array.isArray(list)) lists.push([name, list]);
  }
  return Object.fromEntries(lists);
}

/** Throws `internal`: the host opens a run's workspace before it starts anything else. */
export function requireWorkspace(action: string, { workspace }: Attempt): WorkspaceRecord {
  if (workspace !== null) return workspace;
  throw new DroverError("internal", `Cannot perform "${action}": the run has no workspace`);
}
