import path from "node:path";
import { toErrorInfo } from "../../core/outcome.ts";
import type { serveMcp } from "../../daemon/mcp-stdio.ts";
import { SHIPPED } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { projectOrRepository } from "../find-project.ts";

export const addMcp: AddCommand = (program, shell) => {
  program
    .command("mcp")
    .summary("serve agents by the Model Context Protocol")
    .description(
      "Serves the tools of Drover at standard input and output, for an agent that starts this command (docs/mcp.md). The daemon does the work; one is started when a tool needs it. Ends when its client does.",
    )
    .option("--project <folder>", "the project, where the client starts commands elsewhere")
    .action(async (flags: { project?: string }) => {
      const project = projectOrRepository(path.resolve(shell.cwd, flags.project ?? "."));
      const { serveMcp: serve } = (await shell.load(SHIPPED.mcp)) as { readonly serveMcp: typeof serveMcp };
      await serve(project, (error) => shell.err.line(`A fault in Drover: ${toErrorInfo(error).message}`));
    });
};
