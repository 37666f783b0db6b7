import { setTimeout as sleep } from "node:timers/promises";
import { DroverError } from "../../core/errors.ts";
import { callDaemon } from "../../daemon/call.ts";
import { DAEMON } from "../../daemon/endpoint.ts";
import { daemonStatus } from "../../daemon/ensure.ts";
import { findProject, type Project } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";

export const addStop: AddCommand = (program, shell) => {
  program
    .command("stop")
    .summary("stop the daemon")
    .description("Stops the daemon of this project. Agents and scripts go on; the next daemon adopts them.")
    .option("--json", "print the result as JSON")
    .action(async (flags: { json?: true }) => {
      const pid = await stopDaemon(findProject(shell.cwd));
      if (flags.json === true) shell.out.line(JSON.stringify({ stopped: pid }));
      else shell.out.line(pid === null ? "No daemon was running." : `The daemon (process ${pid}) has stopped.`);
    });
};

const PATIENCE_MS = 30_000;

/** Resolves when it has ended and given up the lock, with its pid; `null` when there was none. */
export async function stopDaemon(project: Project): Promise<number | null> {
  const { engineOwner } = await import("../../project/reading.ts");
  const status = await daemonStatus(project);
  const owner = engineOwner(project);
  if (status !== null) await callDaemon(project, { method: "POST", path: "/stop" });
  // Its socket has been removed under it, or it does not listen yet: the lock names it all the same.
  else if (owner?.command === DAEMON) process.kill(owner.pid, "SIGTERM");
  else return null;
  const pid = status?.pid ?? owner?.pid ?? null;
  for (const until = Date.now() + PATIENCE_MS; engineOwner(project)?.pid === pid; await sleep(20))
    if (Date.now() > until)
      throw new DroverError(
        "daemon.failed",
        `Cannot stop the daemon: process ${pid} still works after ${PATIENCE_MS / 1000} s.`,
      );
  return pid;
}
