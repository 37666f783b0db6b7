import { definitionOfRun, withGraph } from "../../control/run-view.ts";
import { saveWorkflow, type Saved } from "../../control/save-workflow.ts";
import {
  drawDefinition,
  drawWorkflow,
  freezeText,
  graphOfWorkflow,
  listWorkflows,
  validateText,
  viewWorkflow,
  type Drawing,
} from "../../control/workflows.ts";
import type { RunId } from "../../core/ids.ts";
import type { Routes } from "../api.ts";
import { get, post, put } from "../route.ts";
import { DIAGNOSTICS } from "../project-schemas.ts";
import { listOf, RUN_PARAMS } from "../schemas.ts";

const text = { type: "string" } as const;
const tags = ["workflows"];
export const WORKFLOW_PARAMS = {
  type: "object",
  required: ["workflow"],
  properties: {
    workflow: {
      ...text,
      minLength: 1,
      maxLength: 512,
      description: "A workflow's name, or its path within the project.",
    },
  },
} as const;

/** A text as though it were a file of the project. */
export const WORKFLOW_TEXT = {
  text: { ...text, maxLength: 1024 * 1024 },
  name: {
    ...text,
    pattern: "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$",
    default: "workflow",
    description: "The file's name without its ending.",
  },
} as const;

const ofText = { type: "object", required: ["text"], additionalProperties: false, properties: WORKFLOW_TEXT } as const;

export interface OfWorkflow {
  Params: { workflow: string };
}

const DRAWING = {
  type: "object",
  additionalProperties: false,
  properties: {
    format: { enum: ["tree", "mermaid"], default: "tree" },
    level: {
      enum: ["steps", "machine"],
      default: "steps",
      description: "As it is written, or with every state and way of the machine.",
    },
  },
} as const;
const DRAWN = {
  200: { description: "The diagram", type: "object", required: ["text"], properties: { text } },
} as const;

interface OfText {
  Body: { name: string; text: string };
}

export const workflowRoutes: readonly Routes[] = [
  get(
    "/workflows",
    "read",
    {
      operationId: "listWorkflows",
      summary: "All workflows by name, the shipped ones and those with mistakes included",
      tags,
      response: { 200: listOf("WorkflowSummary#", "By name") },
    },
    async (_request, _reply, { app }) => ({ items: listWorkflows(app) }),
  ),

  post<OfText>(
    "/workflows/validate",
    "read",
    {
      operationId: "validateWorkflow",
      summary: "Every mistake of a text, as though it were a workflow file of the project; nothing is written",
      tags,
      body: ofText,
      response: {
        200: {
          description: "With mistakes as well",
          type: "object",
          required: ["definition", "inputs", "errors", "warnings", "diagnostics"],
          properties: {
            definition: { type: ["string", "null"], description: "The hash of its definition; null with mistakes." },
            inputs: { type: ["object", "null"], additionalProperties: true, description: "JSON Schema." },
            ...DIAGNOSTICS,
          },
        },
      },
    },
    async ({ body }, _reply, { app }) => validateText(app, body),
  ),

  post<OfText>(
    "/workflows/definition",
    "read",
    {
      operationId: "freezeWorkflow",
      summary:
        "What a run of a text would follow: its frozen definition and the machine that it is; nothing is written",
      description: "Refused with 422 and every mistake.",
      tags,
      body: ofText,
      response: { 200: { $ref: "FrozenDefinition#" } },
    },
    async ({ body }, _reply, { app }) => withGraph(freezeText(app, body)),
  ),

  put<OfWorkflow & { Body: Saved }>(
    "/workflows/:workflow",
    "admin",
    {
      operationId: "saveWorkflow",
      summary: "Write a workflow's text into the project's own file of that name",
      description:
        "Refused with 409 when the file is not as `expected` says. One that ships with Drover is kept: the project gets a file of its own. Mistakes do not hinder, and are told: a text with mistakes can be finished later and starts no run until then.",
      tags,
      params: {
        ...WORKFLOW_PARAMS,
        properties: {
          workflow: {
            ...WORKFLOW_PARAMS.properties.workflow,
            description: "Its name, or the path of a file below .drover/workflows that is there.",
          },
        },
      },
      body: {
        type: "object",
        required: ["text", "expected"],
        additionalProperties: false,
        properties: {
          text: WORKFLOW_TEXT.text,
          expected: {
            type: ["string", "null"],
            pattern: "^[0-9a-f]{64}$",
            description: "The `revision` of the text that is replaced; null where the project has no such file yet.",
          },
        },
      },
      response: { 200: { $ref: "Workflow#" } },
    },
    async ({ params: { workflow }, body }, _reply, { app }) => saveWorkflow(app, workflow, body),
  ),

  get<OfWorkflow>(
    "/workflows/:workflow",
    "read",
    {
      operationId: "getWorkflow",
      summary: "A workflow: its text, its mistakes, and the JSON Schema of its inputs",
      tags,
      params: WORKFLOW_PARAMS,
      response: { 200: { $ref: "Workflow#" } },
    },
    async ({ params: { workflow } }, _reply, { app }) => viewWorkflow(app, workflow),
  ),

  get<OfWorkflow>(
    "/workflows/:workflow/graph",
    "read",
    {
      operationId: "getWorkflowGraph",
      summary: "The machine that a workflow becomes: every state, every way",
      tags,
      params: WORKFLOW_PARAMS,
      response: { 200: { $ref: "Graph#" } },
    },
    async ({ params: { workflow } }, _reply, { app }) => graphOfWorkflow(app, workflow),
  ),

  get<OfWorkflow & { Querystring: Drawing }>(
    "/workflows/:workflow/diagram",
    "read",
    {
      operationId: "drawWorkflow",
      summary: "A workflow as a text tree, or as a Mermaid stateDiagram-v2",
      tags,
      params: WORKFLOW_PARAMS,
      querystring: DRAWING,
      response: DRAWN,
    },
    async ({ params: { workflow }, query }, _reply, { app }) => ({ text: drawWorkflow(app, workflow, query) }),
  ),

  get<{ Params: { run: RunId }; Querystring: Drawing }>(
    "/runs/:run/diagram",
    "read",
    {
      operationId: "drawRun",
      summary: "What a run follows as a text tree, or as a Mermaid stateDiagram-v2",
      tags: ["runs"],
      params: RUN_PARAMS,
      querystring: DRAWING,
      response: DRAWN,
    },
    async ({ params: { run }, query }, _reply, { app }) => ({
      text: drawDefinition(definitionOfRun(app.store, run).definition, query),
    }),
  ),
];
