import { attemptOf } from "../../control/attempts.ts";
import { logLines, searchedLog, wholeLog } from "../../logs/log-reading.ts";
import type { Routes } from "../api.ts";
import { ATTEMPT_PARAMS as params, PLACE, STREAM_QUERY, type OfAttempt, type Stream } from "../attempt-schemas.ts";
import { get } from "../route.ts";
import { lookIntoBook } from "./attempts.ts";

const text = { type: "string" } as const;
const tags = ["attempts"];
const offset = { ...PLACE, description: "Bytes." } as const;
const isEnded = { type: "boolean", description: "Nothing is added any more." } as const;
const searched = { ...text, minLength: 1, maxLength: 500, description: "Taken literally." } as const;
const hitsAtMost = { type: "integer", minimum: 1, maximum: 500, default: 100 } as const;

interface LinesQuery {
  Querystring: { stream: Stream; from: number; before?: number; align: boolean; limit: number };
}

interface SearchQuery {
  Querystring: { stream: Stream; q: string; from: number; before?: number; limit: number };
}

interface EntriesQuery {
  Querystring: { q: string; from: number; backward: boolean; limit: number };
}

const line = {
  type: "object",
  required: ["offset", "text", "isWhole"],
  properties: { offset, text, isWhole: { type: "boolean", description: "False: it goes on, or may still grow." } },
} as const;

/** Logs of any size, a window at a time. */
export const logRoutes: readonly Routes[] = [
  get<OfAttempt & LinesQuery>(
    "/attempts/:gen/log/lines",
    "read",
    {
      operationId: "readLogLines",
      summary: "Lines of what an attempt's process wrote, around a place in it",
      description: "Lines of more than 4096 bytes come in pieces. With `before` the lines that end there.",
      tags,
      params,
      querystring: {
        type: "object",
        additionalProperties: false,
        properties: {
          stream: STREAM_QUERY,
          from: { ...offset, default: 0 },
          before: offset,
          align: {
            type: "boolean",
            default: false,
            description: "`from` may lie within a line, which then is the first.",
          },
          limit: { type: "integer", minimum: 8192, maximum: 1_048_576, default: 131_072, description: "Bytes." },
        },
      },
      response: {
        200: {
          description: "In order",
          type: "object",
          required: ["lines", "from", "next", "size", "isEnded"],
          properties: {
            lines: { type: "array", items: line },
            from: { ...offset, description: "Where the first line begins." },
            next: { ...offset, description: "Where to go on." },
            size: offset,
            isEnded,
          },
        },
      },
    },
    async ({ params: { gen }, query: { stream, from, before, align, limit } }, _reply, { app }) => {
      const attempt = attemptOf(app.store, gen);
      const isOver = attempt.isEnded;
      const lines = logLines(app.processes.files(attempt.gen)[stream], {
        at: before ?? from,
        isBefore: before !== undefined,
        isAligned: align,
        limit,
        isEnded: isOver,
      });
      return { ...lines, isEnded: isOver };
    },
  ),

  get<OfAttempt & SearchQuery>(
    "/attempts/:gen/log/search",
    "read",
    {
      operationId: "searchLog",
      summary: "Where a text stands in what an attempt's process wrote",
      description:
        "Letters may be large or small. One call searches 64 MiB at most: `next` is the `from` (or `before`) to go on with, null at the end. With `before` backwards, the last hit first.",
      tags,
      params,
      querystring: {
        type: "object",
        additionalProperties: false,
        required: ["q"],
        properties: {
          stream: STREAM_QUERY,
          q: searched,
          from: { ...offset, default: 0 },
          before: offset,
          limit: hitsAtMost,
        },
      },
      response: {
        200: {
          description: "In the order of the search",
          type: "object",
          required: ["hits", "next", "size"],
          properties: {
            hits: {
              type: "array",
              items: { type: "object", required: ["offset", "length"], properties: { offset, length: offset } },
            },
            next: { type: ["integer", "null"] },
            size: offset,
          },
        },
      },
    },
    async ({ params: { gen }, query: { stream, q, from, before, limit } }, _reply, { app }) => {
      const file = app.processes.files(attemptOf(app.store, gen).gen)[stream];
      return searchedLog(file, { text: q, at: before ?? from, isBackward: before !== undefined, limit });
    },
  ),

  get<OfAttempt & { Querystring: { stream: Stream } }>(
    "/attempts/:gen/log/file",
    "read",
    {
      operationId: "downloadLog",
      summary: "Everything that an attempt's process has written, as a file; secrets are stars",
      tags,
      params,
      produces: ["application/octet-stream"],
      querystring: { type: "object", additionalProperties: false, properties: { stream: STREAM_QUERY } },
      response: { 200: { description: "As it was written", type: "string", format: "binary" } },
    },
    async ({ params: { gen }, query: { stream } }, reply, { app }) => {
      const file = app.processes.files(attemptOf(app.store, gen).gen)[stream];
      return reply
        .type("application/octet-stream")
        .header("content-disposition", `attachment; filename="${gen}.${stream}.log"`)
        .send(wholeLog(file));
    },
  ),

  get<OfAttempt & EntriesQuery>(
    "/attempts/:gen/entries/search",
    "read",
    {
      operationId: "searchEntries",
      summary: "The numbers of the entries that hold a text",
      description:
        "Letters may be large or small. One call looks at 20,000 entries at most: `next` is the `from` to go on with, null at the end.",
      tags,
      params,
      querystring: {
        type: "object",
        additionalProperties: false,
        required: ["q"],
        properties: {
          q: searched,
          from: { ...PLACE, default: 0, description: "The number of the first one to look at." },
          backward: { type: "boolean", default: false },
          limit: hitsAtMost,
        },
      },
      response: {
        200: {
          description: "In the order of the search",
          type: "object",
          required: ["hits", "next"],
          properties: {
            hits: { type: "array", items: { type: "integer" } },
            next: { type: ["integer", "null"] },
          },
        },
      },
    },
    async ({ params: { gen }, query: { q, from, backward, limit } }, _reply, { app }) =>
      lookIntoBook(app, attemptOf(app.store, gen), (book) =>
        book.search({ text: q, from, isBackward: backward, limit }),
      ),
  ),
];
