import type { JsonObject } from "../../../core/json.ts";
import { isCount } from "../../usage.ts";
import { objectOf, textOf } from "../../talking/json-rpc.ts";
import { tableOf } from "../../talking/table.ts";

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
}

const STOPS = tableOf({ length: "max_tokens", "content-filter": "refusal" });

export function createBill(): Bill {
  const messages = new Map<string, JsonObject>();
  let finish = "";
  let before = 0;
  const sum = (of: (tokens: JsonObject) => JsonObject[string] | undefined): number =>
    [...messages.values()]
      .map((one) => of(objectOf(one["tokens"])))
      .reduce<number>((all, one) => all + countOf(one), 0);
  const costNow = (): number => [...messages.values()].reduce((all, one) => all + countOf(one["cost"]), before);
  return {
    begin() {
      before = costNow();
      messages.clear();
      finish = "";
    },
    note(message, session) {
      messages.set(textOf(message["id"]), message);
      if (message["sessionID"] === session) finish = textOf(message["finish"]);
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
    stopReason: () => STOPS.get(finish) ?? "end_turn",
  };
}

const countOf = (value: JsonObject[string] | undefined): number => (isCount(value) ? value : 0);
