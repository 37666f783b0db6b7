import type { Entry } from "../../core/entry.ts";
import type { JsonObject } from "../../core/json.ts";
import type { EntryList } from "../talking/entry-list.ts";
import { objectOf, textOf } from "../talking/json-rpc.ts";
import { tableOf } from "./lines.ts";

type TextType = Extract<Entry["type"], "assistant" | "thinking">;

/** Texts as they stream in, one entry for each block of a message, and settled by the whole message. */
export interface StreamedTexts {
  event(event: JsonObject, at: number | null): void;
  /** The next block of a whole message. Blocks come in their order, a line each. */
  settle(message: string, type: TextType, text: string, at: number | null): void;
  /** A block that is no text. */
  skip(message: string): void;
}

const TYPES = tableOf<TextType>({ text: "assistant", thinking: "thinking" });

export function createStreamedTexts(list: EntryList): StreamedTexts {
  /** By message and place in it. */
  const entries = new Map<string, { readonly id: string; readonly type: TextType; text: string }>();
  const settled = new Map<string, number>();
  let current = "";
  let unsettled: string[] = [];

  function entryFor(key: string, type: TextType) {
    const known = entries.get(key);
    if (known !== undefined) return known;
    const made = { id: reused(type) ?? list.nextId(type), type, text: "" };
    entries.set(key, made);
    return made;
  }

  /** A stream that broke off is begun again as another message; what came of it is replaced. */
  function reused(type: TextType): string | null {
    const key = unsettled.find((one) => !one.startsWith(`${current}.`) && entries.get(one)?.type === type);
    if (key === undefined) return null;
    unsettled = unsettled.filter((one) => one !== key);
    return entries.get(key)?.id ?? null;
  }

  function grow(key: string, type: TextType, more: { readonly text: string; readonly at: number | null }): void {
    const entry = entryFor(key, type);
    if (!unsettled.includes(key)) unsettled.push(key);
    entry.text += more.text;
    if (entry.text !== "") list.put(entry.id, { type, text: entry.text }, more.at);
  }

  const place = (message: string): number => settled.get(message) ?? 0;

  return {
    event({ type, message, index, delta, content_block: block }, at) {
      if (type === "message_start") current = textOf(objectOf(message)["id"]);
      const key = `${current}.${typeof index === "number" ? index : 0}`;
      const begun = TYPES.get(textOf(objectOf(block)["type"]));
      if (type === "content_block_start" && begun !== undefined) entryFor(key, begun);
      const known = entries.get(key);
      const { text, thinking } = objectOf(delta);
      if (type === "content_block_delta" && known !== undefined)
        grow(key, known.type, { text: textOf(text) + textOf(thinking), at });
    },
    settle(message, type, text, at) {
      current = message;
      const key = `${message}.${place(message)}`;
      const entry = entryFor(key, type);
      settled.set(message, place(message) + 1);
      unsettled = unsettled.filter((one) => one !== key);
      if (text !== "" && text !== entry.text) list.put(entry.id, { type, text }, at);
      entry.text = text;
    },
    skip: (message) => void settled.set(message, place(message) + 1),
  };
}
