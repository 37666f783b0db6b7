import type { Entry } from "../../core/entry.ts";
import type { JsonObject } from "../../core/json.ts";
import type { EntryList } from "../talking/entry-list.ts";
import { objectOf, textOf } from "../talking/json-rpc.ts";
import { tableOf } from "../talking/table.ts";

type TextType = Extract<Entry["type"], "assistant" | "thinking">;

/** Texts as they stream in, one entry for each block of a message, and settled by the whole message. */
export interface StreamedTexts {
  event(event: JsonObject, at: number | null): void;
  /** The next block of a whole message. Blocks come in their order, a line each. */
  settle(message: string, type: TextType, text: string, at: number | null): void;
  /** A block that is no text. */
  skip(message: string): void;
}

/** Claude does not come back to a message that it has left this long ago. */
const MESSAGES_KEPT = 8;

const TYPES = tableOf<TextType>({ text: "assistant", thinking: "thinking" });

interface Block {
  readonly id: string;
  readonly type: TextType;
  text: string;
}

export function createStreamedTexts(list: EntryList): StreamedTexts {
  const blocks = createBlocks(list);
  /** How many blocks of a message have come whole. */
  const settled = new Map<string, number>();
  const leftFor = recentMessages();
  let current = "";

  const place = (message: string): number => settled.get(message) ?? 0;

  /** Texts that nothing is added to any more are let go. */
  function turnTo(message: string): void {
    current = message;
    const left = leftFor(message);
    if (left === null) return;
    settled.delete(left);
    blocks.drop(left);
  }

  return {
    event({ type, message, index, delta, content_block: content }, at) {
      if (type === "message_start") turnTo(textOf(objectOf(message)["id"]));
      const key = `${current}.${typeof index === "number" ? index : 0}`;
      const begun = TYPES.get(textOf(objectOf(content)["type"]));
      if (type === "content_block_start" && begun !== undefined) blocks.get(current, key, begun);
      const known = blocks.known(key);
      if (type !== "content_block_delta" || known === undefined) return;
      const { text, thinking } = objectOf(delta);
      blocks.isStreaming(key);
      known.text += textOf(text) + textOf(thinking);
      if (known.text !== "") list.put(known.id, { type: known.type, text: known.text }, at);
    },
    settle(message, type, text, at) {
      turnTo(message);
      const key = `${message}.${place(message)}`;
      const block = blocks.get(message, key, type);
      settled.set(message, place(message) + 1);
      blocks.isSettled(key);
      if (text !== "" && text !== block.text) list.put(block.id, { type, text }, at);
      block.text = text;
    },
    skip: (message) => void settled.set(message, place(message) + 1),
  };
}

/** By message and place in it. */
function createBlocks(list: EntryList) {
  const blocks = new Map<string, Block>();
  let unsettled: readonly string[] = [];

  /** A stream that broke off is begun again as another message; what came of it is replaced. */
  function reused(message: string, type: TextType): string | null {
    const key = unsettled.find((one) => !one.startsWith(`${message}.`) && blocks.get(one)?.type === type);
    if (key === undefined) return null;
    unsettled = unsettled.filter((one) => one !== key);
    return blocks.get(key)?.id ?? null;
  }

  return {
    known: (key: string): Block | undefined => blocks.get(key),
    get(message: string, key: string, type: TextType): Block {
      const known = blocks.get(key);
      // Where the beginning of a message is missing, places of another one are met.
      if (known?.type === type) return known;
      const made = { id: reused(message, type) ?? list.nextId(type), type, text: "" };
      blocks.set(key, made);
      return made;
    },
    isStreaming(key: string): void {
      if (!unsettled.includes(key)) unsettled = [...unsettled, key];
    },
    isSettled(key: string): void {
      unsettled = unsettled.filter((one) => one !== key);
    },
    drop(message: string): void {
      for (const key of blocks.keys()) if (key.startsWith(`${message}.`)) blocks.delete(key);
      unsettled = unsettled.filter((key) => blocks.has(key));
    },
  };
}

/** Takes note of the message that is at work, and gives the one that was left longest ago, where there are too many. */
function recentMessages(): (message: string) => string | null {
  let messages: readonly string[] = [];
  return (message) => {
    if (messages.at(-1) === message) return null;
    const all = [...messages.filter((other) => other !== message), message];
    messages = all.slice(-MESSAGES_KEPT);
    return all.length > MESSAGES_KEPT ? (all[0] ?? null) : null;
  };
}
