import path from "node:path";
import type { AddCommand } from "../commands.ts";
import { projectForReading } from "../find-project.ts";
import { count } from "../text/counts.ts";

interface RecordFlags {
  readonly agent: string;
  readonly prompt: string;
  readonly out: string;
  readonly json?: true;
}

export const addRecord: AddCommand = (program, shell) => {
  program
    .command("record")
    .summary("record an agent at work")
    .description(
      "Runs an agent in the current folder and records what it says and changes, for a `replay` agent to play again. Its changes stay in the folder.",
    )
    .requiredOption("--agent <name>", "the agent profile")
    .requiredOption("--prompt <text>", "what it is asked to do")
    .requiredOption("--out <folder>", "the folder to make; it must not exist yet")
    .option("--json", "print the result as JSON")
    .action(async ({ agent, prompt, out, json }: RecordFlags) => {
      const { recordInProject } = await import("../../agents/record.ts");
      const folder = path.resolve(shell.cwd, out);
      shell.err.line(`Recording "${agent}" in ${shell.cwd} …`);
      const recording = await recordInProject(projectForReading(shell.cwd), {
        agent,
        prompt,
        cwd: shell.cwd,
        out: folder,
      });
      if (json === true)
        return shell.out.line(JSON.stringify({ folder, entries: recording.pace.length, exitCode: recording.exitCode }));
      shell.out.line(
        `Recorded ${count(recording.pace.length, "entry", "entries")}; the agent exited with code ${recording.exitCode}.`,
      );
      shell.out.line(
        `To play it, put this into .drover/agents/<name>.yaml:\n\n  executor: replay\n  recording: ${folder}`,
      );
    });
};
