import readline from "node:readline";
import type { JsonObject } from "../../../core/json.ts";
import { parseMessage, response } from "../../talking/json-rpc.ts";
import { createConversation } from "./conversation.ts";
import { Refused } from "./requests.ts";

/**
 * The process of an attempt: it speaks the Agent Client Protocol on its standard streams, and does the work by a server of OpenCode, which
 * it starts where there is none: `node main.js <program of the server> <arguments>`.
 */
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const env = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
);
const attempt = env["DROVER_ATTEMPT_DIR"];
if (attempt === undefined) throw new Error("This program is started by Drover.");
const conversation = createConversation({ command: process.argv.slice(2), attempt, env, say });

// A line that an engine does not know to have been said is said again by the next one: no session is opened twice for it.
const answers = new Map<number | string, Promise<JsonObject>>();

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const message = parseMessage(line);
  if (message?.type === "result" || message?.type === "error") conversation.take(message);
  if (message?.type !== "request") return;
  const { id, method, params } = message;
  const answer = answers.get(id) ?? conversation.answerTo(method, params);
  answers.set(id, answer);
  answer.then(
    (result) => say(response(id, result)),
    (error: unknown) => {
      const words = error instanceof Error ? error.message : String(error);
      const data = error instanceof Refused ? error.data : {};
      say(JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32603, message: words, data } }));
    },
  );
});
