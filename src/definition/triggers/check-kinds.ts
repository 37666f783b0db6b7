import path from "node:path";
import { lacks, report, spot, valueRange, type Build } from "../build.ts";
import { durationMs, sizeBytes } from "../check-text.ts";
import type { Trigger } from "../generated/triggers-file.ts";
import { readSchedule } from "./cron.ts";
import { FOREIGN_GLOB } from "./glob.ts";
import type {
  AfterSpec,
  InboxSpec,
  ScheduleSpec,
  SignatureSpec,
  TriggerKind,
  TriggerSpec,
  WebhookSpec,
} from "./spec.ts";

/** What a kind adds to what all triggers have. */
type Own<S extends TriggerSpec> = Omit<S, Exclude<keyof TriggerCommon, "kind">>;
type TriggerCommon = Pick<
  TriggerSpec,
  "name" | "workflow" | "isEnabled" | "with" | "when" | "file" | "line" | "column" | "kind"
>;

const DEFAULT_BYTES = 1024 ** 2;
const DEFAULT_DEDUPLICATE = 30 * 86_400_000;
const DEFAULT_TOLERANCE = 5 * 60_000;

/** Reads the keys of a kind; what is wrong is reported, and a default stands in for it. */
export const KIND_READERS: {
  readonly [K in TriggerKind]: (build: Build, raw: Trigger) => Own<Extract<TriggerSpec, { kind: K }>>;
} = { inbox: inboxOf, schedule: scheduleOf, webhook: webhookOf, after: afterOf };

function inboxOf(build: Build, raw: Trigger): Own<InboxSpec> {
  const folder = path.posix.normalize(raw.inbox ?? "").replace(/\/$/, "");
  const fault = folderFault(folder);
  if (fault !== null) report(build, valueRange(build, spot(raw, "inbox")), { code: "D502", ...fault });
  for (const key of ["inbox", "files"] as const) checkGlob(build, raw, key);
  if (raw.files?.includes("/") === true)
    report(build, valueRange(build, spot(raw, "files")), {
      code: "D104",
      message: '"files" is a glob of names, and a name has no slash.',
      suggestion: 'write the folder after "inbox"',
    });
  return {
    kind: "inbox",
    folder,
    files: raw.files ?? null,
    maxBytes: sizeBytes(build, spot(raw, "max-size")) ?? DEFAULT_BYTES,
    deduplicateMs:
      raw.deduplicate === "none" ? null : (durationMs(build, spot(raw, "deduplicate")) ?? DEFAULT_DEDUPLICATE),
  };
}

function folderFault(folder: string): { message: string; expected: string } | null {
  const expected = "a folder of the project, counted from the project's own, such as tasks/inbox";
  if (path.posix.isAbsolute(folder) || folder === ".." || folder.startsWith("../"))
    return { message: `The folder "${folder}" lies outside of the project.`, expected };
  if (folder === "." || folder === ".drover" || folder.startsWith(".drover/state"))
    return { message: "An inbox cannot be the project itself, or a folder of Drover's own.", expected };
  return null;
}

function checkGlob(build: Build, raw: Trigger, key: "inbox" | "files"): void {
  if (!FOREIGN_GLOB.test(raw[key] ?? "")) return;
  report(build, valueRange(build, spot(raw, key)), {
    code: "D104",
    message: `"${key}" holds a character that globs do not know here.`,
    expected: "names with * and ?, and for folders **",
  });
}

function scheduleOf(build: Build, raw: Trigger): Own<ScheduleSpec> {
  const { schedule: cron = "", timezone = "UTC", overlap = "skip" } = raw;
  const read = readSchedule(cron, timezone);
  for (const fault of "faults" in read ? read.faults : []) {
    const isCron = fault.part === "cron";
    report(build, valueRange(build, spot(raw, isCron ? "schedule" : "timezone")), {
      code: isCron ? "D503" : "D504",
      message: fault.message,
      expected: isCron
        ? 'minute, hour, day, month and weekday, such as "0 9 * * 1-5", with seconds before them where they matter; or @daily and the like'
        : "a name such as Europe/Berlin, or UTC",
      suggestion: fault.suggestion,
    });
  }
  return { kind: "schedule", cron, timezone, overlap, catchUp: raw["catch-up"] ?? "none" };
}

/** Never kept, and so never read: they prove who sends. */
const PRIVATE_HEADERS = new Set(["authorization", "proxy-authorization", "cookie"]);
const PLAIN_HEADERS = ["content-type", "user-agent"];
const GITHUB_HEADERS = ["x-github-event", "x-github-delivery", "x-github-hook-id"];

function webhookOf(build: Build, raw: Trigger): Own<WebhookSpec> {
  const isGithub = raw.signature !== "hmac-sha256";
  if (raw.insecure !== true && lacks(build, raw, "secret"))
    report(build, valueRange(build, spot(raw, "webhook")), {
      code: "D505",
      message: "Anybody could call this webhook: it has no secret.",
      suggestion: 'add "secret: NAME", or "insecure: true" if that is what you want',
    });
  const signature = signatureOf(build, raw, isGithub);
  refuseHeaders(build, raw, signature);
  return {
    kind: "webhook",
    path: (raw.webhook ?? "").replace(/^\//, ""),
    signature,
    isGithub,
    deliveryHeader: raw["delivery-header"]?.toLowerCase() ?? (isGithub ? "x-github-delivery" : null),
    headers: [...PLAIN_HEADERS, ...GITHUB_HEADERS, ...(raw.headers ?? []).map((header) => header.toLowerCase())],
    events: raw.events ?? null,
    maxBytes: sizeBytes(build, spot(raw, "max-size")) ?? DEFAULT_BYTES,
  };
}

function refuseHeaders(build: Build, { headers = [] }: Trigger, signature: SignatureSpec | null): void {
  for (const [i, header] of headers.entries()) {
    const name = header.toLowerCase();
    if (!PRIVATE_HEADERS.has(name) && name !== signature?.header) continue;
    report(build, valueRange(build, spot(headers, i)), {
      code: "D104",
      message: `The header "${header}" proves who sends, and is not handed on.`,
    });
  }
}

function signatureOf(build: Build, raw: Trigger, isGithub: boolean): SignatureSpec | null {
  const { secret } = raw;
  const toleranceMs = durationMs(build, spot(raw, "tolerance")) ?? DEFAULT_TOLERANCE;
  if (secret === undefined) return null;
  if (isGithub) return { secret, header: "x-hub-signature-256", timestamp: null };
  const timestamp = raw["timestamp-header"]?.toLowerCase();
  return {
    secret,
    header: (raw["signature-header"] ?? "X-Signature").toLowerCase(),
    timestamp: timestamp === undefined ? null : { header: timestamp, toleranceMs },
  };
}

function afterOf(build: Build, raw: Trigger): Own<AfterSpec> {
  const { after = "", status = "succeeded" } = raw;
  const followed = build.references.named(after, valueRange(build, spot(raw, "after")));
  return { kind: "after", after: followed ?? after, status };
}
