import { Command } from "commander";
import { packageVersion } from "../project/project.ts";
import type { AddCommand } from "./commands.ts";
import type { Shell } from "./shell.ts";

/** The command line with these commands. Nothing is read or written before it is parsed. */
export function createProgram(commands: readonly AddCommand[], shell: Shell): Command {
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
  for (const add of commands) add(program, shell);
  return program;
}
