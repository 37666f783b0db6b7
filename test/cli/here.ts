import { runCommand } from "../../src/cli/command-line.ts";
import { commandsFor } from "../../src/cli/commands.ts";
import { printable } from "../../src/core/printable.ts";
import type { Output } from "../../src/cli/shell.ts";
import { PLAIN } from "../../src/cli/style.ts";

/** They end soon, and do the same with a daemon and without one. */
const SHORT = new Set([
  ..."help show runs status logs validate doctor agents token".split(" "),
  ..."export import delete prune backup".split(" "),
]);

/** They bring something to the engine that lives, or store it themselves when none is to be started. */
const TELLING = new Set("approve answer cancel send messages".split(" "));

/** Words behind a command that make another program of it: an editor, an agent. */
const OTHERS = new Set(["edit", "check"]);

/**
 * Whether a command can be carried out in this process: as one of its own each costs a tenth of a second of computing, most of it Node's start.
 * What is tried of starting and ending, of engines that work and of environments needs its own; `processes.test.ts` compares the two.
 */
export const isForHere = ([command = "", word = ""]: readonly string[], isForeground: boolean): boolean =>
  (SHORT.has(command) || (isForeground && TELLING.has(command))) && !OTHERS.has(word);

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Carries out a command line in this process. */
export async function carriedOut(cwd: string, args: readonly string[]): Promise<Ended> {
  const [out, err] = [recorder(), recorder()];
  const load = (file: string): Promise<unknown> => import(/* @vite-ignore */ file);
  const code = await runCommand(
    args,
    () => commandsFor(args),
    (finish) => ({ cwd, out, err, load, finish }),
  );
  return { code, stdout: out.said(), stderr: err.said() };
}

function recorder(): Output & { said(): string } {
  let said = "";
  const write = (text: string): void => void (said += text);
  return {
    style: PLAIN,
    isTerminal: false,
    rows: () => 24,
    line: (text = "") => write(`${printable(text)}\n`),
    write,
    said: () => said,
  };
}
