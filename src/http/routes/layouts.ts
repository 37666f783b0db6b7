import { layoutOfRun, layoutOfText, layoutOfWorkflow, pictureOfWorkflow } from "../../control/layouts.ts";
import { xstateOfRun, xstateOfWorkflow } from "../../control/xstate.ts";
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

const XSTATE = { description: "JSON", type: "object", additionalProperties: true } as const;

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

  get<Detailed & OfWorkflow>(
    "/workflows/:workflow/picture",
    "read",
    {
      operationId: "getWorkflowPicture",
      summary: "A workflow as an SVG, light or dark as its reader prefers",
      tags: ["workflows"],
      params: WORKFLOW_PARAMS,
      querystring,
      produces: ["image/svg+xml"],
      response: { 200: { description: "An SVG without scripts", type: "string" } },
    },
    async ({ params, query }, reply, api) =>
      reply
        .type("image/svg+xml; charset=utf-8")
        .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
        .serializer((text: string) => text)
        .send(await pictureOfWorkflow(api, params.workflow, query.detail)),
  ),

  get<OfWorkflow>(
    "/workflows/:workflow/xstate",
    "read",
    {
      operationId: "getWorkflowXState",
      summary: "The machine that a workflow becomes, as the configuration of an XState v5 machine",
      description: "With names in the place of guards and actions: for Stately's editor, or createMachine.",
      tags: ["workflows"],
      params: WORKFLOW_PARAMS,
      response: { 200: XSTATE },
    },
    async ({ params }, _reply, { app }) => xstateOfWorkflow(app, params.workflow),
  ),

  get<{ Params: { run: RunId } }>(
    "/runs/:run/xstate",
    "read",
    {
      operationId: "getRunXState",
      summary: "The machine that a run follows, as the configuration of an XState v5 machine",
      tags: ["runs"],
      params: RUN_PARAMS,
      response: { 200: XSTATE },
    },
    async ({ params }, _reply, { app: { store } }) => xstateOfRun(store, params.run),
  ),

  post<{ Body: { name: string; text: string } & Pick<Layout, "detail"> }>(
    "/workflows/layout",
    "read",
    {
      operationId: "layOutText",
      summary: "A text laid out as though it were a workflow file of the project; nothing is written",
      description:
        "A text with mistakes is refused with 422; `details` lists them. Saved workflows and runs are drawn first, and of each caller's texts only the newest waits: the one before it is answered with `request.too_many`.",
      tags: ["workflows"],
      body: {
        type: "object",
        required: ["text"],
        additionalProperties: false,
        properties: { ...WORKFLOW_TEXT, detail },
      },
      response,
    },
    async ({ body, caller }, _reply, api) => layoutOfText(api, { ...body, author: caller.name }),
  ),
];
