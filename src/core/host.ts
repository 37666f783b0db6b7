import type { RunId } from "./ids.ts";
import type { Input } from "./input.ts";
import type { Json, JsonObject } from "./json.ts";
import type { EngineEvent } from "./events.ts";
import type { ListRuns, RunSummary } from "./store.ts";
import type { ParentLink, RunState } from "./run.ts";

export interface CreateRun {
  readonly workflow: string;
  readonly inputs: JsonObject;
  /** The same key gives the same run, however often it is sent. */
  readonly key?: string;
  readonly parent?: ParentLink;
}

/**
 * The seam to another durable engine: the same definitions, pure step and actions must run on any host that offers
 * these five. Everything acknowledged by a resolved promise is durable.
 */
export interface DurableHost {
  create(request: CreateRun): Promise<RunId>;
  /** Gives back the state after the input. An input that is stale or was taken before changes nothing. */
  deliver(run: RunId, input: Input, dedupe?: string): Promise<RunState>;
  get(run: RunId): RunState | null;
  list(query?: ListRuns): readonly RunSummary[];
  /** Events from now on; call the result to end it. */
  watch(listener: (event: EngineEvent) => void): () => void;
}

/** Reserved for the machine's own events; a signal of such a name is refused. */
export const RESERVED_EVENT = /^(xstate|drover)\./;

export type SignalData = Json;
