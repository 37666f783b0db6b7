import { createHash } from "node:crypto";
import type { Json, JsonObject } from "../../core/json.ts";
import { objectOf, textOf } from "../talking/json-rpc.ts";

/** What a line is: `user`, `result`, `system/init`, `control_request/can_use_tool`. */
export function kindOf({ type, subtype, request }: JsonObject): string {
  const more = type === "system" ? textOf(subtype) : textOf(objectOf(request)["subtype"]);
  return more === "" ? textOf(type) : `${textOf(type)}/${more}`;
}

/** Names the message of ours that a line holds. Claude passes over keys that it does not know. */
const MESSAGE = "drover_message";

/**
 * Claude takes each `uuid` once, as long as its session lives: a line that is said again is acknowledged and not done again
 * (seen with 2.1.197 and 2.1.329).
 */
export const userLine = (uuid: string, text: string, message: string | null): string =>
  JSON.stringify({
    type: "user",
    message: { role: "user", content: [{ type: "text", text }] },
    parent_tool_use_id: null,
    uuid,
    ...(message === null ? {} : { [MESSAGE]: message }),
  });

export const messageOf = (line: JsonObject): string | null =>
  typeof line[MESSAGE] === "string" ? line[MESSAGE] : null;

export const initializeLine = (id: string): string =>
  JSON.stringify({ type: "control_request", request_id: id, request: { subtype: "initialize" } });

export const answerLine = (id: string, response: JsonObject): string =>
  JSON.stringify({ type: "control_response", response: { subtype: "success", request_id: id, response } });

export const refusalLine = (id: string, error: string): string =>
  JSON.stringify({ type: "control_response", response: { subtype: "error", request_id: id, error } });

/** The same for the same text, in the form of a UUID. */
export function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

/** The parts of a message's content. Shorter forms are texts. */
export function partsOf(message: Json | undefined): readonly JsonObject[] {
  const { content } = objectOf(message);
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? content.map((part: Json) => objectOf(part)) : [];
}

export const textIn = (parts: readonly JsonObject[]): string =>
  parts.flatMap(({ type, text }) => (type === "text" && typeof text === "string" ? [text] : [])).join("\n");

/** Lines of subagents name the tool call that they belong to. */
export const isOfSubagent = ({ parent_tool_use_id: parent }: JsonObject): boolean => typeof parent === "string";
