import { InvalidArgumentError } from "commander";
import type { AddCommand } from "../commands.ts";
import { printLogs } from "../logs.ts";
import { withReading } from "../with-reading.ts";

interface LogsFlags {
  readonly attempt?: number;
  readonly raw?: true;
  readonly stderr?: true;
  readonly follow?: true;
  readonly json?: true;
}

export const addLogs: AddCommand = (program, shell) => {
  program
    .command("logs")
    .summary("print what steps wrote")
    .description(
      "Prints what the processes of a run wrote: standard output to standard output, standard error to standard error. Of each step the last attempt, unless told otherwise. " +
        "What an agent said and did is told in words, and its standard error only with --stderr or --raw.",
    )
    .argument("<run>", "the run's id, or a head or tail of it")
    .argument("[step]", "only this step")
    .option("--attempt <number>", "this attempt of the step, counted over all its visits", parseAttempt)
    .option("--raw", "what agents wrote, as they wrote it")
    .option("--stderr", "only standard error, to standard output")
    .option("-f, --follow", "go on until the step, or the whole run, has ended")
    .option(
      "--json",
      "one JSON object for each piece (step, attempt, stream, offset, text), and for each entry of an agent (step, attempt, entry)",
    )
    .action((run: string, step: string | undefined, flags: LogsFlags) =>
      withReading(shell.cwd, (reading) =>
        printLogs(reading, shell, {
          run,
          step: step ?? null,
          attempt: flags.attempt ?? null,
          isRaw: flags.raw === true,
          isErrorOnly: flags.stderr === true,
          isFollowing: flags.follow === true,
          isJson: flags.json === true,
        }),
      ),
    );
};

function parseAttempt(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("It has to be a whole number above 0.");
}
