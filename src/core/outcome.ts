import type { JsonObject } from "./json.ts";

/** How an attempt ended. `interrupted`: nobody knows whether its effect happened. */
export type OutcomeStatus = "succeeded" | "failed" | "canceled" | "timed_out" | "interrupted";

/** Why an attempt failed, as far as a policy needs to know. `interrupted` is a class too, so that `retry.on` can name it. */
export type ErrorClass =
  | "transient"
  | "rate-limit"
  | "quota"
  | "auth"
  | "permanent"
  | "protocol"
  | "timeout"
  | "interrupted"
  /** What a step or run may use is used up (`limits`). */
  | "limit";

/** Those that `retry.on` can name: a limit is not moved by trying again. */
export const ERROR_CLASSES: readonly ErrorClass[] = [
  "transient",
  "rate-limit",
  "quota",
  "auth",
  "permanent",
  "protocol",
  "timeout",
  "interrupted",
];

/** An error as data: it survives JSON, unlike an Error. `at` is `file:line:col` where the YAML is to blame. */
export interface ErrorInfo {
  readonly name: string;
  readonly message: string;
  readonly code: string | null;
  readonly class: ErrorClass;
  readonly at: string | null;
  readonly cause: ErrorInfo | null;
}

/** The result of one attempt. Expected failure is a value, never an exception. */
export interface Outcome {
  readonly status: OutcomeStatus;
  /** What the action gives to expressions as `steps.<id>.output`; present on failure too (exit code, tail). */
  readonly output: JsonObject;
  /** `null` exactly when the status is `succeeded`. */
  readonly error: ErrorInfo | null;
  /** What a person has to know of it though it is no failure. Left out for nothing. */
  readonly note?: string;
}

export const succeeded = (output: JsonObject = {}): Outcome => ({ status: "succeeded", output, error: null });

export const failed = (error: ErrorInfo, output: JsonObject = {}): Outcome => ({ status: "failed", output, error });

export const ended = (
  status: Exclude<OutcomeStatus, "succeeded">,
  error: ErrorInfo,
  output: JsonObject = {},
): Outcome => ({
  status,
  output,
  error,
});

/** `code` is a code of the error table (errors.ts) or a system code such as `ENOENT`. */
export function errorInfo(message: string, options: Partial<Omit<ErrorInfo, "message">> = {}): ErrorInfo {
  return {
    name: options.name ?? "Error",
    message,
    code: options.code ?? null,
    class: options.class ?? "permanent",
    at: options.at ?? null,
    cause: options.cause ?? null,
  };
}

/** Anything thrown, as data. Cyclic causes end after eight. */
export function toErrorInfo(thrown: unknown, depth = 0): ErrorInfo {
  if (!(thrown instanceof Error)) return errorInfo(String(thrown));
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : null;
  const cause = thrown.cause === undefined || depth >= 8 ? null : toErrorInfo(thrown.cause, depth + 1);
  return errorInfo(thrown.message, { name: thrown.name, code, cause });
}
