import type { DefinitionHash, RunId } from "./ids.ts";
import type { Input } from "./input.ts";
import type { JsonObject } from "./json.ts";
import type { EngineEvent } from "./events.ts";
import type { Allowance } from "./limits.ts";
import type { ListRuns, RunSummary } from "./store.ts";
import type { ParentLink, RunState, WorkspaceRecord } from "./run.ts";

export interface CreateRun {
  /** Already stored, with every child definition it names. */
  readonly definition: DefinitionHash;
  /** Checked, defaults applied. */
  readonly inputs: JsonObject;
  /** Creating a run that exists gives back its id and changes nothing. A new id when left out. */
  readonly run?: RunId;
  readonly parent?: ParentLink;
  readonly workspace?: WorkspaceRecord;
  readonly allowance?: Allowance;
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
