import type { Diagnostic } from "../core/diagnostic.ts";
import type { RunId } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import type { TriggerKind } from "../definition/index.ts";

/** A trigger as people see it. Times are milliseconds since 1970. */
export interface TriggerInfo {
  /** Of a file that never could be read: the file. */
  readonly name: string;
  readonly kind: TriggerKind | null;
  readonly workflow: string | null;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `failing`: its file has mistakes. If it worked before that, it goes on as it was. */
  readonly state: "active" | "failing" | "disabled";
  readonly diagnostics: readonly Diagnostic[];
  /** What keeps it from working that is no mistake in a file, such as a secret that is not set. */
  readonly problem: string | null;
  /** Of a schedule. */
  readonly nextDue: number | null;
  readonly lastRun: { readonly run: RunId; readonly at: number } | null;
  /** A kill may lose the last few. */
  readonly counts: Counts;
}

/** `skipped`: by `when`, an event that is not asked for, or a run that still went on. */
export interface Counts {
  readonly started: number;
  readonly rejected: number;
  readonly skipped: number;
}

/** Something that should have started a run and could not. It stays until it is replayed, or its file is taken away. */
export interface DeadLetter {
  readonly id: string;
  readonly at: number;
  /** Why, in words; may have several lines. */
  readonly reason: string;
  /** Of an inbox: the file, relative to the project. */
  readonly file: string | null;
  /** What came: the request without its signature, the due time, the ended run. `null` for a file. */
  readonly about: Json;
}

/** What became of one thing that came. `known`: it had started that run before. */
export type Taken =
  | { readonly outcome: "started" | "known"; readonly run: RunId }
  | { readonly outcome: "skipped" }
  | { readonly outcome: "rejected"; readonly reason: string };

export interface WebhookRequest {
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly query: Readonly<Record<string, Json>>;
  /** As it came: the signature is of these bytes. */
  readonly body: Uint8Array;
}

/** The answer to a webhook; a run is durable before it is told. */
export interface WebhookResult {
  /** For HTTP. */
  readonly status: 200 | 202 | 400 | 401 | 404 | 413 | 422 | 503;
  readonly outcome: "started" | "known" | "skipped" | "refused" | "rejected" | "unavailable";
  /** `null` where the path is nobody's. */
  readonly trigger: string | null;
  readonly run: RunId | null;
  /** For whoever called: nothing in it is secret. */
  readonly message: string;
}
