import { listPage } from "../../control/list-runs.ts";
import { viewRun } from "../../control/run-view.ts";
import type { RunId } from "../../core/ids.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { RunStatus } from "../../core/run.ts";
import type { Routes } from "../api.ts";
import { dedupeOf, idempotencyKey, KEY_HEADERS, type KeyHeaders } from "../idempotency.ts";
import { get, post } from "../route.ts";
import { pageOf, RUN_ID, RUN_PARAMS } from "../schemas.ts";

const text = { type: "string" } as const;
const started = {
  description: "It is durable.",
  type: "object",
  required: ["run"],
  properties: { run: RUN_ID },
} as const;
const tags = ["runs"];

interface OfRun {
  Params: { run: RunId };
}

export const runRoutes: readonly Routes[] = [
  post<{
    Body: { workflow: string; inputs?: JsonObject };
    Headers: KeyHeaders;
  }>(
    "/runs",
    "operate",
    {
      operationId: "startRun",
      summary: "Start a run",
      description: "Answers once the run is durable. With an Idempotency-Key the same request gives the same run.",
      tags,
      headers: KEY_HEADERS,
      body: {
        type: "object",
        required: ["workflow"],
        additionalProperties: false,
        properties: {
          workflow: { ...text, minLength: 1, description: "A workflow's name, or its path within the project." },
          inputs: { type: "object", additionalProperties: true, default: {} },
        },
      },
      response: { 201: started },
    },
    async ({ body: { workflow, inputs = {} }, headers, caller }, reply, { starts }) => {
      const run = await starts.start({
        workflow,
        inputs,
        key: idempotencyKey(headers),
        isTrusted: caller.role === "admin",
      });
      return reply.code(201).header("location", `/api/v1/runs/${run}`).send({ run });
    },
  ),

  get<{
    Querystring: {
      status?: RunStatus[];
      workflow?: string;
      parent?: string;
      q?: string;
      limit: number;
      cursor?: RunId;
    };
  }>(
    "/runs",
    "read",
    {
      operationId: "listRuns",
      summary: "List runs, the newest first",
      tags,
      querystring: {
        type: "object",
        additionalProperties: false,
        properties: {
          status: {
            type: "array",
            items: { enum: ["queued", "running", "waiting", "succeeded", "failed", "canceled"] },
          },
          workflow: text,
          parent: { ...text, description: "A run's id: only its children. `none`: only runs without a parent." },
          q: {
            ...text,
            minLength: 1,
            maxLength: 200,
            description: "Part of the id, the workflow or a text of the inputs.",
          },
          limit: { type: "integer", minimum: 1, maximum: 500, default: 50 },
          cursor: { ...RUN_ID, description: "`next` of the page before." },
        },
      },
      response: { 200: pageOf("RunSummary#") },
    },
    async ({ query }, _reply, { app: { store } }) => listPage(store, query),
  ),

  get<OfRun>(
    "/runs/:run",
    "read",
    {
      operationId: "getRun",
      summary: "One run, with its steps and what it waits for",
      tags,
      params: RUN_PARAMS,
      response: { 200: { $ref: "Run#" } },
    },
    async ({ params }, _reply, { app: { store } }) => viewRun(store, params.run),
  ),

  post<OfRun & { Body: { reason?: string; force?: boolean } | null }>(
    "/runs/:run/cancel",
    "operate",
    {
      operationId: "cancelRun",
      summary: "Cancel a run; its `finally` steps still run",
      tags,
      params: RUN_PARAMS,
      body: {
        type: ["object", "null"],
        additionalProperties: false,
        properties: { reason: text, force: { type: "boolean", description: "Cancel the `finally` steps as well." } },
      },
      response: { 200: { $ref: "Run#" } },
    },
    async ({ params: { run }, body, caller }, _reply, { app: { store, engine } }) => {
      const { reason = null, force = false } = body ?? {};
      await engine.deliver(run, { type: "cancel", reason, force, sender: { by: caller.name } });
      return viewRun(store, run);
    },
  ),

  post<OfRun & { Headers: KeyHeaders }>(
    "/runs/:run/retry",
    "operate",
    {
      operationId: "retryRun",
      summary: "Start a new run of the same definition with the same inputs",
      description: "Answers once the run is durable. With an Idempotency-Key the same request gives the same run.",
      tags,
      params: RUN_PARAMS,
      headers: KEY_HEADERS,
      response: { 201: started },
    },
    async ({ params, headers }, reply, { starts }) => {
      const run = await starts.again(params.run, idempotencyKey(headers));
      return reply.code(201).header("location", `/api/v1/runs/${run}`).send({ run });
    },
  ),

  post<OfRun & { Body: { name: string; step?: string; data?: Json }; Headers: KeyHeaders }>(
    "/runs/:run/signals",
    "operate",
    {
      operationId: "sendSignal",
      summary: "Send an event to a run",
      description:
        "Refused with 409 when nothing in the run takes it now. With an Idempotency-Key the same request is taken once.",
      tags,
      params: RUN_PARAMS,
      headers: KEY_HEADERS,
      body: {
        type: "object",
        required: ["name"],
        additionalProperties: false,
        properties: {
          name: { ...text, minLength: 1, maxLength: 200 },
          step: { ...text, description: "Only this step may take it." },
          data: { description: "What the event carries." },
        },
      },
      response: { 200: { $ref: "Run#" } },
    },
    async (
      { params: { run }, body: { name, step = null, data = null }, headers, caller },
      _reply,
      { app: { store, engine } },
    ) => {
      const dedupe = dedupeOf(headers, ["signal", name, step, data]);
      await engine.deliver(run, { type: "signal", name, step, data, sender: { by: caller.name } }, dedupe);
      return viewRun(store, run);
    },
  ),
];
