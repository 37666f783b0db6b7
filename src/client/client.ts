import type { Operations } from "./generated/operations.ts";
import { OPERATIONS } from "./generated/table.ts";
import { events, type ClientEvent, type EventsOptions } from "./events.ts";
import { createHttp, type Ask, type ClientOptions } from "./http.ts";
import { followLog, type LogOptions, type LogText } from "./log.ts";
import { waitFor, type Waited, type WaitOptions } from "./wait.ts";

export type { ClientOptions };

type OperationId = keyof Operations;

interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Nothing has to be said where nothing is needed. */
type Arguments<Request> =
  Partial<Request> extends Request
    ? [request?: Request, options?: CallOptions]
    : [request: Request, options?: CallOptions];

/** One method for each operation of the API; its parameters by name, and what is sent along as `body`. */
export type Methods = {
  readonly [Id in OperationId]: (...given: Arguments<Operations[Id]["request"]>) => Promise<Operations[Id]["result"]>;
};

/** Every method throws `DroverApiError` for what is refused. */
export interface Client extends Methods {
  /** Starts a run and gives its id, durably. `key`: the same key gives the same run, however often it is asked. */
  start(workflow: string, inputs?: Readonly<Record<string, unknown>>, options?: StartOptions): Promise<string>;
  events(options?: EventsOptions): AsyncGenerator<ClientEvent, void, undefined>;
  /** What an attempt's process writes, until it has ended. */
  log(gen: string, options?: LogOptions): AsyncGenerator<LogText, void, undefined>;
  /** Resolves when a run has ended; with `asks` also when somebody is asked. */
  wait(run: string, options?: WaitOptions): Promise<Waited>;
  /** Allows, denies, or answers a question in the words of `comment`. */
  answer(ask: string, answer: "allow" | "deny" | "reply", comment?: string): Promise<void>;
}

export interface StartOptions extends CallOptions {
  readonly key?: string;
}

/** Talks with a daemon, from Node 20 on and from browsers. It keeps no connection while nothing is asked. */
export function createClient(options: ClientOptions): Client {
  const http = createHttp(options);
  const call = async (id: OperationId, request: Given = {}, { signal }: CallOptions = {}): Promise<unknown> => {
    const answer = await http({ ...askFor(id, request), signal });
    return OPERATIONS[id].answer === "blob" ? answer.blob() : answer.json();
  };
  const methods = Object.fromEntries(
    (Object.keys(OPERATIONS) as OperationId[]).map((id) => [
      id,
      (request?: Given, given?: CallOptions) => call(id, request, given),
    ]),
  ) as unknown as Methods;
  return {
    ...methods,
    async start(workflow, inputs = {}, { key, ...given } = {}) {
      const request = {
        body: { workflow, inputs: { ...inputs } },
        ...(key !== undefined && { "idempotency-key": key }),
      };
      return (await methods.startRun(request, given)).run;
    },
    events: (given = {}) => events(http, given),
    log: (gen, given = {}) => followLog(http, gen, given),
    wait: (run, given = {}) => waitFor(http, run, given),
    async answer(ask, answer, comment) {
      await methods.answerAsk({ ask, body: { answer, ...(comment !== undefined && { comment }) } });
    },
  };
}

type Given = Readonly<Record<string, unknown>>;

function askFor(id: OperationId, { body, ...given }: Given): Ask {
  const { method, path, query, headers } = OPERATIONS[id];
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(textOf(given[name])));
  const search = queryOf(query, given);
  const own = Object.fromEntries(
    headers.flatMap((name) => (given[name] === undefined ? [] : [[name, textOf(given[name])]])),
  );
  return { method, path: filled + search, headers: own, body };
}

function queryOf(names: readonly string[], given: Given): string {
  const query = new URLSearchParams();
  for (const name of names)
    for (const value of [given[name]].flat()) if (value !== undefined) query.append(name, textOf(value));
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** Parameters are texts, numbers and flags, as their schemas say. */
const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
