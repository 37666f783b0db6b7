import path from "node:path";
import { findProject } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";

export const addAgentsRemove: AddCommand = (agents, shell) => {
  agents
    .command("remove")
    .summary("remove a profile")
    .description(
      "Removes the project's own file of an agent. What ships with Drover stays, and so does what other profiles extend.",
    )
    .argument("<name>", "the agent")
    .option("--json", "print the result as JSON")
    .action(async (name: string, { json }: { json?: true }) => {
      const { removeAgent } = await import("../../project/agent-files.ts");
      const file = removeAgent(findProject(shell.cwd), name);
      if (json === true) return shell.out.line(JSON.stringify({ name, file }));
      shell.out.line(`${shell.out.style.red("-")} ${path.relative(shell.cwd, file)}`);
    });
};
