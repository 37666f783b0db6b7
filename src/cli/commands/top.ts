import { DroverError } from "../../core/errors.ts";
import { findProject, SHIPPED } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { ensureDaemon } from "../host.ts";
import type { runTop } from "../top/index.ts";

export const addTop: AddCommand = (program, shell) => {
  program
    .command("top")
    .summary("watch and steer all runs on the whole terminal")
    .description(
      "Shows runs, steps, logs and what people are asked on the whole terminal, live, and steers them by keys: `?` lists them. " +
        "The daemon does the work; one is started when there is none. Quitting leaves every run at work.",
    )
    .action(async () => {
      const project = findProject(shell.cwd);
      if (!shell.out.isTerminal || !process.stdin.isTTY)
        throw new DroverError(
          "usage",
          "Cannot show the dashboard: this is no terminal that can be painted on. `drover runs` lists runs, `drover status` tells of the daemon; both know --json.",
        );
      const { isNew, pid } = await ensureDaemon(project);
      const top = (await shell.load(SHIPPED.top)) as { readonly runTop: typeof runTop };
      const begun = isNew ? `Started the daemon (process ${pid}); \`drover stop\` ends it.` : null;
      shell.finish(await top.runTop(project, { style: shell.out.style, begun }));
    });
};
