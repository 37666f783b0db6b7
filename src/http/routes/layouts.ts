import { layoutOfRun, layoutOfText, layoutOfWorkflow } from "../../control/layouts.ts";
import type { RunId } from "../../core/ids.ts";
import type { Layout } from "../../layout/index.ts";
import type { Routes } from "../api.ts";
import { get, post } from "../route.ts";
import { RUN_PARAMS } from "../schemas.ts";
import { WORKFLOW_PARAMS, WORKFLOW_TEXT, type OfWorkflow } from "./workflows.ts";

const detail = {
  enum: ["steps", "machine"],
  default: "steps",
  description: "As it is written, or with every state and way of the machine.",
} as const;
const querystring = { type: "object", additionalProperties: false, properties: { detail } } as const;
const response = { 200: { $ref: "Layout#" } } as const;

interface Detailed {
  Querystring: Pick<Layout, "detail">;
}

export const layoutRoutes: readonly Routes[] = [
  get<Detailed & { Params: { run: RunId } }>(
    "/runs/:run/layout",
    "read",
    {
      operationId: "getRunLayout",
      summary: "What a run follows, laid out as a picture",
      description: "Whatever its file says by now. Computed once for each definition, and remembered.",
      tags: ["runs"],
      params: RUN_PARAMS,
      querystring,
      response,
    },
    async ({ params, query }, _reply, api) => layoutOfRun(api, params.run, query.detail),
  ),

  get<Detailed & OfWorkflow>(
    "/workflows/:workflow/layout",
    "read",
    {
      operationId: "getWorkflowLayout",
      summary: "A workflow laid out as a picture",
      tags: ["workflows"],
      params: WORKFLOW_PARAMS,
      querystring,
      response,
    },
    async ({ params, query }, _reply, api) => layoutOfWorkflow(api, params.workflow, query.detail),
  ),

  post<{ Body: { name: string; text: string } & Pick<Layout, "detail"> }>(
    "/workflows/layout",
    "read",
    {
      operationId: "layOutText",
      summary: "A text laid out as though it were a workflow file of the project; nothing is written",
      description: "A text with mistakes is refused with 422; `details` lists them.",
      tags: ["workflows"],
      body: {
        type: "object",
        required: ["text"],
        additionalProperties: false,
        properties: { ...WORKFLOW_TEXT, detail },
      },
      response,
    },
    async ({ body }, _reply, api) => layoutOfText(api, body),
  ),
];
