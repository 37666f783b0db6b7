import { exportRun } from "../../control/archive/export-run.ts";
import { importRun } from "../../control/archive/import-run.ts";
import { pruneAll } from "../../control/prune.ts";
import { removeRun } from "../../control/remove-run.ts";
import type { RunId } from "../../core/ids.ts";
import type { Routes } from "../api.ts";
import { get, post, remove } from "../route.ts";
import { RUN_ID, RUN_PARAMS } from "../schemas.ts";

const text = { type: "string" } as const;
const tags = ["runs"];

interface OfRun {
  Params: { run: RunId };
}

export const archiveRoutes: readonly Routes[] = [
  get<OfRun>(
    "/runs/:run/export",
    "read",
    {
      operationId: "exportRun",
      summary: "An ended run with its child runs and their logs, as one file that `importRun` takes",
      tags,
      params: RUN_PARAMS,
      produces: ["application/gzip"],
      response: { 200: { description: "JSON lines, compressed", type: "string", format: "binary" } },
    },
    async ({ params }, reply, { app: { store, processes } }) =>
      reply
        .type("application/gzip")
        .header("content-disposition", `attachment; filename="${params.run}.drover.gz"`)
        .send(exportRun({ store, files: (gen) => processes.files(gen) }, params.run)),
  ),

  post<{ Body: { file: string } }>(
    "/runs/import",
    "admin",
    {
      operationId: "importRun",
      summary: "Bring an exported run back, to be read",
      tags,
      body: {
        type: "object",
        required: ["file"],
        additionalProperties: false,
        properties: { file: { ...text, minLength: 1, pattern: "^/", description: "A path on the daemon's machine." } },
      },
      response: {
        201: { description: "It is there.", type: "object", required: ["run"], properties: { run: RUN_ID } },
      },
    },
    async ({ body }, reply, { app }) => reply.code(201).send({ run: await importRun(app, body.file) }),
  ),

  remove<OfRun>(
    "/runs/:run",
    "admin",
    {
      operationId: "deleteRun",
      summary: "Forget an ended run with its child runs and their logs",
      description: "Refused with 409 where a worktree holds work that stands nowhere else.",
      tags,
      params: RUN_PARAMS,
      response: {
        200: {
          description: "They are gone.",
          type: "object",
          required: ["removed"],
          properties: { removed: { type: "array", items: RUN_ID } },
        },
      },
    },
    async ({ params }, _reply, { app }) => ({ removed: await removeRun(app, params.run) }),
  ),

  post<{ Body: { olderMs?: number; keep: number; archive?: string } }>(
    "/runs/prune",
    "admin",
    {
      operationId: "pruneRuns",
      summary: "Forget ended runs by their age and number",
      tags,
      body: {
        type: "object",
        additionalProperties: false,
        required: ["keep"],
        properties: {
          olderMs: { type: "integer", minimum: 0, description: "Only those that ended longer ago." },
          keep: { type: "integer", minimum: 0, description: "The newest that many stay." },
          archive: { ...text, minLength: 1, pattern: "^/", description: "A folder to export each to before." },
        },
      },
      response: {
        200: {
          description: "What has become of each that could go",
          type: "object",
          required: ["items"],
          properties: {
            items: {
              type: "array",
              items: {
                type: "object",
                required: ["run", "kept"],
                properties: { run: RUN_ID, kept: { type: ["string", "null"], description: "Why it stays." } },
              },
            },
          },
        },
      },
    },
    async ({ body: { olderMs = 0, keep, archive = null } }, _reply, { app }) => ({
      items: await pruneAll(app, { olderMs, keep, archive }),
    }),
  ),
];
