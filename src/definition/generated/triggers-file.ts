// Made by `npm run generate` from schemas/. Do not edit.
import type {Json} from "../../core/json.ts";

/**
 * `.drover/triggers.yaml`: what starts runs from outside. A workflow file holds the same under `triggers:`.
 */
export type TriggersFile = Trigger[];

/**
 * Starts runs of a workflow: when a file is dropped (inbox), at times (schedule), when a web server calls (webhook), or when another run has ended (after).
 */
export interface Trigger {
  /**
   * What the trigger is called, unique in the project. Left out: the workflow's name and the kind, such as `review.inbox`.
   */
  name?: string;
  /**
   * For people.
   */
  description?: string;
  /**
   * The workflow to start, by name or path. Only in triggers.yaml: a workflow's own triggers start that workflow.
   */
  workflow?: string;
  /**
   * `false` switches the trigger off.
   */
  enabled?: boolean;
  /**
   * The inputs of the run. Expressions see `file`, `due`, `request` or `run`, by the kind of trigger.
   */
  with?: {[key: string]: Json};
  /**
   * A bare expression. False starts nothing.
   */
  when?: string;
  /**
   * A folder of the project, or a glob of folders. A file dropped there becomes a run.
   */
  inbox?: string;
  /**
   * For `inbox`: which files to take, as a glob of names. Left out: all.
   */
  files?: string;
  /**
   * For `inbox` and `webhook`: a larger file or body is refused. Left out: 1M.
   */
  "max-size"?: string;
  /**
   * For `inbox`: how long the same content is not taken again, or `none`. Left out: 30d.
   */
  deduplicate?: string;
  /**
   * When to start: five fields of cron (minute, hour, day, month, weekday), six with seconds before them, or @daily and the like.
   */
  schedule?: string;
  /**
   * For `schedule`: the time zone of the fields, such as Europe/Berlin. Left out: UTC.
   */
  timezone?: string;
  /**
   * For `schedule`: what happens while the run before it still goes on. Left out: skip.
   */
  overlap?: "skip" | "queue" | "allow";
  /**
   * For `schedule`: what becomes of times that passed while no engine ran: none, the last, or all of them (at most 100). Left out: none.
   */
  "catch-up"?: "none" | "last" | "all";
  /**
   * The path that is called, below the daemon's own path for webhooks.
   */
  webhook?: string;
  /**
   * For `webhook`: the name of the secret that requests are signed with.
   */
  secret?: string;
  /**
   * For `webhook`: `true` takes requests that nobody has signed.
   */
  insecure?: boolean;
  /**
   * For `webhook`: how requests are signed. Left out: github.
   */
  signature?: "github" | "hmac-sha256";
  /**
   * For `signature: hmac-sha256`: the header with the signature. Left out: X-Signature.
   */
  "signature-header"?: string;
  /**
   * For `signature: hmac-sha256`: the header with the time of sending. The signature is then of `<time>.<body>`, and old requests are refused.
   */
  "timestamp-header"?: string;
  /**
   * With `timestamp-header`: how old a request may be. Left out: 5m.
   */
  tolerance?: string;
  /**
   * For `webhook`: the header that names the delivery; the same one starts nothing twice. Left out: X-GitHub-Delivery for github, else the body decides.
   */
  "delivery-header"?: string;
  /**
   * For `webhook`: headers that expressions may read, beside Content-Type, User-Agent and those of GitHub.
   */
  headers?: string[];
  /**
   * For `signature: github`: the events to take, such as push or pull_request.opened. Left out: all.
   *
   * @minItems 1
   */
  events?: string[];
  /**
   * The workflow whose runs are followed, by name.
   */
  after?: string;
  /**
   * For `after`: how the run has ended. Left out: succeeded.
   */
  status?: "succeeded" | "failed" | "canceled" | "any";
}
