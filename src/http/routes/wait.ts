import { waitForRun, type Until } from "../../control/wait-for-run.ts";
import type { RunId } from "../../core/ids.ts";
import type { Routes } from "../api.ts";
import { get } from "../route.ts";
import { RUN_PARAMS } from "../schemas.ts";
import { untilGone } from "../until-gone.ts";

export const waitRoutes: readonly Routes[] = [
  get<{ Params: { run: RunId }; Querystring: { until: Until; timeoutMs: number } }>(
    "/runs/:run/wait",
    "read",
    {
      operationId: "waitForRun",
      summary: "Wait until a run has ended or needs somebody, for a bounded time",
      description: "Its child runs count as well: what they ask is told here.",
      tags: ["runs"],
      params: RUN_PARAMS,
      querystring: {
        type: "object",
        additionalProperties: false,
        properties: {
          until: {
            enum: ["attention", "end"],
            default: "attention",
            description: "`attention`: it has ended, or somebody has to do something before it goes on.",
          },
          timeoutMs: { type: "integer", minimum: 0, maximum: 60_000, default: 20_000, description: "Milliseconds." },
        },
      },
      response: { 200: { $ref: "Standing#" } },
    },
    async ({ params: { run }, query }, reply, api) =>
      waitForRun(api.app, { run, ...query, signal: untilGone(reply, api) }),
  ),
];
