import { setTimeout as sleep } from "node:timers/promises";
import type { Host } from "../host.ts";
import { DroverError } from "../../core/errors.ts";
import { shortId, type RunId } from "../../core/ids.ts";
import { isFinal } from "../../core/run.ts";
import { findProject } from "../../project/project.ts";
import type { AddCommand } from "../commands.ts";
import { followToExit, resumeTelling, withEngine, type FollowFlags } from "../engine-session.ts";
import { EXIT } from "../exit-codes.ts";
import { resolveRun } from "../run-id.ts";
import type { Shell } from "../shell.ts";
import { followOptions } from "./run.ts";

export const addResume: AddCommand = (program, shell) => {
  const command = program
    .command("resume")
    .summary("go on with everything that was live")
    .description(
      "Starts the engine, goes on with every run that has not ended and follows them, or one of them. Agents that are still at work are adopted, not started again.",
    )
    .argument("[run]", "follow only this run; the others go on as well while it lasts");
  followOptions(command).action(async (run: string | undefined, flags: FollowFlags) =>
    shell.finish(await resume(run ?? null, flags, shell)),
  );
};

async function resume(text: string | null, flags: FollowFlags, shell: Shell): Promise<number> {
  return withEngine(findProject(shell.cwd), { command: "drover resume", flags, shell }, async (session) => {
    const { host } = session;
    const roots = text === null ? unfinished(host) : [assertUnfinished(host, resolveRun(host.store, text))];
    const telling = flags.json === true ? shell.err : shell.out;
    const { runs, broken } = await resumeTelling(session, roots, shell.err);
    await leftoversEnded(host, runs);
    const lost = new Set(broken.map(({ run }) => run));
    const sound = roots.filter((run) => !lost.has(run));
    if (roots.length === 0) telling.line("Nothing to resume: no run is under way.");
    const code = sound.length === 0 ? EXIT.succeeded : await followToExit(session, sound, { shell, flags });
    return code === EXIT.succeeded && lost.size > 0 ? EXIT.failed : code;
  });
}

/** Runs that nobody started from another run; the oldest first. */
function unfinished({ store }: Host): readonly RunId[] {
  const statuses = ["queued", "running", "waiting"] as const;
  const runs = statuses.flatMap((status) => store.list({ status, limit: Infinity }));
  return runs
    .filter(({ parent }) => parent === null)
    .map(({ run }) => run)
    .toSorted();
}

function assertUnfinished({ store }: Host, run: RunId): RunId {
  const status = store.getSnapshot(run)?.status ?? "succeeded";
  if (!isFinal(status)) return run;
  throw new DroverError(
    "run.final",
    `Cannot resume run "${shortId(run)}": it has ended as ${status}. \`drover retry ${shortId(run)}\` starts it anew.`,
  );
}

const LOOK_EVERY_MS = 20;

/** A run that was canceled while no engine ran has ended, but what it had started may still have to be ended. */
async function leftoversEnded(host: Host, runs: readonly RunId[]): Promise<void> {
  const isLeft = (run: RunId): boolean => {
    const snapshot = host.state(run)?.snapshot ?? null;
    return snapshot !== null && isFinal(snapshot.status) && snapshot.stops.length > 0;
  };
  while (runs.some(isLeft)) await sleep(LOOK_EVERY_MS);
}
