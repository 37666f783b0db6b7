import { isJsonObject, type Json, type JsonObject } from "../../../core/json.ts";
import { objectOf, textOf } from "../../talking/json-rpc.ts";
import { type Address, ask } from "./http.ts";

/** What is answered with an error, in its words; `data` tells more of it. */
export class Refused extends Error {
  readonly data: JsonObject;
  constructor(message: string, data: JsonObject = {}) {
    super(message);
    this.data = data;
  }
}

/** Nothing more is to be asked of a server that answers like this. */
class Strange extends Error {
  constructor([method, path]: Parameters<typeof ask>[1], what: string) {
    super(`What answers to ${method} ${path} is no server of OpenCode, or one of an unknown version: it gave ${what}.`);
  }
}

/** What the server answers. Throws `Refused` with its own words where that is an error, `Strange` for what is no answer of OpenCode's. */
export async function told(at: Address, request: Parameters<typeof ask>[1]): Promise<Json> {
  const { status, body } = await ask(at, request).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`the server of OpenCode gave no answer to ${request[0]} ${request[1]}: ${why}`, { cause: error });
  });
  if (status === 204) return null;
  if (status < 300 && body === null) throw new Strange(request, "no JSON");
  if (status < 300) return body;
  const { message, data } = objectOf(body);
  const words = textOf(objectOf(data)["message"]) || textOf(message) || `OpenCode answered ${status} to ${request[1]}`;
  throw new Refused(words, { statusCode: status });
}

export const notFound = (words: string): Refused => new Refused(words, { statusCode: 404 });

/** The server has no such session, or no such message in it. */
export const isNotFound = (error: unknown): boolean => error instanceof Refused && error.data["statusCode"] === 404;

export const sessionPath = (session: string): string => `/session/${encodeURIComponent(session)}`;

/** The id of the session that is answered with. */
export async function sessionIn(at: Address, request: Parameters<typeof told>[1]): Promise<string> {
  const id = textOf(objectOf(await told(at, request))["id"]);
  if (id === "") throw new Strange(request, "no session");
  return id;
}

/** A server of the Model Context Protocol, as `session/new` names it. */
export async function addMcpServer(at: Address, { name, command, args, env }: JsonObject): Promise<void> {
  const own = Object.fromEntries(listOf(env).map((one) => [textOf(one["name"]), textOf(one["value"])]));
  // It would have the password from the server's environment.
  const environment = { OPENCODE_SERVER_PASSWORD: "", ...own };
  const line = [textOf(command), ...(Array.isArray(args) ? args.map(textOf) : [])];
  await told(at, ["POST", "/mcp", { name: name ?? "", config: { type: "local", command: line, environment } }]);
}

/** What a session may be asked for, as `session/new` tells it. */
export async function offersOf(at: Address): Promise<JsonObject> {
  const agents = listOf(await told(at, ["GET", "/agent"])).filter(isForPeople);
  const { providers, default: own } = objectOf(await told(at, ["GET", "/config/providers"]));
  const models = listOf(providers).flatMap((provider) =>
    Object.values(objectOf(provider["models"])).map((model) => ({
      modelId: `${textOf(provider["id"])}/${textOf(objectOf(model)["id"])}`,
      name: textOf(objectOf(model)["name"]),
    })),
  );
  const [provider, model] = Object.entries(objectOf(own))[0] ?? [];
  return {
    modes: {
      currentModeId: textOf(agents[0]?.["name"]),
      availableModes: agents.map(({ name, description }) => ({ id: textOf(name), description: textOf(description) })),
    },
    models: { currentModelId: `${provider ?? ""}/${textOf(model)}`, availableModels: models },
  };
}

const isForPeople = ({ mode, hidden }: JsonObject): boolean => mode !== "subagent" && hidden !== true;

/** Its slash commands, as the update `available_commands_update` tells them. */
export async function commandsOf(at: Address): Promise<JsonObject> {
  const commands = listOf(await told(at, ["GET", "/command"]));
  const availableCommands = commands.map(({ name, description }) => ({
    name: textOf(name),
    description: textOf(description),
  }));
  return { sessionUpdate: "available_commands_update", availableCommands };
}

export const listOf = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];
