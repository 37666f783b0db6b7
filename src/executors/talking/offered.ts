import type { Offered } from "../../core/agent.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { ProcessTalk } from "../../core/process.ts";
import { errorText, type Message, objectOf, parseMessage, textOf } from "./json-rpc.ts";

/** What is said of an agent that ends instead of answering. */
export const NOTHING_MORE = "it said nothing more";

/** The result of a request, or the agent's words for why there is none. `meanwhile` hears what comes before it. */
export async function answerTo(
  talk: ProcessTalk,
  id: number,
  meanwhile: (message: Message | null) => void = () => {},
): Promise<JsonObject | string> {
  for (let line = await talk.hear(); line !== null; line = await talk.hear()) {
    const message = parseMessage(line);
    if (message?.type === "result" && message.id === id) return message.result;
    if (message?.type === "error" && message.id === id) return errorText(message.error);
    meanwhile(message);
  }
  return NOTHING_MORE;
}

/** A list of an agent's as ours: what it calls `key` is the id. `null` for no list. */
export function offeredIn(list: Json | undefined, key: string): readonly Offered[] | null {
  if (!Array.isArray(list)) return null;
  return list.map(objectOf).flatMap((one) => {
    const id = textOf(one[key]);
    const about = textOf(one["description"]) || textOf(one["displayName"]) || textOf(one["name"]);
    return id === "" ? [] : [{ id, about: about === "" || about === id ? null : about }];
  });
}
