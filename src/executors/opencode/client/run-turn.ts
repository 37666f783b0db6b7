import type { Json, JsonObject } from "../../../core/json.ts";
import type { Asking } from "./asking.ts";
import type { Bill } from "./bill.ts";
import { type Address, ask, listen } from "./http.ts";
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

/** Gives the prompt and listens until the turn is over; `null` when the server was lost on the way. */
export async function runTurn(
  at: Address,
  { session, place, body, bill, asking, tell }: Work,
): Promise<TurnEnd | null> {
  bill.begin();
  const abort = (): void => void ask(at, ["POST", `/session/${session}/abort`, {}]).catch(note);
  const turn = createTurn({ session, place, bill, since: Date.now(), tell, abort });
  let over: (end: TurnEnd | null) => void = () => undefined;
  const end = new Promise<TurnEnd | null>((resolve) => (over = resolve));
  const heard = (event: Json): void => {
    asking.heard(event, { session, place, turn });
    const last = turn.heard(event);
    if (last !== null) over(last);
  };
  const leave = await listen(at, heard, () => over(null));
  await told(at, ["POST", `/session/${session}/prompt_async`, body]);
  const last = await end;
  leave();
  return last;
}

/** What nobody waits for goes to the attempt's standard error. */
export const note = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);
