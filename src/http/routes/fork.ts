import type { WantedFiles } from "../../control/fork/fork-run.ts";
import { viewRun } from "../../control/run-view.ts";
import { DroverError } from "../../core/errors.ts";
import type { RunId } from "../../core/ids.ts";
import type { Routes } from "../api.ts";
import { idempotencyKey, KEY_HEADERS, type KeyHeaders } from "../idempotency.ts";
import { post } from "../route.ts";
import { RUN_ID, RUN_PARAMS } from "../schemas.ts";

export const forkRoutes: readonly Routes[] = [
  post<{
    Params: { run: RunId };
    Body: { seq?: number; step?: string; files?: WantedFiles } | null;
    Headers: KeyHeaders;
  }>(
    "/runs/:run/fork",
    "operate",
    {
      operationId: "forkRun",
      summary: "Start a new run that goes on from where another was",
      description:
        "The new run has the same definition and inputs and begins in the state that the run had after an entry of its journal, in a workspace of its own; attempts that were at work there begin anew. Answers once it is durable. With an Idempotency-Key the same request gives the same run.",
      tags: ["runs"],
      params: RUN_PARAMS,
      headers: KEY_HEADERS,
      body: {
        type: ["object", "null"],
        additionalProperties: false,
        properties: {
          seq: { type: "integer", minimum: 1, description: "The entry. Left out: the last one that can be forked." },
          step: {
            type: "string",
            minLength: 1,
            description: "Instead of `seq`: the entry at which the last visit of this step began.",
          },
          files: {
            enum: ["entry", "now", "base"],
            default: "entry",
            description:
              "What a worktree begins with: the files of that entry, those that the run has now, or those of the commit that its branch started from.",
          },
        },
      },
      response: {
        201: {
          description: "It is durable.",
          type: "object",
          required: ["run", "forkedFrom"],
          properties: { run: RUN_ID, forkedFrom: { $ref: "ForkOrigin#" } },
        },
      },
    },
    async ({ params: { run: from }, body, headers }, reply, { app, starts }) => {
      const { seq = null, step = null, files = "entry" } = body ?? {};
      if (seq !== null && step !== null)
        throw new DroverError("request.invalid", "Cannot fork the run: give `seq` or `step`, not both.");
      const run = await starts.fork({ run: from, seq, step, files }, idempotencyKey(headers));
      const { forkedFrom } = viewRun(app.store, run);
      return reply.code(201).header("location", `/api/v1/runs/${run}`).send({ run, forkedFrom });
    },
  ),
];
