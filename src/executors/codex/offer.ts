import type { AgentOffer, Offered } from "../../core/agent.ts";
import type { JsonObject } from "../../core/json.ts";
import type { ProcessTalk } from "../../core/process.ts";
import { textOf } from "../talking/json-rpc.ts";
import { answerTo, offeredIn } from "../talking/offered.ts";
import { notification, request } from "./messages.ts";
import { ASKED } from "./state.ts";

/** The first of the requests that ask for a page of models; each has an id of its own. */
const FIRST_PAGE = 100;
/** Far more pages than there can be: an agent that always tells of one more is not asked for ever. */
const PAGES = 100;

/** Its models. No thread is opened. It has no modes but its sandboxes, which it does not list, and no slash commands on this wire. */
export async function codexOffer(
  talk: ProcessTalk,
  client: JsonObject,
): Promise<AgentOffer | { readonly refused: string }> {
  await talk.say(request(ASKED.initialize, "initialize", client));
  const agent = await answerTo(talk, ASKED.initialize);
  if (typeof agent === "string") return { refused: agent };
  await talk.say(notification("initialized"));
  const models: Offered[] = [];
  let cursor = "";
  for (let page = 0; page === 0 || (cursor !== "" && page < PAGES); page++) {
    const id = FIRST_PAGE + page;
    await talk.say(request(id, "model/list", cursor === "" ? {} : { cursor }));
    const told = await answerTo(talk, id);
    if (typeof told === "string") return { refused: told };
    models.push(...(offeredIn(told["data"], "model") ?? []));
    cursor = textOf(told["nextCursor"]);
  }
  return { models, modes: null, commands: null };
}
