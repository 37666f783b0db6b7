import { InvalidArgumentError, Option } from "commander";
import type { ForkRequest } from "../../control/fork/fork-run.ts";
import type { ForkOrigin } from "../../core/run.ts";
import { DroverError } from "../../core/errors.ts";
import { type RunId, shortId } from "../../core/ids.ts";
import { findProject } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { followToExit, resumeTelling, withEngine, type FollowFlags } from "../engine-session.ts";
import { filesText } from "../fork-text.ts";
import { resolveRun } from "../run-id.ts";
import type { Shell } from "../shell.ts";
import { followOptions, tellStarted } from "./run.ts";

interface ForkFlags extends FollowFlags {
  readonly at?: number;
  readonly from?: string;
  readonly files: ForkRequest["files"];
  readonly detach?: true;
}

export const addFork: AddCommand = (program, shell) => {
  const command = program
    .command("fork")
    .summary("go on from an entry of a run, in a new one")
    .description(
      "Starts a new run that goes on from where a run was after an entry of its journal, in a workspace of its own. The old run stays as it is.",
    )
    .argument("<run>", "the run's id, or a head or tail of it")
    .option(
      "--at <entry>",
      "the number of the entry (`drover show <run> --journal`); the last one that can be forked",
      entry,
    )
    .option("--from <step>", "the entry at which the last visit of this step began")
    .addOption(
      new Option(
        "--files <which>",
        "begin with the files of that entry, of now, or of the commit that its branch started from",
      )
        .choices(["entry", "now", "base"])
        .default("entry"),
    )
    .option("-d, --detach", "only start it: exit with code 3 once the run is durable");
  followOptions(command).action(async (run: string, flags: ForkFlags) => shell.finish(await fork(run, flags, shell)));
};

function entry(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be the number of an entry, from 1.");
}

async function fork(text: string, flags: ForkFlags, shell: Shell): Promise<number> {
  const { at = null, from = null, files } = flags;
  if (at !== null && from !== null)
    throw new DroverError("usage", "Cannot fork the run: give --at or --from, not both.");
  const project = findProject(shell.cwd);
  return withEngine(project, { command: `drover fork ${text}`, flags, shell }, async (session) => {
    const { host } = session;
    const source = resolveRun(host.store, text);
    await resumeTelling(session, [], shell.err);
    const run = await host.fork({ run: source, seq: at, step: from, files });
    const origin = host.store.getSnapshot(run)?.forkedFrom;
    if (origin !== undefined && flags.quiet !== true) shell.err.line(forkedText(run, origin));
    if (flags.detach === true) return tellStarted(run, flags, shell);
    return followToExit(session, [run], { shell, flags });
  });
}

const forkedText = (run: RunId, { run: source, seq, files }: ForkOrigin): string =>
  `Run ${shortId(run)} goes on from entry ${seq} of run ${shortId(source)}, ${filesText(files)}.`;
