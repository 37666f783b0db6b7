import { setTimeout as sleep } from "node:timers/promises";
import { attemptOf, type StepAttempt } from "../../control/attempts.ts";
import type { App } from "../../app.ts";
import { DroverError } from "../../core/errors.ts";
import { Gen, runOfGen } from "../../core/ids.ts";
import { entryBooks, NO_ENTRIES, type EntryPages } from "../../logs/entry-book.ts";
import { openEntries, readLog } from "../../project/reading.ts";
import type { Api, Routes } from "../api.ts";
import { get } from "../route.ts";
import {
  ATTEMPT_PARAMS as params,
  PLACE,
  STREAM_QUERY as streamQuery,
  type OfAttempt,
  type Stream,
} from "../attempt-schemas.ts";
import { beginEventStream, kept, type Sink } from "../streams/sink.ts";

const text = { type: "string" } as const;
const tags = ["attempts"];
const offsetQuery = { ...PLACE, default: 0, description: "Bytes." } as const;
const limitQuery = { type: "integer", minimum: 4, maximum: 1_048_576, default: 65_536, description: "Bytes." } as const;

const LOOK_EVERY_MS = 100;

export const attemptRoutes: readonly Routes[] = [
  get<OfAttempt & { Querystring: { stream: Stream; offset: number; limit: number } }>(
    "/attempts/:gen/log",
    "read",
    {
      operationId: "readLog",
      summary: "A piece of what an attempt's process wrote",
      tags,
      params,
      querystring: {
        type: "object",
        additionalProperties: false,
        properties: { stream: streamQuery, offset: offsetQuery, limit: limitQuery },
      },
      response: { 200: { $ref: "LogPiece#" } },
    },
    async ({ params: { gen }, query: { stream, offset, limit } }, _reply, { app }) => {
      const attempt = attemptOf(app.store, gen);
      const piece = readLog(app.processes.files(attempt.gen)[stream], offset, attempt.isEnded, limit);
      return { ...piece, isEnded: attempt.isEnded };
    },
  ),

  get<OfAttempt & { Querystring: { stream: Stream; offset: number }; Headers: { "last-event-id"?: string } }>(
    "/attempts/:gen/log/stream",
    "read",
    {
      operationId: "streamLog",
      summary: "What an attempt's process writes, as server-sent events",
      description:
        "Each event `log` is a LogPiece; its id is the offset to go on from. The event `end` is the last one.",
      tags,
      params,
      querystring: {
        type: "object",
        additionalProperties: false,
        properties: { stream: streamQuery, offset: offsetQuery },
      },
      headers: { type: "object", properties: { "last-event-id": { ...text, pattern: "^[0-9]{1,15}$" } } },
      response: { 200: { description: "A stream", content: { "text/event-stream": { schema: text } } } },
    },
    async ({ params: { gen }, query, headers }, reply, api) => {
      attemptOf(api.app.store, gen);
      const offset = Number(headers["last-event-id"] ?? query.offset);
      const sink = kept(api.streams, beginEventStream(reply));
      await followLog(api, sink, { gen: Gen(gen), stream: query.stream, offset });
    },
  ),

  get<OfAttempt & { Querystring: { from?: number; limit?: number } }>(
    "/attempts/:gen/entries",
    "read",
    {
      operationId: "listEntries",
      summary: "What an agent said and did, as normalised entries",
      description:
        "docs/entries.md has their form. Without `limit` all of them, derived from the raw log at every call; with it a page, from a book that the daemon keeps for a while.",
      tags,
      params,
      querystring: {
        type: "object",
        additionalProperties: false,
        properties: {
          from: { ...PLACE, default: 0, description: "The number of the first one, from 0." },
          limit: { type: "integer", minimum: 1, maximum: 500 },
        },
      },
      response: {
        200: {
          description: "In order",
          type: "object",
          required: ["items", "isEnded"],
          properties: {
            items: { type: "array", items: { type: "object", additionalProperties: true } },
            isEnded: { type: "boolean" },
            total: { type: "integer", description: "How many there are by now; of a page only." },
          },
        },
      },
    },
    async ({ params: { gen }, query: { from = 0, limit } }, _reply, { app }) => {
      const attempt = attemptOf(app.store, gen);
      const { isEnded } = attempt;
      if (limit === undefined) return { items: entriesOf(app, attempt).more(isEnded), isEnded };
      return lookIntoBook(app, attempt, (book) => ({ items: book.page(from, limit), isEnded, total: book.count() }));
    },
  ),

  get<OfAttempt>(
    "/attempts/:gen/entries/stream",
    "read",
    {
      operationId: "streamEntries",
      summary: "Entries as they come and change, as server-sent events",
      description: "Each event `entry` is new, or replaces the one with its id. The event `end` is the last one.",
      tags,
      params,
      response: { 200: { description: "A stream", content: { "text/event-stream": { schema: text } } } },
    },
    async ({ params: { gen } }, reply, api) => {
      const entries = entriesOf(api.app, attemptOf(api.app.store, gen));
      await followEntries(api, kept(api.streams, beginEventStream(reply)), { gen: Gen(gen), entries });
    },
  ),
];

/** Looks into the book of its entries, as far as its log goes now. */
export async function lookIntoBook<T>(
  app: App,
  attempt: StepAttempt,
  into: (book: EntryPages) => T | Promise<T>,
): Promise<T> {
  const { gen, isEnded } = attempt;
  // What has only just been started has not said what it is yet.
  if (!isEnded && openEntries(app.processes.files(gen)) === null) return into(NO_ENTRIES);
  return entryBooks(app).look(gen, () => entriesOf(app, attempt), { isEnded, into });
}

function isOver({ engine }: App, gen: Gen): boolean {
  const snapshot = engine.get(runOfGen(gen))?.snapshot;
  if (snapshot === undefined) return true;
  return ![...Object.values(snapshot.activities), ...snapshot.stops].some((one) => one.gen === gen);
}

function entriesOf({ processes }: App, { gen }: StepAttempt): NonNullable<ReturnType<typeof openEntries>> {
  const entries = openEntries(processes.files(gen));
  if (entries !== null) return entries;
  throw new DroverError("process.log", `Cannot tell the entries of attempt "${gen}": no agent worked in it.`);
}

interface Followed {
  readonly gen: Gen;
  readonly stream: Stream;
  readonly offset: number;
}

async function followLog({ app, stopping }: Api, sink: Sink, { gen, stream, offset }: Followed): Promise<void> {
  const file = app.processes.files(gen)[stream];
  let at = offset;
  while (!stopping.aborted && !sink.closed.aborted) {
    // Asked first: what is written between the two questions is then read in the next round.
    const isEnded = isOver(app, gen);
    const piece = readLogIfThere(file, at, isEnded);
    if (piece !== null && piece.text !== "") {
      if (!(await sink.write(`id: ${piece.next}\nevent: log\ndata: ${JSON.stringify(piece)}\n\n`))) return;
      at = piece.next;
    } else if (isEnded) {
      await sink.write(`id: ${at}\nevent: end\ndata: {}\n\n`);
      break;
    } else await sleep(LOOK_EVERY_MS);
  }
  sink.end();
}

/** A process that has only just been started has no log yet. */
function readLogIfThere(file: string, offset: number, isEnded: boolean): ReturnType<typeof readLog> | null {
  try {
    return readLog(file, offset, isEnded);
  } catch (error) {
    if (error instanceof DroverError && error.code === "process.log") return null;
    throw error;
  }
}

async function followEntries(
  { app, stopping }: Api,
  sink: Sink,
  { gen, entries }: { readonly gen: Gen; readonly entries: ReturnType<typeof entriesOf> },
): Promise<void> {
  while (!stopping.aborted && !sink.closed.aborted) {
    const isEnded = isOver(app, gen);
    const news = entries.more(isEnded);
    for (const entry of news) if (!(await sink.write(`event: entry\ndata: ${JSON.stringify(entry)}\n\n`))) return;
    if (news.length > 0) continue;
    if (isEnded) {
      await sink.write("event: end\ndata: {}\n\n");
      break;
    }
    await sleep(LOOK_EVERY_MS);
  }
  sink.end();
}
