import { problemOf, unreachable } from "./api-error.ts";

export interface ClientOptions {
  /** Where the daemon listens, such as `http://127.0.0.1:24680`; `drover status --json` tells it. */
  readonly url: string;
  /** `.drover/state/token`, or one that was added. Left out in a page that has the daemon's cookie. */
  readonly token?: string;
  /** Another way to fetch, for proxies and tests. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface Ask {
  readonly method: string;
  /** Behind `/api/v1`, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** Asks the API and gives the answer; throws `DroverApiError` for anything but success, and what the signal was aborted with. */
export type Http = (ask: Ask) => Promise<Response>;

export function createHttp({ url, token, fetch = globalThis.fetch }: ClientOptions): Http {
  const base = `${url.replace(/\/+$/, "")}/api/v1`;
  return async ({ method, path, headers = {}, body, signal }) => {
    const answer = await fetch(base + path, {
      method,
      headers: {
        ...headers,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
      // A page that has the daemon's cookie needs no token.
      credentials: "same-origin",
    }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw unreachable(url, error);
    });
    if (answer.ok) return answer;
    throw problemOf(answer.status, await answer.text());
  };
}
