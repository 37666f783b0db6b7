import { runInWorkspace } from "../../control/shell.ts";
import { toErrorInfo } from "../../core/outcome.ts";
import type { RunId } from "../../core/ids.ts";
import type { Routes } from "../api.ts";
import { post } from "../route.ts";
import { RUN_PARAMS } from "../schemas.ts";
import { untilGone } from "../until-gone.ts";

const text = { type: "string" } as const;
const integer = { type: "integer" } as const;

interface OfRun {
  Params: { run: RunId };
  Body: { command: string; timeoutMs: number };
}

export const shellRoutes: readonly Routes[] = [
  post<OfRun>(
    "/runs/:run/shell",
    "admin",
    {
      operationId: "runCommand",
      summary: "Run one command in a run's workspace",
      description:
        "Refused unless `mcp.shell.allow` of .drover/config.yaml covers it. It is ended, with all that it started, when its time is over or nobody waits for the answer.",
      tags: ["workspaces"],
      params: RUN_PARAMS,
      body: {
        type: "object",
        required: ["command"],
        additionalProperties: false,
        properties: {
          command: { ...text, minLength: 1, maxLength: 8192 },
          timeoutMs: { ...integer, minimum: 1, maximum: 600_000, default: 60_000, description: "Milliseconds." },
        },
      },
      response: {
        200: {
          description: "How it ended, whatever its exit code is",
          type: "object",
          required: ["ended", "exitCode", "stdout", "stderr", "isCut", "durationMs"],
          properties: {
            ended: { enum: ["exited", "signaled", "timed_out", "output", "canceled"] },
            exitCode: { type: ["integer", "null"] },
            stdout: { ...text, description: "The end of it." },
            stderr: { ...text, description: "The end of it." },
            isCut: { type: "boolean", description: "More was written than is told." },
            durationMs: integer,
          },
        },
      },
    },
    async ({ params: { run }, body, caller, log }, reply, api) => {
      const about = { run, command: body.command, by: caller.name };
      log.info(about, "a command is asked for in a workspace");
      try {
        const result = await runInWorkspace(api.app, { run, ...body, signal: untilGone(reply, api) });
        log.info({ ...about, ended: result.ended, exitCode: result.exitCode }, "a command in a workspace has ended");
        return result;
      } catch (error) {
        log.warn({ ...about, reason: toErrorInfo(error).message }, "a command in a workspace was refused");
        throw error;
      }
    },
  ),
];
