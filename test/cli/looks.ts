import { commandsFor } from "../../src/cli/commands.ts";
import { createProgram } from "../../src/cli/program.ts";
import type { Output } from "../../src/cli/shell.ts";
import { PLAIN } from "../../src/cli/style.ts";

/** Commands that only look: what they tell is often asked for, and as a process each costs a tenth of a second of computing. */
const LOOKS = new Set(["show", "runs", "status"]);

export const isLook = ([command = ""]: readonly string[]): boolean => LOOKS.has(command);

/** What such a command prints, in this process. Throws what it fails with. */
export async function printed(cwd: string, args: readonly string[]): Promise<string> {
  let said = "";
  const write = (text: string): void => void (said += text);
  const out: Output = {
    style: PLAIN,
    isTerminal: false,
    rows: () => 24,
    line: (text = "") => write(`${text}\n`),
    write,
  };
  const load = (file: string): Promise<unknown> => import(/* @vite-ignore */ file);
  const shell = { cwd, out, err: { ...out, write: () => undefined, line: () => undefined }, load, finish: () => {} };
  await createProgram(await commandsFor(args), shell).parseAsync(args, { from: "user" });
  return said;
}
