import { DroverError } from "../../core/errors.ts";
import type { AddCommand } from "../commands.ts";
import { describeRun, type RunDescription } from "../describe-run.ts";
import { resolveRun } from "../run-id.ts";
import { showJson, showLines } from "../show-text.ts";
import type { Output } from "../shell.ts";
import { isoText } from "../text/durations.ts";
import { withReading } from "../with-reading.ts";

interface ShowFlags {
  readonly json?: true;
  readonly journal?: true;
}

export const addShow: AddCommand = (program, shell) => {
  program
    .command("show")
    .summary("tell the story of a run")
    .description(
      "Shows a run: status, steps, workspace, error, timeline, what it waits for and the command that answers it.",
    )
    .argument("<run>", "the run's id, or a head or tail of it")
    .option("--journal", "print the inputs that it has taken, one a line as JSON")
    .option("--json", "print JSON; times are UTC")
    .action((text: string, flags: ShowFlags) =>
      withReading(shell.cwd, ({ store }) => {
        const run = resolveRun(store, text);
        const description = describeRun(store, run);
        if (description === null)
          throw new DroverError("run.unknown", `Cannot show run "${text}": the store has lost it. Restore a backup.`);
        print(description, flags, shell.out);
      }),
    );
};

function print(description: RunDescription, { json, journal }: ShowFlags, out: Output): void {
  if (journal === true)
    for (const entry of description.journal) out.line(JSON.stringify({ ...entry, at: isoText(entry.at) }));
  else if (json === true) out.line(JSON.stringify(showJson(description)));
  else for (const line of showLines(description, out.style, Date.now())) out.line(line);
}
