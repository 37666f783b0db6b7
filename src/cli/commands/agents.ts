import type { Command } from "commander";
import { DroverError } from "../../core/errors.ts";
import { nearest } from "../../core/nearest.ts";
import { addAgentsAdd } from "../agents/add.ts";
import { addAgentsCheck } from "../agents/check.ts";
import { addAgentsEdit } from "../agents/edit.ts";
import { listAgents, type ListFlags } from "../agents/list.ts";
import { addAgentsRemove } from "../agents/remove.ts";
import { addAgentsShow } from "../agents/show.ts";
import type { AddCommand } from "../commands.ts";

const PARTS: readonly AddCommand[] = [addAgentsShow, addAgentsAdd, addAgentsEdit, addAgentsRemove, addAgentsCheck];

export const addAgents: AddCommand = (program, shell) => {
  const agents = program
    .command("agents")
    .summary("list agent profiles, show, add, edit, remove and check them")
    .description(
      "Lists the agent profiles, those that ship with Drover and those in .drover/agents, and whether each could start.",
    )
    .usage("[options] [command]")
    .option("--tag <tag>", "only those with this tag")
    .option("--json", "print a JSON array")
    .enablePositionalOptions()
    .allowExcessArguments()
    .action((flags: ListFlags, command: Command) => {
      const [unknown] = command.args;
      if (unknown !== undefined) throw unknownCommand(unknown, command);
      return listAgents(flags, shell);
    });
  for (const add of PARTS) add(agents, shell);
};

function unknownCommand(name: string, { commands }: Command): DroverError {
  const known = commands.map((command) => command.name());
  const near = nearest(name, known);
  const hint = near === null ? `Known: ${known.join(", ")}.` : `Did you mean "${near}"?`;
  return new DroverError("usage", `Cannot do "drover agents ${name}": there is no such command. ${hint}`);
}
