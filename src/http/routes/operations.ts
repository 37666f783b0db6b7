import { queueOf } from "../../control/queue.ts";
import { healthOf } from "../../control/health.ts";
import { USAGE_GROUPS, usageOf, type UsageQuery } from "../../control/usage.ts";
import type { Routes } from "../api.ts";
import { get } from "../route.ts";
import { listOf } from "../schemas.ts";

const text = { type: "string" } as const;
const textOrNull = { type: ["string", "null"] } as const;
const integer = { type: "integer" } as const;
const time = { ...integer, minimum: 0, description: "Milliseconds since 1970." } as const;
const tags = ["operations"];

export const operationRoutes: readonly Routes[] = [
  get(
    "/queue",
    "read",
    {
      operationId: "getQueue",
      summary: "What works and what waits for what, and accounts whose limit is reached",
      tags,
      response: {
        200: {
          description: "The oldest first",
          type: "object",
          required: ["items", "accounts"],
          properties: {
            items: { type: "array", items: { $ref: "QueueItem#" } },
            accounts: { type: "array", items: { $ref: "Account#" } },
          },
        },
      },
    },
    async (_request, _reply, { app }) => queueOf(app, Date.now()),
  ),

  get<{ Querystring: UsageQuery }>(
    "/usage",
    "read",
    {
      operationId: "getUsage",
      summary: "Turns, tokens and cost of agents by run, workflow or day",
      description:
        "What a child run used is counted with the run that no other has started. What an agent did not tell is in no sum, and `unknown` names it.",
      tags,
      querystring: {
        type: "object",
        additionalProperties: false,
        properties: {
          by: { enum: USAGE_GROUPS, default: "workflow" },
          since: { ...time, description: "Only runs created then or later. Milliseconds since 1970." },
          until: { ...time, description: "Only runs created before. Milliseconds since 1970." },
        },
      },
      response: { 200: listOf("Usage#", "The newest first") },
    },
    async ({ query }, _reply, { app }) => ({ items: usageOf(app.store, query) }),
  ),

  get(
    "/health",
    "read",
    {
      operationId: "getHealth",
      summary: "Each component: whether it is well, and what to do where it is not",
      tags,
      response: {
        200: {
          description: "With failures as well",
          type: "object",
          required: ["status", "components"],
          properties: {
            status: { enum: ["ok", "warn", "fail"], description: "The worst of them." },
            components: {
              type: "array",
              items: {
                type: "object",
                required: ["level", "what", "found", "advice"],
                properties: { level: { enum: ["ok", "warn", "fail"] }, what: text, found: text, advice: textOrNull },
              },
            },
          },
        },
      },
    },
    async (_request, _reply, { app }) => healthOf(app),
  ),

  get(
    "/version",
    "read",
    {
      operationId: "getVersion",
      summary: "Which Drover answers, on what",
      tags,
      response: {
        200: {
          description: "Of the daemon that runs",
          type: "object",
          required: ["drover", "node", "platform"],
          properties: { drover: text, node: text, platform: text },
        },
      },
    },
    async (_request, _reply, { daemon }) => ({
      drover: daemon.version,
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
    }),
  ),

  get(
    "/config",
    "read",
    {
      operationId: "getConfig",
      summary: "What .drover/config.yaml says, with defaults filled in",
      description: "As it was when the daemon started.",
      tags,
      response: {
        200: {
          description: "In effect",
          type: "object",
          required: ["agent", "inherit", "workspace"],
          properties: {
            agent: { ...textOrNull, description: "The profile for steps that name none." },
            inherit: { type: "array", items: text, description: "Names of variables that pass to scripts and agents." },
            workspace: {
              type: "object",
              required: ["base", "copy"],
              properties: { base: textOrNull, copy: { type: "array", items: text } },
            },
          },
        },
      },
    },
    async (_request, _reply, { app }) => app.catalog.config,
  ),
];
