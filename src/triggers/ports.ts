import type { App } from "../app.ts";
import type { Clock, Secrets } from "../core/ports.ts";
import type { LoadedTrigger } from "../project/trigger-files.ts";
import type { TriggerSpec } from "../definition/index.ts";
import type { Letters } from "./letters.ts";
import type { Tally } from "./tally.ts";

/** What every kind of trigger works with. */
export interface TriggerPorts {
  readonly app: App;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly tally: Tally;
  readonly letters: Letters;
  /** Told of what must not happen; the triggers go on. */
  readonly onFault: (error: unknown) => void;
}

/** A trigger of one kind. */
export interface Of<S extends TriggerSpec> extends LoadedTrigger {
  readonly spec: S;
}
