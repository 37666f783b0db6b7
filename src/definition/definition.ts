import type { Json, JsonObject } from "../core/json.ts";
import type { DefinitionHash } from "../core/ids.ts";
import type { StepPermissions } from "../core/permissions.ts";
import type { Limits } from "../core/limits.ts";
import type { ErrorClass } from "../core/outcome.ts";

/**
 * The checked, normalised, frozen form of a workflow: plain JSON, everything that the compiler needs and nothing that it
 * has to look up elsewhere. Its hash is its identity. `steps:` has become states by now.
 *
 * A `Template` is any JSON value whose strings may hold `${{ expression }}`; an `Expression` is the bare text.
 * Wherever one stands, `at` is its place in the file as `line:col`.
 */
export interface Definition {
  readonly format: 1;
  readonly name: string;
  readonly description: string | null;
  /** The file's path as messages show it. */
  readonly file: string;
  readonly form: "steps" | "states";
  /** JSON Schema of the inputs object, defaults included. */
  readonly inputs: JsonObject;
  readonly env: Readonly<Record<string, Template>>;
  readonly workspace: WorkspaceSpec;
  /** Milliseconds; wall-clock limit of the whole run, `null` for none. */
  readonly limits: Partial<Limits> & { readonly wallMs: number | null };
  readonly context: Readonly<Record<string, Template>>;
  readonly main: StateNode;
  /** A compound state whose steps always run; `null` for none. */
  readonly finally: StateNode | null;
  readonly outputs: Readonly<Record<string, Template>>;
  /** Child workflows by the name used in the file, each pinned by its hash. */
  readonly workflows: Readonly<Record<string, DefinitionHash>>;
}

export interface Template {
  readonly value: Json;
  readonly at: string;
}

export interface Expression {
  readonly text: string;
  readonly at: string;
}

export type WorkspaceSpec =
  | { readonly kind: "none" }
  /** The parent's, or a worktree where there is no parent. */
  | { readonly kind: "inherit" }
  | { readonly kind: "directory"; readonly path: Template }
  | {
      readonly kind: "worktree";
      readonly repo: Template;
      readonly branch: Template | null;
      readonly base: Template | null;
      readonly copy: Template;
    };

export interface StateNode {
  /** Its key in the parent. `^[A-Za-z_][A-Za-z0-9_-]*$`, or a name in round brackets for the states that `steps:` adds. */
  readonly key: string;
  /** Keys from `main` or `finally` down, joined by dots; `main` and `finally` themselves are the first key. */
  readonly path: string;
  readonly at: string;
  readonly type: "atomic" | "compound" | "parallel" | "final" | "history";
  readonly description: string | null;
  /** Key of the initial child of a compound state. */
  readonly initial: string | null;
  readonly states: readonly StateNode[];
  readonly history: "shallow" | "deep" | null;
  /** Where a history state goes when nothing is remembered; a path. */
  readonly historyTarget: string | null;
  /** Events of the outside by name; tried in order. */
  readonly on: Readonly<Record<string, readonly Transition[]>>;
  readonly always: readonly Transition[];
  readonly after: readonly { readonly delay: Template; readonly transitions: readonly Transition[] }[];
  readonly entry: readonly Operation[];
  readonly exit: readonly Operation[];
  /** Taken when a compound or parallel state's children are all done. */
  readonly onDone: readonly Transition[];
  /** For the verb states: what to do, and where its outcome leads. */
  readonly action: ActionSpec | null;
  /** For final states of the top level: what the run ends as. */
  readonly status: "succeeded" | "failed" | "canceled" | null;
}

export interface Transition {
  /** A state's path; `null` stays (only the operations run). */
  readonly target: string | null;
  readonly guard: Expression | null;
  readonly operations: readonly Operation[];
  /** True leaves and enters the source state even when the target lies inside it. */
  readonly reenter: boolean;
  readonly at: string;
}

/** What entering, leaving or a transition may do inside the machine; all of them are pure. */
export type Operation =
  | { readonly type: "assign"; readonly values: Readonly<Record<string, Template>> }
  | { readonly type: "raise"; readonly event: string; readonly at: string }
  | { readonly type: "emit"; readonly name: string; readonly data: Template | null }
  /** Made by `steps:` only: a composite step's own record. `running` begins a visit and keeps `gotos`. */
  | { readonly type: "record"; readonly step: string; readonly status: "running" | "succeeded" | "failed" | "skipped" }
  /** Made by `steps:` only: a composite step's `goto` is taken. Counts up `gotos` of `step`, hands `with` to the step `to`. */
  | {
      readonly type: "goto";
      readonly step: string;
      readonly to: string;
      readonly with: Readonly<Record<string, Template>>;
    };

export interface ActionSpec {
  /** Where the result stands in `steps.<id>`. Unique in a workflow. */
  readonly step: string;
  /** `run agent approve wait workflow`, or the name after `uses:`. */
  readonly verb: string;
  /** `run`: { script } · `agent`: { agent, prompt, session } · `approve`: { message } · `wait`: { duration } or { event } · `workflow`: { workflow } · `uses`: {}. */
  readonly params: Readonly<Record<string, Template>>;
  /** `with:`; inputs for `workflow`, parameters for `uses`, values for prompts. */
  readonly with: Readonly<Record<string, Template>>;
  readonly when: Expression | null;
  readonly env: Readonly<Record<string, Template>>;
  /** Durations as templates: a text such as `10m`, or milliseconds. */
  readonly timeout: Template | null;
  readonly idle: Template | null;
  /** Left out for none. */
  readonly limits?: Partial<Limits> & { readonly outputBytes?: number };
  /** Left out for none. */
  readonly permissions?: StepPermissions;
  readonly retry: RetrySpec | null;
  /** JSON Schema that a succeeded attempt's output has to satisfy; else it is `failed` with class `permanent`. */
  readonly output: JsonObject | null;
  /** Exactly one of these is taken; `skipped` counts as success. Tried in order, so that guards work. */
  readonly onSuccess: readonly Transition[];
  /** By status, where the file names one (`timed_out`, `interrupted`, `canceled`); everything else goes to `failure`. */
  readonly onOutcome: Readonly<Record<string, readonly Transition[]>>;
  readonly onFailure: readonly Transition[];
  /** `on-failure: { goto }`: tried before `onFailure` until it was taken `max` times. */
  readonly goto: GotoSpec | null;
  readonly at: string;
}

export interface RetrySpec {
  /** Attempts in all, the first included. */
  readonly attempts: number;
  readonly delayMs: number;
  /** Each further delay is this much longer. */
  readonly factor: number;
  readonly maxDelayMs: number;
  /** `null`: every class save `auth`, `quota` and `interrupted`. */
  readonly on: readonly ErrorClass[] | null;
}

export interface GotoSpec {
  readonly target: string;
  /** The step whose parameters `with` replaces for that visit. */
  readonly step: string;
  readonly max: number;
  readonly with: Readonly<Record<string, Template>>;
}
