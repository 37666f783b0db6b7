import { runCommandLine } from "./command-line.ts";
import { commandsFor } from "./commands.ts";
import type { Shell } from "./shell.ts";

/** The command line with all commands. */
export const runCli = (argv: readonly string[], load: Shell["load"]): Promise<void> =>
  runCommandLine(argv, () => commandsFor(argv), load);
