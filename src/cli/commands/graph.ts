import { Option } from "commander";
import { mermaidDiagram, treeDiagram } from "../../definition/diagram.ts";
import type { AddCommand } from "../commands.ts";
import { projectForReading } from "../find-project.ts";

interface GraphFlags {
  readonly format: "tree" | "mermaid";
  readonly full?: true;
}

export const addGraph: AddCommand = (program, shell) => {
  program
    .command("graph")
    .summary("draw a workflow")
    .description("Draws a workflow: its steps as they are written, or the whole machine that they become.")
    .argument("<workflow>", "name or path of the workflow")
    .addOption(
      new Option("-f, --format <format>", "a text tree, or a Mermaid stateDiagram-v2")
        .choices(["tree", "mermaid"])
        .default("tree"),
    )
    .option("--full", "every state and every transition of the machine")
    .action(async (name: string, { format, full = false as never }: GraphFlags) => {
      const { openCatalog } = await import("../../catalog.ts");
      const { definition } = openCatalog(projectForReading(shell.cwd)).load(name, shell.cwd);
      const draw = format === "tree" ? treeDiagram : mermaidDiagram;
      shell.out.line(draw(definition, full ? "machine" : "steps"));
    });
};
