import type { JsonObject } from "../../../core/json.ts";
import { agentErrorClass } from "../../../core/agent-error.ts";
import { objectOf, textOf } from "../../talking/json-rpc.ts";

/** What a turn fails with, as an answer to `session/prompt`. */
export interface Failure {
  readonly error: { readonly message: string; readonly data: JsonObject };
}

/** An error as OpenCode names it, of a session or of a message. */
export function failureOf({ name, data }: JsonObject): Failure {
  const { message, statusCode } = objectOf(data);
  const said = textOf(message) || textOf(name) || "an error without a word";
  return { error: { message: said, data: { name: name ?? null, ...(statusCode == null ? {} : { statusCode }) } } };
}

/** OpenCode tries on, and waits longer each time: the fifth time half a minute, or as long as it was told to. */
const MOST_TRIES = 5;
const LONGEST_WAIT_MS = 60_000;

/** What another try does not mend, or none for a long time; `null` where it may. */
export function hopelessOf({ attempt, message, next }: JsonObject): Failure | null {
  const said = textOf(message);
  const waitMs = typeof next === "number" ? next - Date.now() : 0;
  const isFinal = ["auth", "quota"].includes(agentErrorClass(said));
  if (!isFinal && waitMs < LONGEST_WAIT_MS && Number(attempt) < MOST_TRIES) return null;
  const data = waitMs < LONGEST_WAIT_MS ? {} : { retry_after: Math.round(waitMs / 1000) };
  return { error: { message: said, data: { tries: attempt ?? null, ...data } } };
}
