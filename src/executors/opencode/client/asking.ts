import type { Json, JsonObject } from "../../../core/json.ts";
import { type Message, objectOf, request, textOf } from "../../talking/json-rpc.ts";
import { tableOf } from "../../talking/table.ts";
import { QUESTION } from "../dialect.ts";
import { OPTIONS, permissionCall, type Place } from "./tools.ts";
import type { Turn } from "./turn.ts";

/** What the server wants to know of people, put to the client. */
export interface Asking {
  /** An event of the server that may ask something. */
  heard(event: Json, about: { readonly session: string; readonly place: Place; readonly turn: Turn }): void;
  /** What the client answers. */
  take(message: Extract<Message, { type: "result" | "error" }>): void;
}

interface Options {
  readonly say: (line: string) => void;
  /** Passes an answer on to the server. */
  readonly reply: (path: string, body: JsonObject) => void;
}

export function createAsking({ say, reply }: Options): Asking {
  const open = new Map<number | string, (result: JsonObject) => void>();
  let count = 0;

  function ask(method: string, params: JsonObject, answered: (result: JsonObject) => void): void {
    open.set(++count, answered);
    say(request(count, method, params));
  }

  const EVENTS = tableOf<(asked: JsonObject, about: Parameters<Asking["heard"]>[1]) => void>({
    "permission.asked": (asked, { session, place, turn }) => {
      const input = turn.inputOf(textOf(objectOf(asked["tool"])["callID"]));
      const toolCall = permissionCall(asked, input, place);
      ask("session/request_permission", { sessionId: session, toolCall, options: OPTIONS }, (result) =>
        reply(`/permission/${textOf(asked["id"])}/reply`, verdictIn(result)),
      );
    },
    "question.asked": (asked, { session }) => {
      ask(QUESTION, { sessionId: session, questions: asked["questions"] ?? [] }, ({ answers }) => {
        const path = `/question/${textOf(asked["id"])}`;
        if (answers === undefined) reply(`${path}/reject`, {});
        else reply(`${path}/reply`, { answers });
      });
    },
  });

  return {
    heard(event, about) {
      const { type, properties } = objectOf(event);
      EVENTS.get(textOf(type))?.(objectOf(properties), about);
    },
    take(message) {
      const answered = open.get(message.id);
      open.delete(message.id);
      answered?.(message.type === "result" ? message.result : {});
    },
  };
}

/** With a reason OpenCode tells its model, which goes on; without one it would end the turn. */
function verdictIn({ outcome, _meta: more }: JsonObject): JsonObject {
  if (objectOf(outcome)["optionId"] === "once") return { reply: "once" };
  return { reply: "reject", message: textOf(objectOf(more)["reason"]) || "Nobody allowed it." };
}
