import type { JsonObject } from "../../core/json.ts";
import { objectOf, textOf } from "../talking/json-rpc.ts";

/**
 * Copilot speaks in the assistant's place: of its model's failures and of what was denied, after which it ends its turn as if all were
 * well, and of files that it has changed. Each notice comes in one piece. Others are taken at their word.
 */
export const givesNotices = (initialized: JsonObject | undefined): boolean =>
  objectOf(initialized?.["agentInfo"])["name"] === "Copilot";

/** `retry`: the model is asked again, and says again what it has said. */
export function noticeIn(piece: string): "retry" | "aside" | null {
  if (/^Info: .+\bRetrying\.\.\.$/s.test(piece)) return "retry";
  return /^Info: (?:\/.+|Operation cancelled by user)$/.test(piece) ? "aside" : null;
}

/** What a turn says last in place of an answer. Its end then leaves out what was used. */
export const failureNotice = (last: string, { stopReason, usage }: JsonObject): string | null =>
  textOf(stopReason) === "end_turn" && usage === undefined && last.startsWith("Error: ") ? last : null;
