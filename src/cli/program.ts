import { Command } from "commander";
import { packageVersion } from "../project.ts";
import { COMMANDS } from "./commands.ts";
import type { Shell } from "./shell.ts";

/** The command line with the commands that `names` lists. Nothing is read or written before it is parsed. */
export async function createProgram(names: readonly string[], shell: Shell): Promise<Command> {
  const program = new Command("drover")
    .description("Runs workflows of coding agents, and goes on after a crash where it was.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    // What stands behind a command's name is that command's: some have commands of their own with options of the same name.
    .enablePositionalOptions()
    .helpCommand("help [command]", "print help for a command")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.out.write(text),
      writeErr: (text) => shell.err.write(text),
      outputError: () => undefined,
    });
  const loaders = names.flatMap((name) => COMMANDS[name] ?? []);
  for (const add of await Promise.all(loaders.map((load) => load()))) add(program, shell);
  return program;
}

/** One command is enough when it is named; for help and for what is not known all are needed. */
export function commandsFor(argv: readonly string[]): readonly string[] {
  const [name] = argv;
  return name !== undefined && Object.hasOwn(COMMANDS, name) ? [name] : Object.keys(COMMANDS);
}
