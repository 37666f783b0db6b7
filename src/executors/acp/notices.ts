import type { JsonObject } from "../../core/json.ts";
import { textOf } from "../talking/json-rpc.ts";

/**
 * Copilot tells of its model's failures in the assistant's own words, and then ends its turn as if all were well. What gives it away: each
 * of those comes in one piece, and such a turn's end leaves out what was used, which it tells otherwise.
 */
export const retryNotice = (text: string): boolean => /^Info: .+\bRetrying\.\.\.$/s.test(text);

/** `last`: the last piece that the turn has said; `tellsUse`: this agent tells what it uses while it works. */
export const failureNotice = (
  last: string,
  { result, tellsUse }: { readonly result: JsonObject; readonly tellsUse: boolean },
): string | null => {
  const isFailure = tellsUse && result["usage"] === undefined && last.startsWith("Error: ");
  return isFailure && textOf(result["stopReason"]) === "end_turn" ? last : null;
};
