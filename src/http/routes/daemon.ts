import { isFinal } from "../../core/run.ts";
import type { App } from "../../app.ts";
import type { Routes } from "../api.ts";
import { get, post } from "../route.ts";
import { cursorText } from "../streams/cursor.ts";

const text = { type: "string" } as const;
const integer = { type: "integer" } as const;
const tags = ["daemon"];

export const daemonRoutes: readonly Routes[] = [
  get(
    "/status",
    "read",
    {
      operationId: "getStatus",
      summary: "The daemon and what is under way",
      tags,
      response: {
        200: {
          description: "Now",
          type: "object",
          required: ["version", "pid", "startedAt", "url", "project", "runs", "cursor"],
          properties: {
            version: text,
            pid: integer,
            startedAt: { ...integer, description: "Milliseconds since 1970." },
            url: { type: ["string", "null"] },
            project: { ...text, description: "The project's folder." },
            runs: {
              type: "object",
              properties: { running: integer, waiting: integer, queued: integer },
              description: "How many have not ended.",
            },
            cursor: { ...text, description: "Where the events of now begin." },
          },
        },
      },
    },
    async (_request, _reply, { app, daemon, events }) => ({
      version: daemon.version,
      pid: process.pid,
      startedAt: daemon.startedAt,
      url: daemon.url(),
      project: app.project.root,
      runs: openRuns(app),
      cursor: cursorText(events.end()),
    }),
  ),

  post(
    "/stop",
    "admin",
    {
      operationId: "stopDaemon",
      summary: "Stop the daemon; agents and scripts go on, and the next one adopts them",
      tags,
      response: { 202: { description: "It stops.", type: "object", properties: { pid: integer } } },
    },
    async (_request, reply, { daemon }) => {
      reply.raw.once("finish", daemon.stop);
      return reply.code(202).send({ pid: process.pid });
    },
  ),

  post(
    "/links",
    "read",
    {
      operationId: "makeLink",
      summary: "A link that logs a browser in, once and within a minute, as the caller",
      tags,
      response: {
        201: {
          description: "Open it soon.",
          type: "object",
          required: ["url"],
          properties: { url: { type: ["string", "null"] } },
        },
      },
    },
    async ({ caller }, reply, { sessions, daemon }) => {
      const url = daemon.url();
      const link = url === null ? null : `${url}/login?link=${sessions.invite(caller)}`;
      return reply.code(201).send({ url: link });
    },
  ),
];

function openRuns({ store }: App): { running: number; waiting: number; queued: number } {
  const counts = { running: 0, waiting: 0, queued: 0 };
  for (const status of ["running", "waiting", "queued"] as const)
    counts[status] = store.list({ status, limit: Infinity }).filter((run) => !isFinal(run.status)).length;
  return counts;
}
