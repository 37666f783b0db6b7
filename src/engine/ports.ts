import type { Actions } from "../core/action.ts";
import type { Gen, RunId } from "../core/ids.ts";
import type { Clock, Ids, Secrets } from "../core/ports.ts";
import type { Store } from "../core/store.ts";

/** Everything outside of the engine. */
export interface EnginePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly actions: Actions;
  readonly secrets: Secrets;
  /** Ends marked processes that no live run owns; gives back their generations. */
  readonly reap: (isOwned: (gen: Gen) => boolean) => Promise<readonly Gen[]>;
  /** The id of the child run that a generation starts: always the same one. */
  readonly childId: (gen: Gen, startedAt: number) => RunId;
  /** Told of what must not happen; the engine goes on, and the next start takes up what it concerned. */
  readonly onFault: (error: unknown) => void;
  /** False takes inputs durably and performs nothing; whoever recovers next performs it. */
  readonly perform?: boolean;
  /** For tests: reads the state back from the store before every input, so that nothing can live in memory only. */
  readonly alwaysRestore?: boolean;
}
