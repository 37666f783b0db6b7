import { setTimeout as sleep } from "node:timers/promises";
import type { Json, JsonObject } from "../../../core/json.ts";
import { objectOf } from "../../talking/json-rpc.ts";
import type { Asking } from "./asking.ts";
import type { Bill } from "./bill.ts";
import { type Address, ask, listen } from "./http.ts";
import { type Patience, watchPulse } from "./pulse.ts";
import { told } from "./requests.ts";
import type { Place } from "./tools.ts";
import { createTurn, type TurnEnd } from "./turn.ts";

interface Work {
  readonly session: string;
  readonly place: Place;
  /** What `prompt_async` is given. */
  readonly body: JsonObject;
  readonly bill: Bill;
  readonly asking: Asking;
  readonly tell: (update: JsonObject) => void;
}

/**
 * Gives the prompt and listens until the turn is over, or has failed and is not worked at any more; `null` when the server was lost on
 * the way. Throws `Refused` for one that lives and does nothing any more.
 */
export async function runTurn(
  at: Address,
  { session, place, body, bill, asking, tell }: Work,
  patience?: Patience,
): Promise<TurnEnd | null> {
  bill.begin();
  const abort = (): void => void ask(at, ["POST", `/session/${session}/abort`, {}]).catch(note);
  const turn = createTurn({ session, place, bill, since: Date.now(), tell, abort });
  let over: (end: TurnEnd | null) => void = () => undefined;
  const end = new Promise<TurnEnd | null>((resolve) => (over = resolve));
  const pulse = watchPulse(at, patience);
  const heard = (event: Json): void => {
    pulse.heard();
    asking.heard(event, { session, place, turn });
    const last = turn.heard(event);
    if (last !== null) over(last);
    if (turn.failure() !== null) looking ??= look();
  };
  const done = new AbortController();
  let looking: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    do await sleep(SILENCE_MS, null, { ref: false });
    while (!done.signal.aborted && turn.failure() !== null && (await isBusy(at, session)));
    looking = null;
    const failure = turn.failure();
    if (done.signal.aborted || failure === null) return;
    abort();
    // Nobody knows what it does with the session still.
    over({ ...failure, last: null });
  };
  const leave = await Promise.race([listen(at, heard, () => over(null)), pulse.lost]);
  try {
    await told(at, ["POST", `/session/${session}/prompt_async`, body]);
    return await Promise.race([end, pulse.lost]);
  } finally {
    done.abort();
    pulse.stop();
    leave();
  }
}

/** After an error OpenCode tells in an instant that it is idle, unless the turn has never begun: then it says no more. */
const SILENCE_MS = 2000;

/** One that does not answer may be busy. */
async function isBusy(at: Address, session: string): Promise<boolean> {
  const answer = await ask(at, ["GET", "/session/status"]).catch(() => null);
  if (answer === null) return true;
  const { type = "idle" } = objectOf(objectOf(answer.body)[session]);
  return type !== "idle";
}

/** What nobody waits for goes to the attempt's standard error. */
export const note = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);
