import { isJsonObject, type JsonObject } from "../../../core/json.ts";
import { isCount } from "../../usage.ts";
import { objectOf, textOf } from "../../talking/json-rpc.ts";
import { tableOf } from "../../talking/table.ts";
import { type Failure, failureOf } from "./failure.ts";

/** What messages tell of the use and the end of a turn; each tells all of its own again and again. */
export interface Bill {
  /** Another turn begins. */
  begin(): void;
  /** A message of the assistant's, or of a subagent's. */
  note(message: JsonObject, session: string): void;
  /** Of this turn, as the Agent Client Protocol names it; empty when nothing was told. */
  usage(): JsonObject;
  /** US dollars, for all turns. OpenCode tells 0 for a model whose price it does not know: then it is not known here either. */
  cost(): number | null;
  stopReason(): string;
  /** The id of the assistant's own last message; `null` for none. */
  last(): string | null;
  /** What the last message of the assistant's ended with: where another one follows, OpenCode has got over it. */
  failure(): Failure | null;
}

const STOPS = tableOf({ length: "max_tokens", "content-filter": "refusal" });

export function createBill(): Bill {
  const messages = new Map<string, JsonObject>();
  // The last one of the assistant's own.
  let last = "";
  let before = 0;
  const sum = (of: (tokens: JsonObject) => JsonObject[string] | undefined): number =>
    [...messages.values()]
      .map((one) => of(objectOf(one["tokens"])))
      .reduce<number>((all, one) => all + countOf(one), 0);
  const costNow = (): number => [...messages.values()].reduce((all, one) => all + countOf(one["cost"]), before);
  const finish = (): string => textOf(objectOf(messages.get(last))["finish"]);
  return {
    begin() {
      before = costNow();
      messages.clear();
      last = "";
    },
    note(message, session) {
      const id = textOf(message["id"]);
      if (message["sessionID"] === session && !messages.has(id)) last = id;
      messages.set(id, message);
    },
    usage() {
      const usage = {
        inputTokens: sum(({ input }) => input),
        outputTokens: sum(({ output }) => output),
        thoughtTokens: sum(({ reasoning }) => reasoning),
        cachedReadTokens: sum(({ cache }) => objectOf(cache)["read"]),
        cachedWriteTokens: sum(({ cache }) => objectOf(cache)["write"]),
      };
      const totalTokens = Object.values(usage).reduce((all, one) => all + one, 0);
      return totalTokens === 0 ? {} : { ...usage, totalTokens };
    },
    cost() {
      const cost = costNow();
      return cost > 0 ? cost : null;
    },
    stopReason: () => STOPS.get(finish()) ?? "end_turn",
    last: () => last || null,
    failure() {
      const { error } = objectOf(messages.get(last));
      if (isJsonObject(error)) return failureOf(error);
      return finish() === "error" ? failureOf({ data: { message: "The model's answer ended with an error." } }) : null;
    },
  };
}

const countOf = (value: JsonObject[string] | undefined): number => (isCount(value) ? value : 0);
