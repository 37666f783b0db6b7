import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { momentOf } from "../reset-time.ts";
import { textOf } from "../talking/json-rpc.ts";
import { tableOf } from "../talking/table.ts";

/** What Codex calls its errors, in words that tell their class (core/agent-error.ts). */
const WORDS = tableOf({
  usageLimitExceeded: "usage limit exceeded",
  sessionBudgetExceeded: "quota of the session exceeded",
  rateLimitExceeded: "rate limit exceeded",
  unauthorized: "unauthorized",
  serverOverloaded: "server overloaded",
  flexUnavailable: "temporarily unavailable",
  policyCapacityUnavailable: "temporarily unavailable",
  internalServerError: "HTTP 500",
  httpConnectionFailed: "network failure",
  responseStreamConnectionFailed: "network failure",
  responseStreamDisconnected: "stream closed",
  responseTooManyFailedAttempts: "network failure",
});

/** The text of a turn's error, of a wrong shape too. */
export function turnErrorText(error: Json | undefined): string {
  if (!isJsonObject(error)) return `an error without a name (${JSON.stringify(error ?? null)})`;
  const { message, additionalDetails, codexErrorInfo } = error;
  const texts = [textOf(message), textOf(additionalDetails)].filter((text) => text !== "");
  const kind = kindText(codexErrorInfo);
  return `${texts.length === 0 ? JSON.stringify(error) : texts.join(": ")}${kind === "" ? "" : ` (${kind})`}`;
}

/** `other` tells nothing. */
function kindText(info: Json | undefined): string {
  if (typeof info === "string") return info === "other" ? "" : (WORDS.get(info) ?? info);
  if (!isJsonObject(info)) return "";
  const [name = "", details] = Object.entries(info)[0] ?? [];
  const status = isJsonObject(details) ? details["httpStatusCode"] : null;
  return typeof status === "number" ? `HTTP ${status}` : (WORDS.get(name) ?? name);
}

/** When the windows of an account that are used up are over, in milliseconds since 1970; `null` where none is, or it is not told. */
export function resetOf(limits: JsonObject): number | null {
  const windows = [limits["primary"], limits["secondary"], limits["individualLimit"]].map((told) =>
    isJsonObject(told) ? told : {},
  );
  const moments = windows.flatMap(({ usedPercent, resetsAt }) =>
    typeof usedPercent === "number" && usedPercent >= 100 ? (momentOf(resetsAt) ?? []) : [],
  );
  return moments.length === 0 ? null : Math.max(...moments);
}
