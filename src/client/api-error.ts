/** What the API answers with instead of a result: RFC 9457. `code` is one of docs/errors.md. */
export interface ApiProblem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** The same request may work later. */
  readonly retryable: boolean;
  /** Diagnostics, problems of inputs, conflicts. */
  readonly details: unknown;
}

/** A request that was refused, or that nobody answered: then `status` is 0 and `code` is `unreachable`. */
export class DroverApiError extends Error implements ApiProblem {
  override readonly name = "DroverApiError";
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly retryable: boolean;
  readonly details: unknown;

  constructor(problem: ApiProblem, options: { readonly cause?: unknown } = {}) {
    super(problem.detail, options);
    this.code = problem.code;
    this.status = problem.status;
    this.title = problem.title;
    this.detail = problem.detail;
    this.retryable = problem.retryable;
    this.details = problem.details;
  }
}

/** Made of a body that may be anything: a proxy between may have answered. */
export function problemOf(status: number, body: string): DroverApiError {
  const given = jsonOf(body);
  const text = (key: string, otherwise: string): string => (typeof given[key] === "string" ? given[key] : otherwise);
  return new DroverApiError({
    code: text("code", "unknown"),
    status,
    title: text("title", `HTTP ${status}`),
    detail: text("detail", `The answer was HTTP ${status}: ${body.slice(0, 200)}`),
    retryable: typeof given["retryable"] === "boolean" ? given["retryable"] : status >= 502,
    details: given["details"] ?? null,
  });
}

export const unreachable = (url: string, cause: unknown): DroverApiError =>
  new DroverApiError(
    {
      code: "unreachable",
      status: 0,
      title: "Nobody answered.",
      detail: `Cannot reach Drover at ${url}: ${causeText(cause)}.`,
      retryable: true,
      details: null,
    },
    { cause },
  );

/** `fetch` says what happened in the cause of its error. */
function causeText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? causeText(error.cause) : error.message || error.name;
}

function jsonOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
