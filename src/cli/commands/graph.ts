import { Option } from "commander";
import type { LoadedWorkflow } from "../../project/catalog.ts";
import { mermaidDiagram, treeDiagram, type DiagramLevel } from "../../definition/diagram.ts";
import type { openLayouts, svgOf } from "../../layout/index.ts";
import { SHIPPED } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { projectForReading } from "../find-project.ts";
import type { Shell } from "../shell.ts";

const FORMATS = ["tree", "mermaid", "svg", "xstate"] as const;

interface GraphFlags {
  readonly format: (typeof FORMATS)[number];
  readonly full?: true;
}

export const addGraph: AddCommand = (program, shell) => {
  program
    .command("graph")
    .summary("draw a workflow")
    .description(
      "Draws a workflow: its steps as they are written, or the whole machine that they become. XState's JSON is always the whole machine.",
    )
    .argument("<workflow>", "name or path of the workflow")
    .addOption(
      new Option(
        "-f, --format <format>",
        "a text tree, a Mermaid stateDiagram-v2, a picture, or a machine of XState v5",
      )
        .choices(FORMATS)
        .default("tree"),
    )
    .option("--full", "every state and every transition of the machine")
    .action(async (name: string, { format, full = false as never }: GraphFlags) => {
      const { openCatalog } = await import("../../project/catalog.ts");
      const loaded = openCatalog(projectForReading(shell.cwd)).load(name, shell.cwd);
      const text = await DRAW[format](loaded, full ? "machine" : "steps", shell);
      shell.out.line(text.trimEnd());
    });
};

type Draw = (workflow: LoadedWorkflow, level: DiagramLevel, shell: Shell) => string | Promise<string>;

const DRAW: Readonly<Record<GraphFlags["format"], Draw>> = {
  tree: ({ definition }, level) => treeDiagram(definition, level),
  mermaid: ({ definition }, level) => mermaidDiagram(definition, level),
  svg: picture,
  async xstate({ definition }) {
    const { xstateJson } = await import("../../machines/xstate-json.ts");
    return JSON.stringify(xstateJson(definition), null, 2);
  },
};

async function picture({ definition, hash }: LoadedWorkflow, detail: DiagramLevel, { load }: Shell): Promise<string> {
  const layout = (await load(SHIPPED.layout)) as {
    readonly openLayouts: typeof openLayouts;
    readonly svgOf: typeof svgOf;
  };
  const layouts = layout.openLayouts(null);
  try {
    return layout.svgOf(await layouts.of({ definition, hash, detail }), definition.name);
  } finally {
    await layouts.close();
  }
}
