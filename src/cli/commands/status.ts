import { DAEMON } from "../../daemon/endpoint.ts";
import { daemonStatus } from "../../daemon/ensure.ts";
import { findProject, type Project } from "../../project/project.ts";
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
      const project = findProject(shell.cwd);
      const status = await daemonStatus(project);
      if (flags.json === true) shell.out.line(JSON.stringify(status));
      else if (status === null) shell.out.line(await absence(project));
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

/** Looked at only where nobody answers: it loads more than a status needs. */
async function absence(project: Project): Promise<string> {
  const { engineOwner } = await import("../../project/reading.ts");
  const owner = engineOwner(project);
  return owner?.command === DAEMON
    ? `A daemon (process ${owner.pid}) runs, and does not answer at its socket. \`drover restart\` puts another in its place; agents go on.`
    : "No daemon is running. `drover serve` starts one.";
}
