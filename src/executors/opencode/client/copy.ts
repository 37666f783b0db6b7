import type { JsonObject } from "../../../core/json.ts";
import { objectOf, textOf } from "../../talking/json-rpc.ts";
import { type Address, ask } from "./http.ts";
import { listOf, notFound, Refused, sessionIn, sessionPath, told } from "./requests.ts";

/** The first copy may get what was said while it was made, the next one is cut before that. */
const MOST_COPIES = 3;

/**
 * A copy of a session up to and with a message, of all of it for `upTo: null`; gives its id. OpenCode is named the first message that is not
 * to be in it. For one that it does not have, or when none is named since nothing has followed yet, it copies everything without a word, so
 * the copy is looked at: no prompt goes into one that is longer. Throws `Refused`, with status 404 where that session or message is gone.
 */
export async function copyOf(at: Address, session: string, upTo: string | null): Promise<string> {
  const fork = (cut: JsonObject): Promise<string> => sessionIn(at, ["POST", `${sessionPath(session)}/fork`, cut]);
  if (upTo === null) return fork({});
  for (let made = 0; made < MOST_COPIES; made++) {
    const messages = await messagesOf(at, session);
    const length = messages.indexOf(upTo) + 1;
    if (length === 0) throw notFound(`Message not found: ${upTo}`);
    const next = messages[length];
    const copy = await fork(next === undefined ? {} : { messageID: next });
    if ((await messagesOf(at, copy)).length === length) return copy;
    await told(at, ["DELETE", sessionPath(copy)]);
  }
  throw new Refused(`its session was to be copied up to message ${upTo}, but no copy ends there`);
}

/** Their ids, oldest first. */
async function messagesOf(at: Address, session: string): Promise<readonly string[]> {
  const messages = listOf(await told(at, ["GET", `${sessionPath(session)}/message`]));
  return messages.map(({ info }) => textOf(objectOf(info)["id"]));
}

/**
 * Moves a copy to where the server works. OpenCode works in the folder that a session lies in, whatever the server was started in, and a copy
 * lies where its session does: for a fork of a run that is the other run's worktree. A copy that cannot be moved is removed; throws `Refused`.
 */
export async function bringHere(at: Address, copy: string): Promise<void> {
  const here = textOf(objectOf(await told(at, ["GET", "/path"]))["directory"]);
  const isHere = async () => objectOf(await told(at, ["GET", sessionPath(copy)]))["directory"] === here;
  if (await isHere()) return;
  const move = { sessionID: copy, destination: { directory: here }, moveChanges: false };
  // Not all versions can.
  await ask(at, ["POST", "/experimental/control-plane/move-session", move]);
  if (await isHere()) return;
  await told(at, ["DELETE", sessionPath(copy)]);
  throw notFound(`no copy of its session can be moved to ${here}`);
}
