import { addAgent, agentText, putAgent, putAgentText, removeAgent } from "../../project/agent-files.ts";
import { agentOffer } from "../../agents/agent-offer.ts";
import { checkAgent } from "../../agents/check-agent.ts";
import { listAgents, viewAgent } from "../../control/agents.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Routes } from "../api.ts";
import { get, post, put, remove } from "../route.ts";
import { listOf } from "../schemas.ts";

const text = { type: "string" } as const;
const textOrNull = { type: ["string", "null"] } as const;
const tags = ["agents"];
const params = {
  type: "object",
  required: ["agent"],
  properties: {
    agent: { ...text, minLength: 1, maxLength: 200, description: "A profile's name, or `<name>:<variant>`." },
  },
} as const;
const profile = {
  type: "object",
  additionalProperties: true,
  description: "As it stands in a file: schemas/agent.schema.json.",
} as const;
const ownFile = {
  description: "Below the project",
  type: "object",
  required: ["file", "text"],
  properties: { file: text, text },
} as const;
const offered = {
  type: ["array", "null"],
  description: "Null: it does not say.",
  items: {
    type: "object",
    additionalProperties: true,
    required: ["id", "about"],
    properties: { id: text, about: textOrNull },
  },
} as const;

interface OfAgent {
  Params: { agent: string };
}

export const agentRoutes: readonly Routes[] = [
  get(
    "/agents",
    "read",
    {
      operationId: "listAgents",
      summary: "All agent profiles by name, the shipped ones included",
      tags,
      response: { 200: listOf("Agent#", "Variants are named by their profiles") },
    },
    async (_request, _reply, { app }) => ({ items: listAgents(app) }),
  ),

  get<OfAgent>(
    "/agents/:agent",
    "read",
    {
      operationId: "getAgent",
      summary: "A profile with everything that it extends",
      description: "Of environment variables only the names.",
      tags,
      params,
      response: { 200: { $ref: "Agent#" } },
    },
    async ({ params: { agent } }, _reply, { app }) => viewAgent(app, agent),
  ),

  post<{ Body: { name: string; profile: JsonObject } }>(
    "/agents",
    "admin",
    {
      operationId: "addAgent",
      summary: "Add a profile to the project",
      description: "Refused with 422 and every mistake, and with 409 where the project has one of that name.",
      tags,
      body: {
        type: "object",
        required: ["name", "profile"],
        additionalProperties: false,
        properties: { name: { ...text, minLength: 1, maxLength: 100 }, profile },
      },
      response: { 201: { $ref: "Agent#" } },
    },
    async ({ body }, reply, { app }) => {
      addAgent(app.project, body.name, body.profile);
      return reply.code(201).send(viewAgent(app, body.name));
    },
  ),

  put<OfAgent & { Body: JsonObject }>(
    "/agents/:agent",
    "admin",
    {
      operationId: "putAgent",
      summary: "Write the project's own profile of that name, new or not",
      tags,
      params,
      body: profile,
      response: { 200: { $ref: "Agent#" } },
    },
    async ({ params: { agent }, body }, _reply, { app }) => {
      putAgent(app.project, agent, body);
      return viewAgent(app, agent);
    },
  ),

  remove<OfAgent>(
    "/agents/:agent",
    "admin",
    {
      operationId: "removeAgent",
      summary: "Remove the project's own profile of that name",
      description: "What ships with Drover stays, and so does what other profiles extend.",
      tags,
      params,
      response: {
        200: { description: "It is gone.", type: "object", required: ["file"], properties: { file: text } },
      },
    },
    async ({ params: { agent } }, _reply, { app }) => ({ file: removeAgent(app.project, agent) }),
  ),

  get<OfAgent>(
    "/agents/:agent/file",
    "admin",
    {
      operationId: "getAgentFile",
      summary: "The project's own file of that name, as it is written",
      description: "Values of environment variables stand in it.",
      tags,
      params,
      response: { 200: ownFile },
    },
    async ({ params: { agent } }, _reply, { app }) => agentText(app.project, agent),
  ),

  put<OfAgent & { Body: { text: string; isNew: boolean } }>(
    "/agents/:agent/file",
    "admin",
    {
      operationId: "putAgentFile",
      summary: "Write the project's own file of that name, comments and all",
      description: "Refused with 422 and every mistake, and with 409 where it is to be new and is not.",
      tags,
      params,
      body: {
        type: "object",
        required: ["text"],
        additionalProperties: false,
        properties: {
          text: { ...text, maxLength: 256 * 1024, description: "YAML." },
          isNew: { type: "boolean", default: false, description: "The project must have none of that name." },
        },
      },
      response: { 200: ownFile },
    },
    async ({ params: { agent }, body }, _reply, { app }) => putAgentText(app.project, agent, body),
  ),

  post<OfAgent>(
    "/agents/:agent/check",
    "operate",
    {
      operationId: "checkAgent",
      summary: "Whether an agent could work: its program, its version, signs of a login",
      description: "Its program is started for its version only.",
      tags,
      params,
      response: {
        200: {
          description: "Found or not",
          type: "object",
          required: ["name", "isInstalled", "path", "version", "login", "problem"],
          properties: {
            name: text,
            isInstalled: { type: "boolean" },
            path: textOrNull,
            version: textOrNull,
            login: {
              type: "object",
              required: ["state", "signs"],
              properties: {
                state: { enum: ["found", "not-found", "unknown", "not-needed"] },
                signs: { type: "array", items: text, description: "Names of variables and files." },
              },
            },
            problem: textOrNull,
          },
        },
      },
    },
    async ({ params: { agent } }, _reply, { app }) => checkAgent(app.project, agent),
  ),

  post<OfAgent & { Querystring: { fresh: boolean } }>(
    "/agents/:agent/discover",
    "operate",
    {
      operationId: "discoverAgent",
      summary: "What an agent says that it offers: models, modes, slash commands",
      description: "It is started for that and given no work; what it says is kept until its program changes.",
      tags,
      params,
      querystring: {
        type: "object",
        additionalProperties: false,
        properties: {
          fresh: { type: "boolean", default: false, description: "Ask anew, though it was asked before." },
        },
      },
      response: {
        200: {
          description: "As it said itself",
          type: "object",
          required: ["models", "modes", "commands", "askedAt"],
          properties: {
            models: offered,
            modes: offered,
            commands: offered,
            askedAt: { ...text, description: "ISO 8601, UTC." },
          },
        },
      },
    },
    async ({ params: { agent }, query: { fresh } }, _reply, { app, stopping }) =>
      agentOffer(app.project, agent, { isFresh: fresh, signal: stopping }),
  ),
];
