import type { RunId } from "../../core/ids.ts";
import { stateOf } from "../../control/run-view.ts";
import type { Routes } from "../api.ts";
import { get } from "../route.ts";
import { RUN_ID } from "../schemas.ts";
import { cursorText } from "../streams/cursor.ts";
import { pageOfEvents } from "../streams/event-page.ts";
import { untilGone } from "../until-gone.ts";
import { checkedCursor } from "./events.ts";

interface PageQuery {
  readonly after: string;
  readonly run?: RunId;
  readonly types?: string;
  readonly limit: number;
  readonly waitMs: number;
}

export const eventPageRoutes: readonly Routes[] = [
  get<{ Querystring: PageQuery }>(
    "/events/page",
    "read",
    {
      operationId: "listEvents",
      summary: "A page of the events of all runs or of one, the oldest first",
      description: "For callers that ask again instead of listening. `next` is where to go on, now or later.",
      tags: ["events"],
      querystring: {
        type: "object",
        additionalProperties: false,
        properties: {
          after: { type: "string", default: "0", description: "A cursor; `0` is the beginning." },
          run: RUN_ID,
          types: { type: "string", description: "Types of events, with commas between; all of them when left out." },
          limit: { type: "integer", minimum: 1, maximum: 500, default: 100 },
          waitMs: {
            type: "integer",
            minimum: 0,
            maximum: 60_000,
            default: 0,
            description: "Milliseconds to wait for a first one when there is none.",
          },
        },
      },
      response: {
        200: {
          description: "A page",
          type: "object",
          required: ["items", "next", "isEnd"],
          properties: {
            items: { type: "array", items: { type: "object", additionalProperties: true } },
            next: { type: "string", description: "`after` of the next page." },
            isEnd: { type: "boolean", description: "Nothing more is there for now." },
          },
        },
      },
    },
    async ({ query: { after, run, types, limit, waitMs } }, reply, api) => {
      if (run !== undefined) stateOf(api.app.store, run);
      const filter = { run: run ?? null, types: types === undefined ? null : new Set(types.split(",")) };
      const asked = { after: checkedCursor(after, api.events), filter, limit, waitMs, signal: untilGone(reply, api) };
      const { frames, next, isEnd } = await pageOfEvents(api.events, asked);
      return { items: frames.map(({ event }) => event), next: cursorText(next), isEnd };
    },
  ),
];
