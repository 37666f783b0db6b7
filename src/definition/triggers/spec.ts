import type { Expression, Template } from "../definition.ts";

export const TRIGGER_KINDS = ["inbox", "schedule", "webhook", "after"] as const;
export type TriggerKind = (typeof TRIGGER_KINDS)[number];

interface Common {
  /** Unique in the project; ids of runs and durable facts follow from it. */
  readonly name: string;
  /** As the file names it: a name or a path. A workflow's own triggers name that workflow. */
  readonly workflow: string;
  readonly isEnabled: boolean;
  /** The inputs; `null` where the file says nothing. */
  readonly with: Readonly<Record<string, Template>> | null;
  readonly when: Expression | null;
  /** The file that it stands in, as messages show it, and its place there. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface InboxSpec extends Common {
  readonly kind: "inbox";
  /** Relative to the project, normalised; may be a glob. */
  readonly folder: string;
  /** A glob of names; `null` takes all. */
  readonly files: string | null;
  readonly maxBytes: number;
  /** How long the same content is not taken again; `null`: it always is. */
  readonly deduplicateMs: number | null;
}

export interface ScheduleSpec extends Common {
  readonly kind: "schedule";
  readonly cron: string;
  readonly timezone: string;
  readonly overlap: "skip" | "queue" | "allow";
  readonly catchUp: "none" | "last" | "all";
}

/** How requests prove where they come from. Names of headers are in lower case. */
export interface SignatureSpec {
  readonly secret: string;
  readonly header: string;
  /** The signature is then of `<time>.<body>`. */
  readonly timestamp: { readonly header: string; readonly toleranceMs: number } | null;
}

export interface WebhookSpec extends Common {
  readonly kind: "webhook";
  /** Without a slash in front. */
  readonly path: string;
  /** `null`: anybody may call. */
  readonly signature: SignatureSpec | null;
  readonly isGithub: boolean;
  /** The header that names a delivery; `null`: the body does. */
  readonly deliveryHeader: string | null;
  /** What expressions may read of the headers, in lower case. */
  readonly headers: readonly string[];
  /** `push`, or with an action: `pull_request.opened`. `null` takes all. */
  readonly events: readonly string[] | null;
  readonly maxBytes: number;
}

export interface AfterSpec extends Common {
  readonly kind: "after";
  /** The name that the runs of that workflow carry. */
  readonly after: string;
  readonly status: "succeeded" | "failed" | "canceled" | "any";
}

/** A trigger, checked and with its defaults. */
export type TriggerSpec = InboxSpec | ScheduleSpec | WebhookSpec | AfterSpec;
