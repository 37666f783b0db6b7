import * as z from "zod";
import { runPath } from "../port.ts";
import { RUN } from "../shapes.ts";
import { defineTool } from "../tool.ts";

interface Result {
  readonly ended: "exited" | "signaled" | "timed_out" | "output" | "canceled";
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly isCut: boolean;
  readonly durationMs: number;
}

export const shell = defineTool({
  name: "shell",
  title: "Run a command in a workspace",
  description:
    "Runs one command in the folder of a run's workspace and gives the ends of what it wrote. Refused unless a pattern of `mcp.shell.allow` in the project's .drover/config.yaml covers it; the refusal lists them. One plain command only: no pipes, redirections, `;`, `&&`, `$` or newlines. A command that exits with another code than 0 is no error of this tool: look at exitCode.",
  needs: "admin",
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.strictObject({
    run: RUN,
    command: z.string().min(1).max(8192),
    timeoutSeconds: z.number().min(0.1).max(600).default(60).describe("Then it is ended, with all that it started."),
  }),
  output: z.object({
    ended: z
      .enum(["exited", "signaled", "timed_out", "output", "canceled"])
      .describe("`output`: it was ended since it wrote too much."),
    exitCode: z.number().nullable().describe("Null unless it exited by itself."),
    stdout: z.string(),
    stderr: z.string(),
    isCut: z.boolean().describe("More was written than is told: only the end of it is."),
    durationMs: z.number(),
  }),
  async answer({ run, command, timeoutSeconds }, port, { signal }) {
    const body = { command, timeoutMs: Math.round(timeoutSeconds * 1000) };
    return port<Result>({ method: "POST", path: runPath(run, "/shell"), body, signal });
  },
});
