import type { Json, JsonObject } from "../../../core/json.ts";
import { objectOf, textOf } from "../../talking/json-rpc.ts";
import { tableOf } from "../../talking/table.ts";
import { RETRY } from "../dialect.ts";
import type { Bill } from "./bill.ts";
import { type Failure, failureOf, hopelessOf } from "./failure.ts";
import { createTexts } from "./texts.ts";
import { type Place, toolUpdate } from "./tools.ts";

/** How a turn has ended, as an answer to `session/prompt`. `last`: the message of the assistant's that it ended with; `null` where that is not known. */
export type TurnEnd = ({ readonly result: JsonObject } | Failure) & { readonly last: string | null };

export interface Turn {
  /** One event of the server; gives the end of the turn once it is there. */
  heard(event: Json): TurnEnd | null;
  /** What it has failed with so far: mostly its end follows. An error before the turn has begun counts only as long as it does not begin. */
  failure(): Failure | null;
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
  // What the one before has left behind, its end or an error, comes before this one has begun.
  let hasBegun = false;
  let failed: Failure | null = null;

  const failure = (): Failure | null => failed ?? bill.failure();
  const ended = (): TurnEnd => ({
    ...(failure() ?? { result: { stopReason: bill.stopReason(), usage: bill.usage() } }),
    last: bill.last(),
  });

  const EVENTS = tableOf<(about: JsonObject) => void>({
    "message.updated": ({ info }) => {
      const message = objectOf(info);
      if (!hasBegun && isPrompt(message, session, since)) [hasBegun, failed] = [true, null];
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
      const update = toolUpdate(told, place);
      if (update["sessionUpdate"] === "tool_call") texts.beginAgain();
      tell(update);
    },
    "message.part.delta": (about) => texts.delta(about),
    "todo.updated": ({ sessionID, todos }) => {
      if (sessionID === session) tell({ sessionUpdate: "plan", entries: todos ?? [] });
    },
    "session.error": ({ sessionID, error }) => {
      if (sessionID === session) failed ??= failureOf(objectOf(error));
    },
    "session.status": ({ sessionID, status }) => {
      const told = objectOf(status);
      if (sessionID !== session || told["type"] !== "retry" || !hasBegun) return;
      texts.breakOff();
      tell({ sessionUpdate: RETRY, text: textOf(told["message"]), attempt: told["attempt"] ?? null });
      failed ??= hopelessOf(told);
      if (failed !== null) abort();
    },
  });

  return {
    failure,
    inputOf: (call) => inputs.get(call) ?? {},
    heard(event) {
      const { type, properties } = objectOf(event);
      const about = objectOf(properties);
      EVENTS.get(textOf(type))?.(about);
      return type === "session.idle" && about["sessionID"] === session && hasBegun ? ended() : null;
    },
  };
}

/** The message that this turn was given. */
const isPrompt = ({ sessionID, role, time }: JsonObject, session: string, since: number): boolean =>
  sessionID === session && role === "user" && Number(objectOf(time)["created"]) >= since;
