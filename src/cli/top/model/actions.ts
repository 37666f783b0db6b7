import type { StepAttempt } from "../../../control/attempts.ts";
import type { AskView } from "../../../control/describe-asks.ts";
import type { RunView } from "../../../control/run-view.ts";
import type { Entry } from "../../../core/entry.ts";
import type { EngineEvent } from "../../../core/events.ts";
import type { Gen, RunId } from "../../../core/ids.ts";
import type { JournalEntry } from "../../../core/input.ts";
import type { LogPiece } from "../../../core/process.ts";
import type { RunSummary } from "../../../core/store.ts";
import type { Key } from "../terminal/keys.ts";
import type { Link, Notice, Size } from "./state.ts";

/** Which log a piece is of. */
interface OfLog {
  readonly gen: Gen;
  readonly stream: "stdout" | "stderr";
}

/** What changes the state: keys, and what the daemon tells. */
export type Action =
  | { readonly type: "key"; readonly key: Key }
  | { readonly type: "resized"; readonly size: Size }
  | { readonly type: "link"; readonly link: Link }
  | { readonly type: "notice"; readonly notice: Notice | null }
  | { readonly type: "events"; readonly events: readonly EngineEvent[] }
  | { readonly type: "runs"; readonly search: string; readonly items: readonly RunSummary[] }
  | { readonly type: "asks"; readonly items: readonly AskView[] }
  | { readonly type: "run"; readonly view: RunView }
  | { readonly type: "order"; readonly run: RunId; readonly steps: readonly string[] }
  | { readonly type: "attempts"; readonly run: RunId; readonly items: readonly StepAttempt[] }
  | { readonly type: "journal"; readonly run: RunId; readonly items: readonly JournalEntry[] }
  | { readonly type: "entries"; readonly gen: Gen; readonly items: readonly Entry[] }
  | { readonly type: "entries.begin"; readonly gen: Gen }
  | ({ readonly type: "raw.size"; readonly size: number } & OfLog)
  | ({ readonly type: "raw.piece"; readonly piece: LogPiece; readonly at: "begin" | "end" } & OfLog)
  | { readonly type: "log.ended"; readonly gen: Gen };

/** What a key asks of the daemon: data, performed by `daemon/requests.ts`. */
export type Steering =
  | {
      readonly type: "answer";
      readonly ask: AskView;
      readonly answer: "allow" | "deny" | "reply";
      readonly comment: string | null;
    }
  | { readonly type: "cancel"; readonly run: RunId }
  | { readonly type: "retry"; readonly run: RunId }
  | { readonly type: "message"; readonly run: RunId; readonly step: string | null; readonly text: string };

/** What a key asks to be done outside. `start`: a daemon. */
export type Request = Steering | { readonly type: "quit" | "suspend" | "reload" | "start" };

export interface Updated<S> {
  readonly state: S;
  readonly requests: readonly Request[];
}
