import type { Command } from "commander";
import { optimizeLater } from "../../compiled/optimize-later.ts";
import { formatDiagnostic } from "../../definition/format-diagnostic.ts";
import { shortId, type RunId } from "../../core/ids.ts";
import type { AddCommand } from "../commands.ts";
import { followToExit, resumeTelling, withEngine, type FollowFlags } from "../engine-session.ts";
import { isForeground } from "../host.ts";
import { prepareState, projectOrRepository } from "../find-project.ts";
import { EXIT } from "../exit-codes.ts";
import { collect, gatherInputs } from "../inputs.ts";
import type { StateNode } from "../../definition/definition.ts";
import type { Shell } from "../shell.ts";

interface RunFlags extends FollowFlags {
  readonly input: readonly string[];
  readonly inputs?: string;
  readonly detach?: true;
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
    .option("--inputs <file>", "a JSON file with inputs, or - for standard input")
    .option("-d, --detach", "only start it: exit with code 3 once the run is durable");
  followOptions(command).action(async (workflow: string, flags: RunFlags) =>
    shell.finish(await run(workflow, flags, shell)),
  );
};

export function tellStarted(id: RunId, { json }: Pick<FollowFlags, "json">, { out }: Shell): number {
  out.line(
    json === true
      ? JSON.stringify({ run: id })
      : `Started run ${shortId(id)}. \`drover resume ${shortId(id)}\` follows it.`,
  );
  return EXIT.detached;
}

/** The options of every command that follows runs. */
export const followOptions = (command: Command): Command =>
  command
    .option("--foreground", "keep the engine in this process, without a daemon; so does DROVER_FOREGROUND=1")
    .option("--json", "print events as JSON, one a line; everything else goes to standard error")
    .option("--no-wait", "exit with code 3 once only people, timers or events are awaited")
    .option("-q, --quiet", "print nothing but how it ended");

async function run(name: string, flags: RunFlags, shell: Shell): Promise<number> {
  const project = projectOrRepository(shell.cwd);
  const { openCatalog } = await import("../../project/catalog.ts");
  if (isForeground(flags)) optimizeLater();
  const catalog = openCatalog(project);
  const workflow = catalog.load(name, shell.cwd);
  for (const warning of workflow.warnings)
    shell.err.line(formatDiagnostic(warning, { color: shell.err.style.isColored }));
  const given = gatherInputs(workflow.definition, { input: flags.input, inputs: flags.inputs ?? null }, shell.cwd);
  const inputs = catalog.checkInputs(workflow.definition, given);
  prepareState(project);
  return withEngine(
    project,
    { command: `drover run ${name}`, flags, shell, scripts: firstScripts(workflow.definition.main) },
    async (session) => {
      await resumeTelling(session, [], shell.err);
      const id = await session.host.start({ name, from: shell.cwd, workflow }, inputs);
      if (flags.detach === true) return tellStarted(id, flags, shell);
      return followToExit(session, [id], { shell, flags });
    },
  );
}

/** How many scripts are started at once when a state is entered, if nothing keeps them from it. */
function firstScripts({ type, action, states, initial }: StateNode): number {
  if (action !== null) return action.verb === "run" ? 1 : 0;
  const entered = type === "parallel" ? states : states.filter(({ key }) => key === initial);
  return entered.map(firstScripts).reduce((a, b) => a + b, 0);
}
