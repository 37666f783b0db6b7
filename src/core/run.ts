import type { Ask, Message } from "./ask.ts";
import type { DefinitionHash, Gen, RunId } from "./ids.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Allowance, Budget, Spent } from "./limits.ts";
import type { ErrorInfo, OutcomeStatus } from "./outcome.ts";

export type RunStatus = "queued" | "running" | "waiting" | "succeeded" | "failed" | "canceled";

export const isFinal = (status: RunStatus): boolean =>
  status === "succeeded" || status === "failed" || status === "canceled";

/** `skipped`: its `when` said no. `running` and `waiting` (for a person, a timer or an event): not ended yet. */
export type StepStatus = OutcomeStatus | "skipped" | "running" | "waiting";

/** A session and where one goes on in it. */
export interface Going {
  /** `null`: what was said is handed over. */
  readonly session: string | null;
  /** Where it stood, in the agent's words; `null` where that is not known. */
  readonly at: string | null;
  /** The profile that had it. */
  readonly agent: string | null;
  /** The attempt that said the last in it. */
  readonly conversation: Gen | null;
}

/** What a step leaves behind, readable by expressions as `steps.<id>`. Kept under a key of its own, not in the snapshot. */
export interface StepRecord {
  readonly status: StepStatus;
  readonly output: JsonObject;
  readonly error: ErrorInfo | null;
  /** Attempts within the present visit, the first included. */
  readonly attempts: number;
  /** How often the step was entered. */
  readonly visits: number;
  /** How often its `on-failure: goto` was taken. */
  readonly gotos: number;
  /** Values that the `goto … with` of another step hands to this visit; they replace the step's own parameters. */
  readonly override: JsonObject | null;
  /** The last attempt that was started. */
  readonly gen: Gen | null;
  /** The last attempt in which an agent has worked here; left out for none. */
  readonly conversation?: Gen;
  /** In a fork: what goes on with the step's session goes on with this. Left out, or `null`, where that is what its output says. */
  readonly going?: Going | null;
  /** By agents in all attempts and visits. Left out for nothing. */
  readonly spent?: Spent;
  /** Milliseconds since 1970. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

/**
 * Something that was started and has not ended: an attempt at a step. It is at once the durable record of the
 * intent to start it: recovery walks the activities and makes sure that each one is running.
 */
export interface Activity {
  /** The path of its state in the machine; unique among the live ones. */
  readonly id: string;
  readonly gen: Gen;
  /** The id under which the step's record stands; `null` for the engine's own (opening the workspace). */
  readonly step: string | null;
  /** The action to perform (`run`, `agent`, `git.merge`, …) or `wait`, which needs nobody to perform it. */
  readonly action: string;
  /** Evaluated parameters; secrets stand as placeholders (`secrets.ts`). */
  readonly params: JsonObject;
  readonly env: Readonly<Record<string, string>>;
  readonly idleMs: number | null;
  /** What an agent, or a child run's, may use. Left out for no limit. */
  readonly budget?: Budget;
  /** What it may write. Left out for no limit. */
  readonly outputBytes?: number;
  readonly attempt: number;
  readonly visit: number;
  /** Names of signals that end it (`wait: { event }`, `approve`); empty for everything else. */
  readonly signals: readonly string[];
  /**
   * Set while what its run left behind is still being ended: it starts after that, and its timeout begins only then.
   */
  readonly held: { readonly timeoutMs: number | null } | null;
  /** Set once a stop was asked for; the activity stays until its outcome says that it has really ended. */
  readonly stopping: "timed_out" | "canceled" | null;
  /** What the agent that works here wants a person to decide, decided or not. Left out for none. */
  readonly asks?: readonly Ask[];
  /** It decides on what another activity's agent asks: its outcome is the verdict. */
  readonly approves?: { readonly activity: string; readonly ask: string };
  readonly startedAt: number;
}

/** `wall` runs on while the engine is down (approvals, waits); `live` does not (an attempt's timeout). */
export type TimerKind = "wall" | "live";

/** A timer is data: nothing but `dueAt` decides when it fires. */
export interface Timer {
  readonly id: string;
  readonly gen: Gen;
  readonly kind: TimerKind;
  readonly dueAt: number;
  /** When a `live` one was last moved by time down; left out before that. The same pause must not count twice. */
  readonly movedAt?: number;
  /** `event`: the machine's own delayed event; `timeout`: ask the activity to stop; `elapsed`: the wait is over; `expired`: nobody decided. */
  readonly fires:
    | { readonly type: "event"; readonly event: string }
    | { readonly type: "timeout" | "elapsed"; readonly activity: string }
    | { readonly type: "expired"; readonly activity: string; readonly ask: string };
}

/** A process or child run that was left by its state and has to be ended before the run starts anything new. */
export interface Stop {
  readonly gen: Gen;
  readonly action: string;
  readonly step: string | null;
}

/** The activity of another run that started this one and waits for its outcome. */
export interface ParentLink {
  readonly run: RunId;
  readonly activity: string;
  readonly gen: Gen;
}

/** Where a run works. `path` is absolute. */
export interface WorkspaceRecord {
  readonly kind: "worktree" | "directory" | "none";
  readonly path: string;
  /** The repository's top folder; `null` outside git. */
  readonly repo: string | null;
  readonly branch: string | null;
  /** The commit that the branch started from. */
  readonly base: string | null;
  /** The branch that merges go to. */
  readonly target: string | null;
}

/** Which files a forked run has begun with. */
export interface ForkedFiles {
  /**
   * `entry`: those that the other run had after its entry `seq`; `base`: those of the commit that its branch started from; `now`: those
   * that it had when it was forked; `place`: it works in the same folder as the other one; `new`: those of any new run.
   */
  readonly of: "entry" | "base" | "now" | "place" | "new";
  readonly seq: number | null;
  /** Something has ended between those files and the entry; what it changed is not in them. */
  readonly isOlder: boolean;
}

/** Where a forked run comes from. */
export interface ForkOrigin {
  readonly run: RunId;
  /** The entry in that run's journal after which this one goes its own way. */
  readonly seq: number;
  readonly files: ForkedFiles;
  /** What that run had used by then. Limits count it, sums do not. Left out for nothing. */
  readonly spent?: Spent;
}

/** What a fork begins anew once its workspace is open. */
export interface Frozen {
  readonly activities: readonly Pick<Activity, "id" | "attempt">[];
  readonly timers: readonly (Pick<Timer, "id" | "kind" | "fires"> & { readonly leftMs: number })[];
}

/** The state of a run after `seq` journal entries. Versioned, JSON-shaped; step records stand beside it. */
export interface Snapshot {
  readonly v: 1;
  readonly run: RunId;
  readonly definition: DefinitionHash;
  readonly workflow: string;
  readonly seq: number;
  readonly status: RunStatus;
  readonly inputs: JsonObject;
  /** XState's state value and history, by state-node id. `null` value once the run is final and nothing is left to restore. */
  readonly value: Json;
  readonly history: Readonly<Record<string, readonly string[]>>;
  readonly context: JsonObject;
  readonly workspace: WorkspaceRecord | null;
  /** Decided once, when the main part ends or is canceled; `finally` runs after it. */
  readonly verdict: "succeeded" | "failed" | "canceled" | null;
  /** While the run is under way, the latest failure; once it has ended, why it ended as it did. */
  readonly error: ErrorInfo | null;
  /** Why the verdict is what it is. Left out where `error` says the same. */
  readonly reason?: ErrorInfo | null;
  readonly output: JsonObject | null;
  readonly activities: Readonly<Record<string, Activity>>;
  readonly timers: Readonly<Record<string, Timer>>;
  readonly stops: readonly Stop[];
  /** What is to be said to agents, oldest first. Left out for none. */
  readonly messages?: readonly Message[];
  /** `main` and `finally` are over, and only stops are awaited: a run has ended when everything that it started has. */
  readonly isEnding: boolean;
  readonly parent: ParentLink | null;
  /** Left out for a run that was started. */
  readonly forkedFrom?: ForkOrigin;
  /** Left out for nothing: for any run but a fork whose workspace is not open yet. */
  readonly frozen?: Frozen;
  /** What its parent's limits leave to it. Left out for no limit. */
  readonly allowance?: Allowance;
  /** By its agents, and those of its child runs that have ended. Left out for nothing. */
  readonly spent?: Spent;
  /** True from the moment the run is final until its parent has taken the outcome. */
  readonly owesParent: boolean;
  readonly createdAt: number;
  readonly endedAt: number | null;
}

/** True while an engine has something to do or to watch for the run; a run that only waits needs none. */
export const needsEngine = (snapshot: Snapshot): boolean => snapshot.status === "running" || snapshot.owesParent;

/** A snapshot with its step records: everything that the pure step needs. */
export interface RunState {
  readonly snapshot: Snapshot;
  readonly steps: Readonly<Record<string, StepRecord>>;
}

/** Which attempt of its parent started a run, as summaries tell it; nothing for a run that no other has started. */
export const starterOf = ({
  parent,
}: Pick<Snapshot, "parent">): { readonly startedBy?: Pick<ParentLink, "activity" | "gen"> } =>
  parent === null ? {} : { startedBy: { activity: parent.activity, gen: parent.gen } };
