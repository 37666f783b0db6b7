import type { JsonObject } from "../../../core/json.ts";
import { objectOf, textOf } from "../../talking/json-rpc.ts";
import { PLACE } from "../dialect.ts";
import { createAsking } from "./asking.ts";
import { createBill } from "./bill.ts";
import { ask } from "./http.ts";
import { createLease, type Lease, type Wanted } from "./lease.ts";
import { commandsOf, listOf, offersOf, Refused, told } from "./requests.ts";
import { OPENINGS } from "./openings.ts";
import { tableOf } from "../../talking/table.ts";
import { note, runTurn } from "./run-turn.ts";

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

interface Session extends Wanted {
  readonly id: string;
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
  const lease = createLease(about.attempt, about);
  let session: Session | null = null;
  const asking = createAsking({ say: about.say, reply: replyTo(lease) });

  async function open(params: JsonObject, how: keyof typeof OPENINGS): Promise<JsonObject> {
    const place = { cwd: textOf(params["cwd"]), mcp: listOf(params["mcpServers"]) };
    const at = await lease.reach(place);
    const opened = await OPENINGS[how](at, params).catch((error: unknown) => {
      // A session that it does not know is no fault of the server's.
      lease.end(!(error instanceof Refused));
      throw error;
    });
    session = { id: opened.sessionId, ...place };
    if (how !== "new") return opened;
    tell(opened.sessionId, await commandsOf(at));
    return { ...opened, ...(await offersOf(at)) };
  }

  const tell = (sessionId: string, update: JsonObject): void =>
    about.say(JSON.stringify({ jsonrpc: "2.0", method: "session/update", params: { sessionId, update } }));

  async function prompted({ prompt }: JsonObject): Promise<JsonObject> {
    if (session === null) throw new Refused("There is no session yet.");
    const { id, mcp } = session;
    const at = await lease.reach(session);
    const { worktree } = objectOf(await told(at, ["GET", "/path"]));
    const place = { root: textOf(worktree) || "/", servers: mcp.map(({ name }) => textOf(name)) };
    const parts = [{ type: "text", text: textOf(listOf(prompt)[0]?.["text"]) }];
    const body = { parts, ...chosen };
    tell(id, standing(null));
    const end = await runTurn(at, { session: id, place, body, bill, asking, tell: (update) => tell(id, update) });
    lease.end(end === null);
    if (end === null) throw new Refused(LOST);
    tell(id, standing(end.last));
    if ("error" in end) throw new Refused(end.error.message, end.error.data);
    return end.result;
  }

  const methods = tableOf<(params: JsonObject) => JsonObject | Promise<JsonObject>>({
    initialize: () => INITIALIZED,
    "session/new": (params) => open(params, "new"),
    "session/resume": (params) => open(params, "resume"),
    "session/fork": (params) => open(params, "fork"),
    "session/set_mode": ({ modeId }) => ((chosen.agent = textOf(modeId)), {}),
    "session/set_model": ({ modelId }) => ((chosen.model = modelNamed(textOf(modelId))), {}),
    "session/prompt": prompted,
  });

  return {
    take: (message) => asking.take(message),
    async answerTo(method, params) {
      const known = methods.get(method);
      if (known === undefined) throw new Refused(`${method} is not known here.`);
      return known(params);
    },
  };
}

/** OpenCode takes back what it has asked when another thing is refused: what is answered then is not known to it any more. */
const replyTo =
  (lease: Lease) =>
  (path: string, body: JsonObject): void => {
    const at = lease.now();
    if (at !== null) ask(at, ["POST", path, body]).catch(note);
  };

const standing = (message: string | null): JsonObject => ({ sessionUpdate: PLACE, message });

function modelNamed(name: string): JsonObject {
  const [providerID = "", ...rest] = name.split("/");
  if (rest.length === 0) throw new Refused(`"${name}" names no model of OpenCode: those are <provider>/<model>.`);
  return { providerID, modelID: rest.join("/") };
}
