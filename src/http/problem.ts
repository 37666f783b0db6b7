import { randomUUID } from "node:crypto";
import type { FastifyError } from "fastify";
import { DroverError, ERRORS, type ErrorCode } from "../core/errors.ts";
import { mapTexts, type Json } from "../core/json.ts";

/** An error as RFC 9457 has it; `code` is one of docs/errors.md. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  /** The same request may work later. */
  readonly retryable: boolean;
  /** Diagnostics, problems of inputs, conflicts. */
  readonly details: unknown;
  /** Under which the log tells more of a fault. */
  readonly reference?: string;
}

export const PROBLEM_TYPE = "application/problem+json";

/** What the caller is told. Of a fault of ours only a reference: its text may name anything. */
export function problemOf(error: unknown, note: (reference: string) => void): Problem {
  const known = knownError(error);
  if (known !== null && known.code !== "internal") return toProblem(known.code, known.message, known.details);
  const reference = randomUUID();
  note(reference);
  return {
    ...toProblem("internal", `A fault in Drover itself. The daemon's log has more under "${reference}".`, null),
    reference,
  };
}

/** Where on its machine a project lies is not everybody's business: paths are told relative to it. */
export function withoutFolder(problem: Problem, folder: string): Problem {
  const shorter = (text: string): string => text.replaceAll(`${folder}/`, "").replaceAll(folder, ".");
  const details = (problem.details ?? null) as Json;
  return { ...problem, detail: shorter(problem.detail), details: mapTexts(details, shorter) };
}

const toProblem = (code: ErrorCode, detail: string, details: unknown): Problem => ({
  type: `urn:drover:error:${code}`,
  title: ERRORS[code].meaning,
  status: ERRORS[code].http,
  detail,
  code,
  retryable: ERRORS[code].retry,
  details: details ?? null,
});

function knownError(error: unknown): DroverError | null {
  if (error instanceof DroverError) return error;
  if (!isFastifyError(error)) return null;
  if (error.validation !== undefined) {
    const problems = error.validation.map(({ instancePath, message, params }) => ({
      at: `${error.validationContext ?? ""}${instancePath}`,
      message: message ?? "is not valid",
      params,
    }));
    return new DroverError("request.invalid", `Cannot take the request: ${error.message}.`, { details: problems });
  }
  const status = error.statusCode ?? 500;
  if (status === 413) return new DroverError("request.too_large", "Cannot take the request: its body is too large.");
  if (status === 429) return new DroverError("request.too_many", error.message);
  if (status >= 400 && status < 500)
    return new DroverError("request.invalid", `Cannot take the request: ${HINTS[error.code] ?? error.message}`);
  return null;
}

/** What Fastify says of these in its own words helps nobody on. */
const HINTS: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: "its path cannot be decoded. Write a % in it as %25, and other bytes as UTF-8.",
  FST_ERR_MAX_PARAM_LENGTH: "a part of its path is longer than any id or name here.",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "its body has to be JSON. Send `Content-Type: application/json` with it.",
};

const isFastifyError = (error: unknown): error is FastifyError => error instanceof Error && "statusCode" in error;
