import { setTimeout as sleep } from "node:timers/promises";
import type { AgentOffer, Offered } from "../../core/agent.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { ProcessTalk } from "../../core/process.ts";
import { errorText, objectOf, parseMessage, request, textOf } from "../talking/json-rpc.ts";
import { ASKED } from "./state.ts";

/** Commands are told some time after the session was opened, or never. */
const COMMANDS_PATIENCE_MS = 2000;

/** Opens a session, as every conversation begins, and gives it no work. `params`: of `initialize` and of `session/new`. */
export async function acpOffer(
  talk: ProcessTalk,
  [client, folder]: readonly [JsonObject, JsonObject],
): Promise<AgentOffer | { readonly refused: string }> {
  const ear = createEar(talk);
  await talk.say(request(ASKED.initialize, "initialize", client));
  const agent = await ear.answerTo(ASKED.initialize);
  if (typeof agent === "string") return { refused: agent };
  await talk.say(request(ASKED.session, "session/new", folder));
  const opened = await ear.answerTo(ASKED.session);
  if (typeof opened === "string") return { refused: opened };
  return { models: modelsOf(opened), modes: modesOf(opened), commands: await ear.commands() };
}

interface Ear {
  /** The result, or the agent's words for why there is none. */
  answerTo(id: number): Promise<JsonObject | string>;
  commands(): Promise<readonly Offered[] | null>;
}

function createEar(talk: ProcessTalk): Ear {
  let commands: readonly Offered[] | null = null;
  const hear = async () => {
    const line = await talk.hear();
    const message = line === null ? null : parseMessage(line);
    if (message?.type === "notification") commands = commandsOf(message.params) ?? commands;
    return { message, isOver: line === null };
  };
  const untilCommands = async (): Promise<void> => {
    for (;;) if (commands !== null || (await hear()).isOver) return;
  };
  return {
    async answerTo(id) {
      for (;;) {
        const { message, isOver } = await hear();
        if (isOver) return "it said nothing more";
        if (message?.type === "result" && message.id === id) return message.result;
        if (message?.type === "error" && message.id === id) return errorText(message.error);
      }
    },
    async commands() {
      await Promise.race([untilCommands(), sleep(COMMANDS_PATIENCE_MS, null, { ref: false })]);
      return commands;
    },
  };
}

function commandsOf(params: JsonObject): readonly Offered[] | null {
  const update = objectOf(params["update"]);
  if (update["sessionUpdate"] !== "available_commands_update") return null;
  return offered(update["availableCommands"], "name");
}

/** Agents offer their models in one of two ways, and may put them into groups. */
function modelsOf(opened: JsonObject): readonly Offered[] | null {
  const direct = offered(objectOf(opened["models"])["availableModels"], "modelId");
  if (direct !== null) return direct;
  const options = listOf(opened["configOptions"]).map(objectOf);
  const choices = options.find(({ id }) => id === "model")?.["options"];
  const flat = listOf(choices).flatMap((choice) => {
    const group = objectOf(choice)["options"];
    return Array.isArray(group) ? group : [choice];
  });
  return choices === undefined ? null : offered(flat, "value");
}

const modesOf = (opened: JsonObject): readonly Offered[] | null =>
  offered(objectOf(opened["modes"])["availableModes"], "id");

function offered(list: Json | undefined, key: string): readonly Offered[] | null {
  if (!Array.isArray(list)) return null;
  return list.map(objectOf).flatMap((one) => {
    const id = textOf(one[key]);
    const about = textOf(one["description"]) || textOf(one["name"]);
    return id === "" ? [] : [{ id, about: about === "" || about === id ? null : about }];
  });
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
