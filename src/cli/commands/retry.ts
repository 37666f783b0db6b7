import { makeRunId, shortId, type RunId } from "../../core/ids.ts";
import type { Snapshot } from "../../core/run.ts";
import type { Store } from "../../core/store.ts";
import { DroverError } from "../../core/errors.ts";
import { assertRetryable } from "../../control/retry.ts";
import { findProject, type Project } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { deliverInput, tellDelivery, type Letter } from "../deliver.ts";
import { followToExit, resumeTelling, withEngine, type FollowFlags } from "../engine-session.ts";
import { EXIT } from "../exit-codes.ts";
import { resolveRun } from "../run-id.ts";
import type { Shell } from "../shell.ts";
import { followOptions } from "./run.ts";

interface RetryFlags extends FollowFlags {
  readonly detach?: true;
}

export const addRetry: AddCommand = (program, shell) => {
  const command = program
    .command("retry")
    .summary("run again what a run was")
    .description(
      "Starts a new run of the same workflow, as it was then, with the same inputs, in a workspace of its own. The old run stays as it is.",
    )
    .argument("<run>", "the run's id, or a head or tail of it")
    .option("-d, --detach", "only store the new run: the living engine starts it, or the next `drover resume`");
  followOptions(command).action(async (run: string, flags: RetryFlags) => {
    const project = findProject(shell.cwd);
    shell.finish(
      flags.detach === true
        ? await retryDetached(project, run, { shell, flags })
        : await retry(project, run, { shell, flags }),
    );
  });
};

interface How {
  readonly shell: Shell;
  readonly flags: RetryFlags;
}

async function retry(project: Project, text: string, { shell, flags }: How): Promise<number> {
  return withEngine(project, { command: `drover retry ${text}`, flags, shell }, async (session) => {
    const { host } = session;
    const old = snapshotOf(host.store, text);
    await resumeTelling(session, [], shell.err);
    const run = await host.again(old);
    if (flags.quiet !== true) shell.err.line(againText(old, run));
    return followToExit(session, [run], { shell, flags });
  });
}

async function retryDetached(project: Project, text: string, { shell, flags }: How): Promise<number> {
  let old: Snapshot | null = null;
  const sent = await deliverInput(project, (store) => {
    old = snapshotOf(store, text);
    return startLetter(old);
  });
  tellDelivery(shell.out, old === null ? "Stored" : againText(old, sent.letter.run), {
    ...sent,
    isJson: flags.json === true,
  });
  return EXIT.detached;
}

function startLetter({ definition, inputs }: Snapshot): Letter {
  const run = makeRunId(Date.now(), Math.random);
  return { run, input: { type: "start", run, definition, inputs, parent: null, workspace: null } };
}

const againText = (old: Snapshot, run: RunId): string =>
  `Run ${shortId(run)} does again what run ${shortId(old.run)} (${old.workflow}, ${old.status}) did`;

function snapshotOf(store: Pick<Store, "getSnapshot" | "list">, text: string): Snapshot {
  const run = resolveRun(store, text);
  const snapshot = store.getSnapshot(run);
  if (snapshot === null)
    throw new DroverError("run.unknown", `Cannot retry run "${text}": the store has lost it. Restore a backup.`);
  assertRetryable(snapshot);
  return snapshot;
}
