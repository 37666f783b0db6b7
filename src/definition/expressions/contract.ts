import type { Json, JsonObject } from "../../core/json.ts";
import type { ErrorInfo } from "../../core/outcome.ts";
import type { StepRecord, WorkspaceRecord } from "../../core/run.ts";

/** Expected failure is a value; `message` is one sentence for people. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** What an expression can begin with, inside of a run. */
export const ROOTS = ["inputs", "steps", "run", "workspace", "context", "event", "error", "secrets"] as const;

/**
 * What expressions can see, all of it plain JSON. `secrets` is not here: `secrets.NAME` gives a placeholder and no
 * expression ever knows a value. `success()`, `failure()` and `canceled()` read `run.verdict`.
 */
export interface Scope {
  readonly inputs: JsonObject;
  /** By step id: `status`, `output`, `error`, `attempts`, `visits`; a step that never ran is absent. */
  readonly steps: Readonly<Record<string, StepRecord | JsonObject>>;
  readonly run: JsonObject;
  readonly workspace: WorkspaceRecord | JsonObject;
  readonly context: JsonObject;
  readonly event: Json;
  readonly error: ErrorInfo | Json;
}

/** What a trigger's expressions see: there is no run yet. */
export type OutsideScope = Readonly<Record<string, Json>>;

/** What is known of a scope when a file is loaded. */
export interface ScopeTypes {
  /** JSON Schema of the inputs object. */
  readonly inputs: JsonObject;
  /** The steps visible here by id: JSON Schema of the output, `null` where its shape is not known. */
  readonly steps: Readonly<Record<string, JsonObject | null>>;
  /** Names of the context's fields; `null` allows any. */
  readonly context: readonly string[] | null;
  /** Whether `event`, `error` and `secrets` can be read here. */
  readonly event: boolean;
  readonly error: boolean;
  readonly secrets: boolean;
  /** Outside of a run: JSON Schema of each name that can be read, and no others can. Left out inside of one. */
  readonly roots?: Readonly<Record<string, JsonObject>>;
}

/** A mistake in an expression. `offset` and `length` count UTF-16 units of the checked text. */
export interface Problem {
  readonly message: string;
  readonly offset: number;
  /** At least 1. */
  readonly length: number;
  readonly expected: string | null;
  /** The nearest right name, or another way out. */
  readonly suggestion: string | null;
}

export const done = <T>(value: T): Result<T> => ({ ok: true, value });
export const refused = (message: string): Result<never> => ({ ok: false, message });
