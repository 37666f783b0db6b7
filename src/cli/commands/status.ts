import { daemonStatus } from "../../daemon/ensure.ts";
import { findProject } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { EXIT } from "../exit-codes.ts";
import { dateText } from "../text/durations.ts";
import { tableLines } from "../text/table.ts";

export const addStatus: AddCommand = (program, shell) => {
  program
    .command("status")
    .summary("tell whether the daemon runs")
    .description(
      "Tells whether a daemon runs for this project, where it listens and what it does. Exits with 1 when there is none.",
    )
    .option("--json", "print JSON; null for none")
    .action(async (flags: { json?: true }) => {
      const status = await daemonStatus(findProject(shell.cwd));
      if (flags.json === true) shell.out.line(JSON.stringify(status));
      else if (status === null) shell.out.line("No daemon is running. `drover serve` starts one.");
      else {
        const { runs, startedAt, url, pid, version } = status;
        const rows = [
          ["daemon", `process ${pid}, version ${version}, since ${dateText(startedAt)}`],
          ["at", url ?? "its socket alone"],
          ["runs", `${runs.running} at work, ${runs.waiting} waiting, ${runs.queued} queued`],
        ];
        for (const line of tableLines(rows.map(([name = "", text = ""]) => [shell.out.style.dim(name), text])))
          shell.out.line(line);
      }
      if (status === null) shell.finish(EXIT.failed);
    });
};
