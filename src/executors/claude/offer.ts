import { randomUUID } from "node:crypto";
import type { AgentOffer } from "../../core/agent.ts";
import type { ProcessTalk } from "../../core/process.ts";
import { parseJsonLine } from "../json-line.ts";
import { objectOf, textOf } from "../talking/json-rpc.ts";
import { NOTHING_MORE, offeredIn } from "../talking/offered.ts";
import { initializeLine, kindOf } from "./lines.ts";
import { failureIn } from "./state.ts";

/** What it answers when we introduce ourselves: models and slash commands. It does not name its modes. */
export async function claudeOffer(talk: ProcessTalk): Promise<AgentOffer | { readonly refused: string }> {
  const key = randomUUID();
  await talk.say(initializeLine(key));
  for (let text = await talk.hear(); text !== null; text = await talk.hear()) {
    const line = parseJsonLine(text);
    if (line === null) continue;
    if (kindOf(line) === "result") return { refused: failureIn(line) ?? NOTHING_MORE };
    const { request_id: id, subtype, error, response } = objectOf(line["response"]);
    if (id !== key) continue;
    if (subtype !== "success") return { refused: textOf(error) || "it did not say why" };
    const { models, commands } = objectOf(response);
    return { models: offeredIn(models, "value"), modes: null, commands: offeredIn(commands, "name") };
  }
  return { refused: NOTHING_MORE };
}
