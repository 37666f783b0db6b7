import path from "node:path";
import { DroverError } from "../../core/errors.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { findProject } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";

interface AddFlags {
  readonly extends?: string;
  readonly executor?: string;
  readonly model?: string;
  readonly mode?: string;
  readonly description?: string;
  readonly tag?: readonly string[];
  readonly json?: true;
}

export const addAgentsAdd: AddCommand = (agents, shell) => {
  agents
    .command("add")
    .summary("add a profile")
    .description(
      "Writes .drover/agents/<name>.yaml: a profile that extends another one, or one for a program. It replaces no file, and writes none that has a mistake.",
    )
    .usage("[options] <name> [-- command...]")
    .argument("<name>", "the new agent's name")
    .argument("[command...]", "its program with its arguments, behind --; with --extends further arguments")
    .option("--extends <agent>", "the profile that it begins with")
    .option("--executor <name>", "how it is run: command, acp, …; left out: command")
    .option("--model <model>", "the model")
    .option("--mode <mode>", "the agent's own mode")
    .option("--description <text>", "for people")
    .option("--tag <tag...>", "tags")
    .option("--json", "print the result as JSON")
    .action(async (name: string, command: readonly string[], flags: AddFlags) => {
      const { addAgent } = await import("../../project/agent-files.ts");
      const file = addAgent(findProject(shell.cwd), name, profileValue(command, flags));
      if (flags.json === true) return shell.out.line(JSON.stringify({ name, file }));
      shell.out.line(`${shell.out.style.green("+")} ${path.relative(shell.cwd, file)}`);
      shell.out.line(`Next: ${shell.out.style.cyan(`drover agents check ${name}`)}`);
    });
};

function profileValue(command: readonly string[], flags: AddFlags): JsonObject {
  if (flags.extends === undefined && command.length === 0)
    throw new DroverError(
      "usage",
      "Cannot add an agent out of nothing: give --extends <agent>, or its program behind --.",
    );
  const keys: readonly (readonly [string, Json | undefined])[] = [
    ["extends", flags.extends],
    ["executor", flags.executor],
    ["description", flags.description],
    ["tags", flags.tag],
    [flags.extends === undefined ? "command" : "args", command.length === 0 ? undefined : command],
    ["model", flags.model],
    ["mode", flags.mode],
  ];
  return Object.fromEntries(keys.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}
