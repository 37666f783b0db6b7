import type { Json, JsonObject } from "../../../core/json.ts";
import { objectOf, textOf } from "../../talking/json-rpc.ts";
import { createAsking } from "./asking.ts";
import { createBill } from "./bill.ts";
import { ask, listen } from "./http.ts";
import { addMcpServer, commandsOf, listOf, offersOf, Refused, told } from "./requests.ts";
import { borrowServer, type LentServer } from "./server.ts";
import type { Place } from "./tools.ts";
import { createTurn, type TurnEnd } from "./turn.ts";

export interface About {
  readonly command: readonly string[];
  /** The folder of the attempt that it works for. */
  readonly attempt: string;
  readonly env: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
}

/** The agent's side of the Agent Client Protocol, before a server of OpenCode. One request after another. */
export interface Conversation {
  /** Throws `Refused` for an error that the client is to hear of. */
  readonly answerTo: (method: string, params: JsonObject) => Promise<JsonObject>;
  /** An answer of the client's. */
  readonly take: ReturnType<typeof createAsking>["take"];
}

interface Session {
  readonly id: string;
  readonly cwd: string;
  readonly mcp: readonly JsonObject[];
}

const INITIALIZED: JsonObject = {
  protocolVersion: 1,
  agentInfo: { name: "OpenCode" },
  agentCapabilities: { loadSession: false, sessionCapabilities: { resume: {}, fork: {} } },
};

const LOST = "the server of OpenCode has ended in the middle of the turn (connection closed)";

export function createConversation(about: About): Conversation {
  const bill = createBill();
  const chosen: { model?: JsonObject; agent?: string } = {};
  let server: LentServer | null = null;
  let session: Session | null = null;
  const asking = createAsking({
    say: about.say,
    // What is answered may be over: OpenCode takes what it has asked back when another thing is refused.
    reply: (path, body) => void (server !== null && ask(server, ["POST", path, body]).catch(() => undefined)),
  });

  /** Taken for the first time, or again for another turn. */
  async function reach({ cwd, mcp }: Omit<Session, "id">): Promise<LentServer> {
    if (server !== null) return server;
    const found = await borrowServer(about.attempt, { command: about.command, cwd, env: about.env, mcp });
    if (found.isNew) for (const one of mcp) await addMcpServer(found, one);
    return (server = found);
  }

  async function open({ cwd, mcpServers, sessionId }: JsonObject, how: "new" | "resume" | "fork"): Promise<JsonObject> {
    const place = { cwd: textOf(cwd), mcp: listOf(mcpServers) };
    const at = await reach(place);
    const one = `/session/${encodeURIComponent(textOf(sessionId))}`;
    const given = await told(at, OPENING[how](one));
    session = { id: textOf(objectOf(given)["id"]), ...place };
    const { id } = session;
    if (how !== "new") return { sessionId: id };
    tell(id, await commandsOf(at));
    return { sessionId: id, ...(await offersOf(at)) };
  }

  const tell = (sessionId: string, update: JsonObject): void =>
    about.say(JSON.stringify({ jsonrpc: "2.0", method: "session/update", params: { sessionId, update } }));

  async function prompted({ prompt }: JsonObject): Promise<JsonObject> {
    if (session === null) throw new Refused("There is no session yet.");
    const { id, mcp } = session;
    const at = await reach(session);
    const { worktree } = objectOf(await told(at, ["GET", "/path"]));
    const place = { root: textOf(worktree) || "/", servers: mcp.map(({ name }) => textOf(name)) };
    const parts = [{ type: "text", text: textOf(listOf(prompt)[0]?.["text"]) }];
    const end = await turn(at, id, { place, body: { parts, ...chosen } });
    server = null;
    if (end !== null) at.giveBack();
    if (end === null) throw new Refused(LOST);
    if ("error" in end) throw new Refused(end.error.message, end.error.data);
    return end.result;
  }

  /** `null`: the server was lost on the way. */
  async function turn(
    at: LentServer,
    id: string,
    { place, body }: { readonly place: Place; readonly body: JsonObject },
  ): Promise<TurnEnd | null> {
    bill.begin();
    const abort = (): void => void ask(at, ["POST", `/session/${id}/abort`, {}]).catch(() => undefined);
    const since = Date.now();
    const one = createTurn({ session: id, place, bill, since, tell: (update) => tell(id, update), abort });
    let resolve: (end: TurnEnd | null) => void = () => undefined;
    const end = new Promise<TurnEnd | null>((settle) => (resolve = settle));
    const heard = (event: Json): void => {
      asking.heard(event, { session: id, place, turn: one });
      const over = one.heard(event);
      if (over !== null) resolve(over);
    };
    const leave = await listen(at, heard, () => resolve(null)).catch(() => null);
    if (leave === null) return null;
    await told(at, ["POST", `/session/${id}/prompt_async`, body]);
    const over = await end;
    leave();
    return over;
  }

  const METHODS: Readonly<Record<string, (params: JsonObject) => JsonObject | Promise<JsonObject>>> = {
    initialize: () => INITIALIZED,
    "session/new": (params) => open(params, "new"),
    "session/resume": (params) => open(params, "resume"),
    "session/fork": (params) => open(params, "fork"),
    "session/set_mode": ({ modeId }) => {
      chosen.agent = textOf(modeId);
      return {};
    },
    "session/set_model": ({ modelId }) => {
      chosen.model = modelNamed(textOf(modelId));
      return {};
    },
    "session/prompt": prompted,
  };

  return {
    take: asking.take,
    async answerTo(method, params) {
      const known = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
      if (known === undefined) throw new Refused(`${method} is not known here.`);
      return known(params);
    },
  };
}

/** A title of its own saves OpenCode asking a model for one. */
const OPENING = {
  new: () => ["POST", "/session", { title: "Drover" }] as const,
  resume: (session: string) => ["GET", session] as const,
  fork: (session: string) => ["POST", `${session}/fork`, {}] as const,
};

function modelNamed(name: string): JsonObject {
  const [providerID = "", ...rest] = name.split("/");
  if (rest.length === 0) throw new Refused(`"${name}" names no model of OpenCode: those are <provider>/<model>.`);
  return { providerID, modelID: rest.join("/") };
}
