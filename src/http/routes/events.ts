import { listPage } from "../../control/list-runs.ts";
import { stateOf, viewRun } from "../../control/run-view.ts";
import { DroverError } from "../../core/errors.ts";
import type { RunId } from "../../core/ids.ts";
import type { App } from "../../app.ts";
import type { Api, Routes } from "../api.ts";
import { get } from "../route.ts";
import { RUN_ID } from "../schemas.ts";
import { parseCursor, type Cursor } from "../streams/cursor.ts";
import type { EventLog } from "../streams/event-log.ts";
import { SERVER_SENT, streamEvents, type Notation } from "../streams/event-stream.ts";
import { beginEventStream, kept, type Sink } from "../streams/sink.ts";

export interface EventsQuery {
  readonly after?: string;
  readonly run?: RunId;
  readonly types?: string;
  readonly snapshot?: boolean;
}

const HEARTBEAT_MS = 15_000;

export const eventRoutes: readonly Routes[] = [
  get<{ Querystring: EventsQuery; Headers: { "last-event-id"?: string } }>(
    "/events",
    "read",
    {
      operationId: "streamEvents",
      summary: "The events of all runs or of one, as server-sent events",
      description:
        "Begins behind `Last-Event-ID` or `after`; without either, now. Every event is durable before it is sent, and each has an id to go on from: nothing is lost or told twice over a reconnect. The same path with an upgrade to a web socket gives messages `{ type, cursor, event }`.",
      tags: ["events"],
      headers: { type: "object", properties: { "last-event-id": { type: "string" } } },
      querystring: {
        type: "object",
        additionalProperties: false,
        properties: {
          after: { type: "string", description: "A cursor; `0` is the beginning." },
          run: RUN_ID,
          types: { type: "string", description: "Types of events, with commas between; all of them when left out." },
          snapshot: { type: "boolean", description: "First the state that the events go on from." },
        },
      },
      response: {
        200: { description: "A stream", content: { "text/event-stream": { schema: { type: "string" } } } },
      },
    },
    async ({ query, headers }, reply, api) => {
      const after = headers["last-event-id"] ?? query.after;
      const stream = prepareStream(api, { ...query, ...(after !== undefined && { after }) });
      await stream(beginEventStream(reply), SERVER_SENT);
    },
  ),
];

/** Checks what was asked for before anything is written. Throws `request.invalid` and `run.unknown`. */
export function prepareStream(
  { app, events, stopping, streams }: Api,
  { after, run, types, snapshot = false }: EventsQuery,
): (sink: Sink, notation: Notation) => Promise<void> {
  // Nothing would ever come of it.
  if (run !== undefined) stateOf(app.store, run);
  const asked = after === undefined ? null : checkedCursor(after, events);
  // A snapshot is of now: what came before it is in it.
  const cursor = asked === null || snapshot ? events.end() : asked;
  const filter = { run: run ?? null, types: types === undefined ? null : new Set(types.split(",")) };
  const data = snapshot ? snapshotOf(app, run ?? null) : undefined;
  return (sink, notation) =>
    streamEvents(events, kept(streams, sink), {
      after: cursor,
      filter,
      notation,
      snapshot: data,
      stopping,
      heartbeatMs: HEARTBEAT_MS,
    });
}

/** Throws `request.invalid` for what is no cursor, or lies behind everything. */
export function checkedCursor(text: string, events: EventLog): Cursor {
  const cursor = parseCursor(text);
  if (events.reaches(cursor)) return cursor;
  throw new DroverError(
    "request.invalid",
    "Cannot go on after that cursor: it lies behind everything that was ever told. Begin anew, without one.",
  );
}

const snapshotOf = ({ store }: App, run: RunId | null): object =>
  run === null ? listPage(store, { limit: 500 }) : { run: viewRun(store, run) };
