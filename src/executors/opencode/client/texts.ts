import type { JsonObject } from "../../../core/json.ts";
import { textOf } from "../../talking/json-rpc.ts";
import { tableOf } from "../../talking/table.ts";

export interface Texts {
  /** Notes the messages of the session's own assistant: only what stands there is its answer. */
  isOwn(message: JsonObject): void;
  part(part: JsonObject): void;
  delta(about: JsonObject): void;
  /** A tool begins: the answer does too. */
  beginAgain(): void;
  /** What is being said will be said again. */
  breakOff(): void;
}

interface Part {
  readonly update: string;
  readonly message: string;
  length: number;
}

const SPOKEN = tableOf({ text: "agent_message_chunk", reasoning: "agent_thought_chunk" });

/** What the assistant says and thinks, each piece told once; a message after another one begins in a line of its own. */
export function createTexts(session: string, tell: (update: JsonObject) => void): Texts {
  const messages = new Set<string>();
  const told = new Map<string, Part>();
  // The one that the answer came to last.
  let last = "";

  function say({ update, message }: Part, text: string): void {
    const isAnswer = update === SPOKEN.get("text");
    const isNext = isAnswer && last !== "" && last !== message;
    if (isAnswer) last = message;
    tell({ sessionUpdate: update, content: { type: "text", text: isNext ? `\n${text}` : text } });
  }

  return {
    isOwn(message) {
      if (message["sessionID"] === session) messages.add(textOf(message["id"]));
    },
    part({ id, messageID, type, text }) {
      const update = SPOKEN.get(textOf(type));
      const message = textOf(messageID);
      if (update === undefined || !messages.has(message)) return;
      const one = told.get(textOf(id)) ?? { update, message, length: 0 };
      told.set(textOf(id), one);
      // Mostly all of it has come piece by piece.
      const rest = textOf(text).slice(one.length);
      one.length += rest.length;
      if (rest !== "") say(one, rest);
    },
    delta({ partID, field, delta }) {
      const one = told.get(textOf(partID));
      if (one === undefined || field !== "text" || typeof delta !== "string") return;
      one.length += delta.length;
      say(one, delta);
    },
    beginAgain: () => void (last = ""),
    breakOff() {
      told.clear();
      last = "";
    },
  };
}
