import type { AddCommand } from "./commands.ts";
import { exitCodeOf, reportFailure } from "./failure.ts";
import { createProgram } from "./program.ts";
import { processShell, type Shell } from "./shell.ts";

/**
 * Runs one command line and ends the process with its exit code. `commands`: those that can be meant. `load`: imports a module that is
 * not in the bundle.
 */
export async function runCommandLine(
  argv: readonly string[],
  commands: () => Promise<readonly AddCommand[]>,
  load: Shell["load"],
): Promise<void> {
  endQuietlyWithoutReader();
  const code = await runCommand(argv, commands, (finish) => processShell(finish, load));
  await written();
  process.exit(code);
}

/** Carries out one command line, and tells a failure as people or programs are told it. Resolves to the exit code. */
export async function runCommand(
  argv: readonly string[],
  commands: () => Promise<readonly AddCommand[]>,
  shellWith: (finish: Shell["finish"]) => Shell,
): Promise<number> {
  let code = 0;
  const shell = shellWith((given) => void (code = given));
  try {
    const program = createProgram(await commands(), shell);
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    reportFailure(error, {
      err: shell.err,
      isJson: argv.includes("--json"),
      isDebug: process.env["DROVER_DEBUG"] === "1",
    });
    code = exitCodeOf(error);
  }
  return code;
}

/** `drover logs … | head` closes our output: that is no fault. Who follows runs is asked to detach. */
function endQuietlyWithoutReader(): void {
  let isClosed = false;
  const onError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== "EPIPE") throw error;
    if (isClosed) return;
    isClosed = true;
    if (!process.emit("SIGTERM", "SIGTERM")) process.exit(0);
  };
  process.stdout.on("error", onError);
  process.stderr.on("error", onError);
}

const written = (): Promise<unknown> =>
  Promise.all(
    [process.stdout, process.stderr].map(
      (stream) => new Promise<void>((resolve) => void stream.write("", () => resolve())),
    ),
  );
