import type { Command } from "commander";
import { formatDiagnostic } from "../../definition/format-diagnostic.ts";
import type { AddCommand } from "../commands.ts";
import { followToExit, resumeTelling, withEngine, type FollowFlags } from "../engine-session.ts";
import { prepareState, projectOrRepository } from "../find-project.ts";
import { collect, gatherInputs } from "../inputs.ts";
import type { Shell } from "../shell.ts";

interface RunFlags extends FollowFlags {
  readonly input: readonly string[];
  readonly inputs?: string;
}

export const addRun: AddCommand = (program, shell) => {
  const command = program
    .command("run")
    .summary("run a workflow and follow it")
    .description(
      "Starts a run of a workflow and follows it to its end. The workflow is the name of a file in .drover/workflows, of one that ships with Drover, or a path.",
    )
    .argument("<workflow>", "name or path of the workflow")
    .option("-i, --input <name=value>", "an input of the workflow; may be given several times", collect, [])
    .option("--inputs <file>", "a JSON file with inputs, or - for standard input");
  followOptions(command).action(async (workflow: string, flags: RunFlags) =>
    shell.finish(await run(workflow, flags, shell)),
  );
};

/** The options of every command that follows runs. */
export const followOptions = (command: Command): Command =>
  command
    .option("--json", "print events as JSON, one a line; everything else goes to standard error")
    .option("--no-wait", "exit with code 3 once only people, timers or events are awaited")
    .option("-q, --quiet", "print nothing but how it ended");

async function run(name: string, flags: RunFlags, shell: Shell): Promise<number> {
  const project = projectOrRepository(shell.cwd);
  const { openCatalog } = await import("../../catalog.ts");
  const catalog = openCatalog(project);
  const workflow = catalog.load(name, shell.cwd);
  for (const warning of workflow.warnings)
    shell.err.line(formatDiagnostic(warning, { color: shell.err.style.isColored }));
  const given = gatherInputs(workflow.definition, { input: flags.input, inputs: flags.inputs ?? null }, shell.cwd);
  const inputs = catalog.checkInputs(workflow.definition, given);
  prepareState(project);
  return withEngine(project, `drover run ${name}`, async (session) => {
    await resumeTelling(session, [], shell.err);
    const id = await session.app.start(workflow, inputs, { from: shell.cwd });
    return followToExit(session, [id], { shell, flags });
  });
}
