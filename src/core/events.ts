import type { Ask, Decision } from "./ask.ts";
import type { Gen, RunId } from "./ids.ts";
import type { Json, JsonObject } from "./json.ts";
import type { ErrorInfo } from "./outcome.ts";
import type { ForkOrigin, RunStatus, StepStatus } from "./run.ts";

/**
 * What the engine tells subscribers, after the commit that made it true. `at`: milliseconds since 1970; `seq`: the
 * journal entry behind it. The table of fields stands in docs/events.md.
 */
export type EngineEvent = { readonly run: RunId; readonly seq: number; readonly at: number } & (
  | {
      readonly type: "run.started";
      readonly workflow: string;
      readonly parent: RunId | null;
      /** Left out for a run that was not forked. */
      readonly forkedFrom?: Pick<ForkOrigin, "run" | "seq">;
    }
  | { readonly type: "run.status"; readonly status: RunStatus; readonly states: readonly string[] }
  | {
      readonly type: "run.ended";
      readonly status: RunStatus;
      readonly output: JsonObject | null;
      readonly error: ErrorInfo | null;
    }
  | {
      readonly type: "step.started";
      readonly step: string;
      readonly action: string;
      readonly attempt: number;
      readonly visit: number;
      readonly gen: Gen;
    }
  | {
      readonly type: "step.waiting";
      readonly step: string;
      readonly action: string;
      readonly signals: readonly string[];
      readonly message: string | null;
      readonly dueAt: number | null;
    }
  | {
      readonly type: "step.retrying";
      readonly step: string;
      readonly attempt: number;
      readonly error: ErrorInfo | null;
    }
  | {
      readonly type: "step.ended";
      readonly step: string;
      readonly status: StepStatus;
      readonly error: ErrorInfo | null;
      readonly output: JsonObject;
      readonly ms: number;
      /** What a person has to know of it though it is no failure. Left out for nothing. */
      readonly note?: string;
    }
  | ({
      readonly type: "ask.opened";
      readonly step: string;
      readonly gen: Gen;
      readonly ask: string;
      /** The profile that decides first; `null`: a person does. */
      readonly approver: string | null;
    } & Pick<Ask, "kind" | "tool" | "title" | "risk" | "expiresAt">)
  | {
      readonly type: "ask.referred";
      readonly step: string;
      readonly gen: Gen;
      readonly ask: string;
      readonly by: string;
      readonly reason: string;
      readonly expiresAt: number | null;
    }
  | ({
      readonly type: "ask.decided";
      readonly step: string;
      readonly gen: Gen;
      readonly ask: string;
    } & Decision)
  | {
      readonly type: "message.said";
      readonly step: string;
      readonly gen: Gen;
      readonly message: string;
      readonly text: string;
      readonly by: string | null;
    }
  | {
      readonly type: "activity.held";
      readonly step: string | null;
      readonly gen: Gen;
      readonly account: string;
      readonly until: number;
      readonly message: string;
    }
  | { readonly type: "activity.adopted"; readonly step: string | null; readonly gen: Gen; readonly pid: number | null }
  | { readonly type: "activity.harvested"; readonly step: string | null; readonly gen: Gen }
  | { readonly type: "emitted"; readonly name: string; readonly data: Json }
);

/** `Omit` that keeps the members of a union apart. */
export type EventBody = EngineEvent extends infer E
  ? E extends EngineEvent
    ? Omit<E, "run" | "seq" | "at">
    : never
  : never;
