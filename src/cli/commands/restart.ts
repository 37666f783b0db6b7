import { startInBackground } from "../../daemon/ensure.ts";
import { findProject } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { prepareState } from "../find-project.ts";
import { stopDaemon } from "./stop.ts";

export const addRestart: AddCommand = (program, shell) => {
  program
    .command("restart")
    .summary("stop the daemon and start a new one")
    .description(
      "Stops the daemon of this project and starts a new one in the background, with the environment of this command and the version of Drover that it is. Agents and scripts go on the whole time. What is given behind it are the options of `drover serve`.",
    )
    .argument("[options...]", "options of `drover serve`, after --")
    .option("--json", "print where it listens as JSON")
    .action(async (args: readonly string[], flags: { json?: true }) => {
      const project = findProject(shell.cwd);
      const former = await stopDaemon(project);
      prepareState(project);
      const { url, pid } = await startInBackground(project, args);
      if (flags.json === true) shell.out.line(JSON.stringify({ url, pid, former }));
      else shell.out.line(`The daemon (process ${pid}) serves at ${shell.out.style.cyan(url ?? "its socket")}.`);
    });
};
