import { attemptsOfRun, readJournal } from "../../control/attempts.ts";
import { explainEntry } from "../../control/explain-entry.ts";
import { offeredEventsOf } from "../../control/offered-events.ts";
import { definitionOfRun, stateOf, viewRunAt } from "../../control/run-view.ts";
import type { RunId } from "../../core/ids.ts";
import type { Routes } from "../api.ts";
import { get } from "../route.ts";
import { listOf, RUN_ID, RUN_PARAMS } from "../schemas.ts";

const open = { type: "object", additionalProperties: true } as const;
const tags = ["runs"];

interface OfRun {
  Params: { run: RunId };
}

export const runHistoryRoutes: readonly Routes[] = [
  get<OfRun & { Querystring: { after: number; limit: number } }>(
    "/runs/:run/journal",
    "read",
    {
      operationId: "getJournal",
      summary: "The inputs that a run has taken, and the events that came of each",
      tags,
      params: RUN_PARAMS,
      querystring: {
        type: "object",
        additionalProperties: false,
        properties: {
          after: { type: "integer", minimum: 0, default: 0, description: "Only entries with a greater `seq`." },
          limit: { type: "integer", minimum: 1, maximum: 1000, default: 200 },
        },
      },
      response: {
        200: {
          description: "A page",
          type: "object",
          required: ["items", "next"],
          properties: {
            items: { type: "array", items: { $ref: "JournalEntry#" } },
            next: { type: ["integer", "null"], description: "`after` of the next page." },
          },
        },
      },
    },
    async ({ params, query }, _reply, { app: { store } }) => {
      stateOf(store, params.run);
      return readJournal(store, params.run, query);
    },
  ),

  get<{ Params: { run: RunId; seq: number } }>(
    "/runs/:run/journal/:seq",
    "read",
    {
      operationId: "getEntry",
      summary: "One entry of a journal, and everything that followed from it",
      description: "Decided once more by the pure step: the effects, step records and timers are those of then.",
      tags,
      params: {
        type: "object",
        required: ["run", "seq"],
        properties: { run: RUN_ID, seq: { type: "integer", minimum: 1 } },
      },
      response: {
        200: {
          description: "What was decided",
          type: "object",
          required: ["entry", "effects", "steps", "timers", "context"],
          properties: {
            entry: { $ref: "JournalEntry#" },
            effects: { type: "array", items: open },
            steps: { type: "object", additionalProperties: { $ref: "Step#" } },
            timers: {
              type: "object",
              required: ["set", "clear"],
              properties: { set: { type: "array", items: open }, clear: { type: "array", items: open } },
            },
            context: open,
          },
        },
      },
    },
    async ({ params }, _reply, { past }) => explainEntry(past, params.run, params.seq),
  ),

  get<OfRun>(
    "/runs/:run/attempts",
    "read",
    {
      operationId: "listAttempts",
      summary: "Every start of a process in a run",
      tags,
      params: RUN_PARAMS,
      response: {
        200: {
          description: "In the order of starting",
          type: "object",
          required: ["items"],
          properties: { items: { type: "array", items: { $ref: "Attempt#" } } },
        },
      },
    },
    async ({ params }, _reply, { app: { store } }) => ({ items: attemptsOfRun(store, params.run) }),
  ),

  get<OfRun & { Querystring: { seq: number } }>(
    "/runs/:run/snapshot",
    "read",
    {
      operationId: "getSnapshot",
      summary: "A run as it was after one entry of its journal",
      description: "Folded from the journal, so that it is what the run was and not what it has become.",
      tags,
      params: RUN_PARAMS,
      querystring: {
        type: "object",
        required: ["seq"],
        additionalProperties: false,
        properties: { seq: { type: "integer", minimum: 1 } },
      },
      response: { 200: { $ref: "Run#" } },
    },
    async ({ params, query }, _reply, { app, past }) => viewRunAt(app.store, past, { run: params.run, seq: query.seq }),
  ),

  get<OfRun & { Querystring: { seq?: number } }>(
    "/runs/:run/trail",
    "read",
    {
      operationId: "getTrail",
      summary: "The ways that a run has gone, up to an entry of its journal",
      description: "Folded from the journal: each transition of the machine that was taken, with how often.",
      tags,
      params: RUN_PARAMS,
      querystring: {
        type: "object",
        additionalProperties: false,
        properties: { seq: { type: "integer", minimum: 1, description: "The last entry when left out." } },
      },
      response: { 200: { $ref: "Trail#" } },
    },
    async ({ params, query }, _reply, { trails }) => trails.upTo(params.run, query.seq ?? null),
  ),

  get<OfRun>(
    "/runs/:run/events",
    "read",
    {
      operationId: "listOfferedEvents",
      summary: "The events that a run would take now, and what their data ought to hold",
      description: "What its states lead on by, and what its steps wait for; conditions are told, and not asked.",
      tags,
      params: RUN_PARAMS,
      response: { 200: listOf("OfferedEvent#", "None for a run that has ended") },
    },
    async ({ params }, _reply, { app: { store } }) => ({ items: offeredEventsOf(store, params.run) }),
  ),

  get<OfRun>(
    "/runs/:run/definition",
    "read",
    {
      operationId: "getDefinition",
      summary: "What a run follows, whatever its file says by now: its frozen definition and the machine that it is",
      tags,
      params: RUN_PARAMS,
      response: { 200: { $ref: "FrozenDefinition#" } },
    },
    async ({ params }, _reply, { app: { store } }) => definitionOfRun(store, params.run),
  ),
];
