import type { Approver } from "./agent.ts";
import type { FileDiff } from "./entry.ts";
import type { Gen } from "./ids.ts";
import type { Sender } from "./input.ts";
import type { JsonObject } from "./json.ts";

/** `reply`: the answer to a question, in `comment`. */
export interface Decision {
  readonly answer: "allow" | "deny" | "reply";
  /** Why, for the agent to read. */
  readonly comment: string | null;
  /** Who decided; `null` for time that ran out. */
  readonly by: string | null;
}

/** What nobody has decided in time. */
export const EXPIRED: Decision = { answer: "deny", comment: "Nobody answered in time.", by: null };

export const isExpired = ({ answer, comment, by }: Decision): boolean =>
  answer === EXPIRED.answer && comment === EXPIRED.comment && by === null;

/** Something that a working agent wants a person to decide. Kept in its activity, so that it ends with it. */
export interface Ask {
  /** Unique within the activity. */
  readonly id: string;
  readonly kind: "tool" | "question";
  /** The kind of tool (`execute`, `edit`, …). */
  readonly tool: string;
  readonly title: string;
  /** The command, or the paths. */
  readonly subjects: readonly string[];
  readonly input: JsonObject;
  readonly diffs: readonly FileDiff[];
  readonly choices: readonly string[];
  readonly risk: "low" | "medium" | "high";
  readonly askedAt: number;
  /** Milliseconds since 1970, when it counts as denied; `null` for never. */
  readonly expiresAt: number | null;
  readonly decision: Decision | null;
  /** The agent that decides first; left out for none. */
  readonly approver?: AskedApprover;
}

interface AskedApprover {
  /** Its profile. */
  readonly agent: string;
  /** Why it came to a person; `null` while the approver is at it, or once it has decided. */
  readonly referred: string | null;
  /** How long a person is waited for then; `null` for ever. Milliseconds. */
  readonly expiresMs: number | null;
}

/** Whether an approver decides now, and nobody else needs to. */
export const isWithApprover = ({ approver, decision }: Pick<Ask, "approver" | "decision">): boolean =>
  decision === null && approver !== undefined && approver.referred === null;

/** A turn of an approver is an activity of its own beside that of the agent that asks; this is its path. */
export const approvalId = (asker: string, ask: string): string => `${asker}#approver:${ask}`;

/** Of whose request an activity of that path decides; `null` for one that is no approver's. */
export const askerOf = (activity: string): string | null => /^(.+?)#approver:/.exec(activity)?.[1] ?? null;

/** What the agent's side tells of an ask; the rest is the run's. */
export type AskRequest = Omit<Ask, "askedAt" | "expiresAt" | "decision" | "approver"> & {
  readonly expiresMs: number | null;
  readonly approver?: Pick<Approver, "agent" | "instructions" | "timeoutMs">;
};

/** Something to be said to an agent of the run. It waits in the run until one can hear it. */
export interface Message {
  readonly id: string;
  readonly text: string;
  /** Only an agent of this step is meant; `null`: whichever works next. */
  readonly step: string | null;
  readonly sender: Sender;
  readonly at: number;
  /** The attempt that is about to say it: it can be neither edited nor removed any more. */
  readonly takenBy: Gen | null;
}

/**
 * What a conversation with an agent and its run have to tell each other. On the run's side everything is durable: what a promise
 * here acknowledges is committed.
 */
export interface Desk {
  /** Puts a request before a person. Idempotent by its id. */
  ask(request: AskRequest): Promise<void>;
  /** Nobody has to decide on it any more, if nobody has. */
  withdraw(ask: string): Promise<void>;
  /** Whether a person is waited for. */
  isAsking(): boolean;
  /** `null` while nobody has decided. */
  decision(ask: string): Decision | null;
  /** Takes the oldest message that waits for this attempt (again, until it was said); `null` when there is none. */
  takeMessage(): Promise<Pick<Message, "id" | "text"> | null>;
  /** It was said, and leaves the run. */
  messageSaid(id: string): Promise<void>;
  /** Resolves once anything here may have changed since this call. */
  changed(): Promise<void>;
}

/** The desk of an agent that works for no run that could ask a person, or has anything to say: whatever it asks is denied. */
export const nobodysDesk = (comment: string): Desk => ({
  ask: () => Promise.resolve(),
  isAsking: () => false,
  decision: () => ({ answer: "deny", comment, by: null }),
  takeMessage: () => Promise.resolve(null),
  messageSaid: () => Promise.resolve(),
  withdraw: () => Promise.resolve(),
  changed: () => new Promise(() => {}),
});
