/** A request to the daemon's API. */
export interface Asked {
  readonly method: "GET" | "POST";
  /** Behind `/api/v1`. */
  readonly path: string;
  readonly body?: unknown;
  /** An Idempotency-Key: the request may be made again when its answer was lost. */
  readonly key?: string;
  /** Gives up the request. */
  readonly signal?: AbortSignal;
}

/** All that tools have of Drover. Throws what the daemon refuses with, as `DroverError`. */
export type Port = <T>(asked: Asked) => Promise<T>;

type Value = string | number | boolean | readonly string[] | undefined;

/** A path with its query; what is undefined is left out. */
export function withQuery(path: string, values: Readonly<Record<string, Value>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    for (const one of typeof value === "object" ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

export const runPath = (run: string, rest = ""): string => `/runs/${encodeURIComponent(run)}${rest}`;
