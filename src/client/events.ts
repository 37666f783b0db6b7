import type { EngineEvent } from "../core/events.ts";
import type { Http } from "./http.ts";
import { createPatience } from "./reconnect.ts";
import { serverSent, type ServerSent } from "./server-sent.ts";

export interface EventsOptions {
  /** Go on behind this cursor; `"0"` is the beginning of everything. From now on when left out. */
  readonly after?: string;
  /** Only of this run. */
  readonly run?: string;
  /** Only of these types (docs/events.md). */
  readonly types?: readonly EngineEvent["type"][];
  readonly signal?: AbortSignal;
  /** How long nobody may answer until it throws. Milliseconds; for ever when left out. */
  readonly patienceMs?: number;
  /** Told of each place to go on from, also while nothing happens: the first time when from then on no event is missed. */
  readonly onCursor?: (cursor: string) => void;
}

export interface ClientEvent {
  /** Where to go on from, another time; `null` for what stands in no journal and is heard only while it happens. */
  readonly cursor: string | null;
  readonly event: EngineEvent;
}

/**
 * The events behind a cursor, then those that come, for as long as somebody listens. A broken connection is made again behind the last
 * event that was given: none is lost and none comes twice. Ends by `break`, or throws what the signal was aborted with.
 */
export async function* events(http: Http, options: EventsOptions): AsyncGenerator<ClientEvent, void, undefined> {
  const { signal, onCursor } = options;
  const patience = createPatience(signal, options.patienceMs ?? Infinity);
  let cursor = options.after ?? null;
  for (;;) {
    try {
      const answer = await http({ method: "GET", path: pathOf(options, cursor), signal });
      for await (const sent of serverSent(answer)) {
        patience.reset();
        if (sent.type !== "heartbeat") yield toEvent(sent);
        if (sent.id === null || sent.id === cursor) continue;
        cursor = sent.id;
        onCursor?.(cursor);
      }
      await patience.wait(ENDED);
    } catch (error) {
      await patience.wait(error);
    }
  }
}

/** A daemon that is stopped or restarted ends its streams. */
const ENDED = new Error("The stream has ended.");

function pathOf({ run, types }: EventsOptions, cursor: string | null): string {
  const query = new URLSearchParams();
  if (cursor !== null) query.set("after", cursor);
  if (run !== undefined) query.set("run", run);
  if (types !== undefined) query.set("types", types.join(","));
  const text = query.toString();
  return text === "" ? "/events" : `/events?${text}`;
}

const toEvent = ({ id, data }: ServerSent): ClientEvent => ({ cursor: id, event: JSON.parse(data) as EngineEvent });
