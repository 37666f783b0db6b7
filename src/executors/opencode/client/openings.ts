import type { JsonObject } from "../../../core/json.ts";
import { textOf } from "../../talking/json-rpc.ts";
import { BEGUN_ANEW, copyAskedIn } from "../dialect.ts";
import { bringHere, copyOf } from "./copy.ts";
import type { Address } from "./http.ts";
import { isNotFound, sessionIn, sessionPath } from "./requests.ts";

interface Opened extends JsonObject {
  readonly sessionId: string;
}

/** Gives the answer to the request. Throws `Refused` in the server's words. */
type Opening = (at: Address, params: JsonObject) => Promise<Opened>;

/** A title of its own saves OpenCode asking a model for one. */
const begun: Opening = async (at) => ({ sessionId: await sessionIn(at, ["POST", "/session", { title: "Drover" }]) });

const resumed: Opening = async (at, { sessionId }) => ({
  sessionId: await sessionIn(at, ["GET", sessionPath(textOf(sessionId))]),
});

const copied: Opening = async (at, params) => {
  const { upTo, orNew } = copyAskedIn(params);
  try {
    const sessionId = await copyOf(at, textOf(params["sessionId"]), upTo);
    await bringHere(at, sessionId);
    return { sessionId };
  } catch (error) {
    if (!orNew || !isNotFound(error)) throw error;
    return { ...(await begun(at, params)), ...BEGUN_ANEW };
  }
};

/** The ways to come by a session, by the last word of the method that asks for it. */
export const OPENINGS = { new: begun, resume: resumed, fork: copied } as const;
