import type { Json, JsonObject } from "../../../core/json.ts";
import { agentErrorClass } from "../../../core/agent-error.ts";
import { objectOf, textOf } from "../../talking/json-rpc.ts";
import { tableOf } from "../../talking/table.ts";
import { RETRY } from "../dialect.ts";
import type { Bill } from "./bill.ts";
import { type Place, toolUpdate } from "./tools.ts";

/** How a turn has ended, as an answer to `session/prompt`. */
export type TurnEnd =
  | { readonly result: JsonObject }
  | { readonly error: { readonly message: string; readonly data: JsonObject } };

export interface Turn {
  /** One event of the server; gives the end of the turn once it is there. */
  heard(event: Json): TurnEnd | null;
  /** The arguments of a tool that has been told of; empty for none. */
  inputOf(call: string): JsonObject;
}

interface Options {
  readonly session: string;
  readonly place: Place;
  readonly bill: Bill;
  /** Milliseconds since 1970, before the prompt was given. */
  readonly since: number;
  /** What is told of the turn on the way, as `session/update` has it. */
  readonly tell: (update: JsonObject) => void;
  /** The turn is to be broken off: waiting for more of it makes no sense. */
  readonly abort: () => void;
}

/** A turn of one session, from its prompt on, with what its subagents do. The server works for nobody else meanwhile. */
export function createTurn({ session, place, bill, since, tell, abort }: Options): Turn {
  const texts = createTexts(session, tell);
  const inputs = new Map<string, JsonObject>();
  // Such ends as the one before has left behind come before it has begun.
  let hasBegun = false;
  let failure: TurnEnd | null = null;

  const ended = (): TurnEnd => failure ?? { result: { stopReason: bill.stopReason(), usage: bill.usage() } };

  const EVENTS = tableOf<(about: JsonObject) => void>({
    "message.updated": ({ info }) => {
      const message = objectOf(info);
      const isPrompt = message["sessionID"] === session && message["role"] === "user";
      if (isPrompt && Number(objectOf(message["time"])["created"]) >= since) hasBegun = true;
      if (message["role"] !== "assistant" || !hasBegun) return;
      texts.isOwn(message);
      bill.note(message, session);
      const cost = bill.cost();
      if (cost !== null) tell({ sessionUpdate: "usage_update", cost: { amount: cost, currency: "USD" } });
    },
    "message.part.updated": ({ part }) => {
      const told = objectOf(part);
      if (told["type"] !== "tool") return texts.part(told);
      inputs.set(textOf(told["callID"]), objectOf(objectOf(told["state"])["input"]));
      tell(toolUpdate(told, place));
    },
    "message.part.delta": (about) => texts.delta(about),
    "todo.updated": ({ sessionID, todos }) => {
      if (sessionID === session) tell({ sessionUpdate: "plan", entries: todos ?? [] });
    },
    "session.error": ({ sessionID, error }) => {
      if (sessionID === session) failure ??= failureOf(objectOf(error));
    },
    "session.status": ({ sessionID, status }) => {
      const told = objectOf(status);
      if (sessionID !== session || told["type"] !== "retry") return;
      texts.breakOff();
      tell({ sessionUpdate: RETRY, text: textOf(told["message"]), attempt: told["attempt"] ?? null });
      const hopeless = hopelessOf(told);
      if (hopeless === null) return;
      failure ??= hopeless;
      abort();
    },
  });

  return {
    inputOf: (call) => inputs.get(call) ?? {},
    heard(event) {
      const { type, properties } = objectOf(event);
      const about = objectOf(properties);
      EVENTS.get(textOf(type))?.(about);
      return type === "session.idle" && about["sessionID"] === session && (hasBegun || failure !== null)
        ? ended()
        : null;
    },
  };
}

function failureOf({ name, data }: JsonObject): TurnEnd {
  const { message, statusCode } = objectOf(data);
  const said = textOf(message) || textOf(name) || "an error without a word";
  return { error: { message: said, data: { name: name ?? null, ...(statusCode == null ? {} : { statusCode }) } } };
}

/** OpenCode tries on, and waits longer each time: the fifth time half a minute, or as long as it was told to. */
const MOST_TRIES = 5;
const LONGEST_WAIT_MS = 60_000;

/** What another try does not mend, or none for a long time; `null` where it may. */
function hopelessOf({ attempt, message, next }: JsonObject): TurnEnd | null {
  const said = textOf(message);
  const waitMs = typeof next === "number" ? next - Date.now() : 0;
  const isFinal = ["auth", "quota"].includes(agentErrorClass(said));
  if (!isFinal && waitMs < LONGEST_WAIT_MS && Number(attempt) < MOST_TRIES) return null;
  const data = waitMs < LONGEST_WAIT_MS ? {} : { retry_after: Math.round(waitMs / 1000) };
  return { error: { message: said, data: { tries: attempt ?? null, ...data } } };
}

interface Texts {
  /** Notes the messages of the session's own assistant: only what stands there is its answer. */
  isOwn(message: JsonObject): void;
  part(part: JsonObject): void;
  delta(about: JsonObject): void;
  /** What is being said will be said again. */
  breakOff(): void;
}

const SPOKEN = tableOf({ text: "agent_message_chunk", reasoning: "agent_thought_chunk" });

function createTexts(session: string, tell: (update: JsonObject) => void): Texts {
  const messages = new Set<string>();
  const told = new Map<string, { readonly update: string; length: number }>();
  const say = (update: string, text: string): void => tell({ sessionUpdate: update, content: { type: "text", text } });
  return {
    isOwn(message) {
      if (message["sessionID"] === session) messages.add(textOf(message["id"]));
    },
    part({ id, messageID, type, text }) {
      const update = SPOKEN.get(textOf(type));
      if (update === undefined || !messages.has(textOf(messageID))) return;
      const one = told.get(textOf(id)) ?? { update, length: 0 };
      told.set(textOf(id), one);
      // Mostly all of it has come piece by piece.
      const rest = textOf(text).slice(one.length);
      one.length += rest.length;
      if (rest !== "") say(update, rest);
    },
    delta({ partID, field, delta }) {
      const one = told.get(textOf(partID));
      if (one === undefined || field !== "text" || typeof delta !== "string") return;
      one.length += delta.length;
      say(one.update, delta);
    },
    breakOff: () => told.clear(),
  };
}
