import { setTimeout as sleep } from "node:timers/promises";
import type { AgentOffer, Offered } from "../../core/agent.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { ProcessTalk } from "../../core/process.ts";
import { type Message, objectOf, parseMessage, request } from "../talking/json-rpc.ts";
import { answerTo, offeredIn } from "../talking/offered.ts";
import { ASKED } from "./state.ts";

/** Commands are told some time after the session was opened, or never. */
const COMMANDS_PATIENCE_MS = 2000;

/** Opens a session, as every conversation begins, and gives it no work. `params`: of `initialize` and of `session/new`. */
export async function acpOffer(
  talk: ProcessTalk,
  [client, folder]: readonly [JsonObject, JsonObject],
): Promise<AgentOffer | { readonly refused: string }> {
  const commands = createCommandsEar(talk);
  await talk.say(request(ASKED.initialize, "initialize", client));
  const agent = await answerTo(talk, ASKED.initialize, commands.heard);
  if (typeof agent === "string") return { refused: agent };
  await talk.say(request(ASKED.session, "session/new", folder));
  const opened = await answerTo(talk, ASKED.session, commands.heard);
  if (typeof opened === "string") return { refused: opened };
  return { models: modelsOf(opened), modes: modesOf(opened), commands: await commands.told() };
}

function createCommandsEar(talk: ProcessTalk) {
  let commands: readonly Offered[] | null = null;
  const heard = (message: Message | null): void => {
    if (message?.type === "notification") commands = commandsOf(message.params) ?? commands;
  };
  const untilTold = async (): Promise<void> => {
    for (;;) {
      if (commands !== null) return;
      const line = await talk.hear();
      if (line === null) return;
      heard(parseMessage(line));
    }
  };
  return {
    heard,
    async told(): Promise<readonly Offered[] | null> {
      await Promise.race([untilTold(), sleep(COMMANDS_PATIENCE_MS, null, { ref: false })]);
      return commands;
    },
  };
}

function commandsOf(params: JsonObject): readonly Offered[] | null {
  const update = objectOf(params["update"]);
  if (update["sessionUpdate"] !== "available_commands_update") return null;
  return offeredIn(update["availableCommands"], "name");
}

/** Agents offer their models in one of two ways, and may put them into groups. */
function modelsOf(opened: JsonObject): readonly Offered[] | null {
  const direct = offeredIn(objectOf(opened["models"])["availableModels"], "modelId");
  if (direct !== null) return direct;
  const options = listOf(opened["configOptions"]).map(objectOf);
  const choices = options.find(({ id }) => id === "model")?.["options"];
  const flat = listOf(choices).flatMap((choice) => {
    const group = objectOf(choice)["options"];
    return Array.isArray(group) ? group : [choice];
  });
  return choices === undefined ? null : offeredIn(flat, "value");
}

const modesOf = (opened: JsonObject): readonly Offered[] | null =>
  offeredIn(objectOf(opened["modes"])["availableModes"], "id");

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
