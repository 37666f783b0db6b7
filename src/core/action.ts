import type { Breaker } from "./breaker.ts";
import type { Desk } from "./ask.ts";
import type { Gen, RunId } from "./ids.ts";
import type { JsonObject } from "./json.ts";
import type { Meter } from "./limits.ts";
import type { Outcome } from "./outcome.ts";
import type { WorkspaceRecord } from "./run.ts";

/** Why an attempt is asked to end. */
export type HaltReason = "timed_out" | "canceled";

/** One attempt, ready to be performed: secrets are in place. */
export interface Attempt {
  readonly run: RunId;
  readonly gen: Gen;
  readonly step: string | null;
  readonly params: JsonObject;
  readonly env: Readonly<Record<string, string>>;
  readonly idleMs: number | null;
  /** What an agent may use; left out for those that are none. */
  readonly meter?: Meter;
  /** What a process may write, to both of its streams together; left out for no limit. */
  readonly outputBytes?: number;
  readonly attempt: number;
  readonly visit: number;
  /** `null` only for the action that opens the workspace. */
  readonly workspace: WorkspaceRecord | null;
  /** The session that a visited-again agent step goes on with. */
  readonly session: string | null;
  /** The profile that had that session. */
  readonly sessionAgent?: string;
  /** Where a copy of it is to end; left out for all of it. */
  readonly sessionAt?: string;
  /** The attempt that it goes on from, session or not. */
  readonly conversation?: Gen;
  /** Aborted with a HaltReason when the attempt has to end; the outcome then carries that status. */
  readonly halt: AbortSignal;
  /** True when a former engine may have started it. */
  readonly recovering: boolean;
  /** When its start was committed, in milliseconds since 1970 (`Activity.startedAt`); see `ProcessSpec.decidedAt`. */
  readonly startedAt?: number;
  /** Between a working agent and its run: what a person decides, and what is said to it. */
  readonly desk: Desk;
  /** Tells that it waits for an account whose limit is reached. */
  readonly held: (breaker: Breaker) => void;
  /** Tells that a living process was adopted, or an ended one harvested. */
  readonly found: (origin: "adopted" | "harvested", pid: number | null) => void;
}

/**
 * What a step can do. `perform` is idempotent by `attempt.gen`: called again after a crash it finds what was done and
 * goes on from there, and where that cannot be known it says `interrupted`. It never throws for an expected failure;
 * what it does throw becomes `failed` with a class by its code.
 */
export interface Action {
  readonly name: string;
  perform(attempt: Attempt): Promise<Outcome>;
  /** Ends what the generation left behind, without an outcome; idempotent. Absent where nothing outlives `perform`. */
  stop?(gen: Gen): Promise<void>;
  /** Messages that an ended attempt is known to have been told, by what is on the disk. Absent where nobody hears any. */
  told?(gen: Gen): readonly string[];
}

export type Actions = ReadonlyMap<string, Action>;
