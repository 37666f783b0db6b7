import type { AskRequest, Decision } from "./ask.ts";
import type { EventBody } from "./events.ts";
import type { DefinitionHash, Gen, RunId } from "./ids.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Allowance, Spent } from "./limits.ts";
import type { Outcome } from "./outcome.ts";
import type { ForkOrigin, Frozen, ParentLink, RunState, Snapshot, WorkspaceRecord } from "./run.ts";

/** Who sent something from outside; `null` where nobody was named. */
export interface Sender {
  readonly by: string | null;
}

/** What a fork takes over. `workspace` is that of the other run. */
export type ForkedState = Pick<
  Snapshot,
  "value" | "history" | "context" | "verdict" | "error" | "reason" | "messages" | "workspace"
> & {
  readonly steps: RunState["steps"];
  readonly frozen: Frozen;
};

/** Everything that can happen to a run. A journal is a list of these, and folding it gives the snapshot. */
export type Input =
  | {
      readonly type: "start";
      readonly run: RunId;
      readonly definition: DefinitionHash;
      readonly inputs: JsonObject;
      readonly parent: ParentLink | null;
      /** A child run that has no workspace of its own works in its parent's. */
      readonly workspace: WorkspaceRecord | null;
      /** What its parent's limits leave to it. */
      readonly allowance?: Allowance;
    }
  /** A run that begins in the state which another one had. Everything of that is here: the other run may be gone when this is read. */
  | {
      readonly type: "fork";
      readonly run: RunId;
      readonly definition: DefinitionHash;
      readonly inputs: JsonObject;
      readonly from: ForkOrigin;
      readonly state: ForkedState;
      /** The commit that the branch begins at, and one whose files are put into the worktree. `null`: it has no worktree. */
      readonly files: { readonly head: string; readonly commit: string } | null;
      readonly allowance?: Allowance;
    }
  /** `step`: only the activity of that step may take it; `null`: whoever waits for it, else the machine. */
  | {
      readonly type: "signal";
      readonly name: string;
      readonly step: string | null;
      /** Only this very asking or waiting is meant, not a later one of the same step. Left out for whichever waits. */
      readonly gen?: Gen;
      readonly data: Json;
      readonly sender: Sender;
    }
  /** `spent`: by the agents of a child run. `told`: messages that the agent is known to have been told. Both left out for none. */
  | {
      readonly type: "outcome";
      readonly activity: string;
      readonly gen: Gen;
      readonly outcome: Outcome;
      readonly spent?: Spent;
      readonly told?: readonly string[];
    }
  /** A working agent wants a person to decide. */
  | { readonly type: "asked"; readonly activity: string; readonly gen: Gen; readonly request: AskRequest }
  /** The agent waits for no decision any more. */
  | { readonly type: "withdrawn"; readonly activity: string; readonly gen: Gen; readonly ask: string }
  | { readonly type: "decision"; readonly gen: Gen; readonly ask: string; readonly decision: Decision }
  /** Something to be said to an agent of the run: a new message, or another text for one that waits. `isEdit`: only that. */
  | {
      readonly type: "message";
      readonly isEdit?: true;
      readonly message: string;
      readonly text: string;
      readonly step: string | null;
      readonly sender: Sender;
    }
  | { readonly type: "message_removed"; readonly message: string }
  | { readonly type: "message_taken"; readonly message: string; readonly gen: Gen }
  | { readonly type: "message_said"; readonly message: string; readonly gen: Gen }
  | { readonly type: "timer"; readonly timer: string; readonly gen: Gen }
  /** `spent` and `told` as with an outcome, of what was ended. */
  | { readonly type: "stopped"; readonly gen: Gen; readonly spent?: Spent; readonly told?: readonly string[] }
  | { readonly type: "cancel"; readonly reason: string | null; readonly force: boolean; readonly sender: Sender }
  /** Live timers stand still while no engine runs: `downMs` is added to each of them. */
  | { readonly type: "resumed"; readonly downMs: number }
  | { readonly type: "parent_told" };

/** One journal entry: input number `seq` of a run, taken at `at` (milliseconds since 1970). */
export interface JournalEntry {
  readonly v: 1;
  readonly seq: number;
  readonly at: number;
  readonly input: Input;
  /** What subscribers were told of it. Left out for nothing. */
  readonly events?: readonly EventBody[];
}

/** A run's journal begins with one of these, and has no other. */
export const isBeginning = (input: Input): input is Extract<Input, { readonly type: "start" | "fork" }> =>
  input.type === "start" || input.type === "fork";
