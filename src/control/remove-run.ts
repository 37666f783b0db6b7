import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { App } from "../app.ts";
import { DroverError } from "../core/errors.ts";
import { Gen, makeGen, runOfGen, shortId, type RunId } from "../core/ids.ts";
import { isFinal, type Snapshot } from "../core/run.ts";
import { familyOf } from "./archive/export-run.ts";
import { stateOf } from "./run-view.ts";

/**
 * Forgets an ended run with its child runs: their logs, their worktrees, then their state. A crash in between leaves runs that can be removed
 * again. Gives those that are gone. Throws `run.unknown`, `run.not_final`, and `run.kept` for a child of another run, and where a worktree holds work
 * that stands nowhere else.
 */
export async function removeRun(app: App, run: RunId): Promise<readonly RunId[]> {
  const { store, engine } = app;
  const family = familyOf(store, run);
  const snapshots = family.map((one) => stateOf(store, one).snapshot);
  assertOwn(app, run, snapshots);
  const worktrees = ownWorktrees(snapshots);
  for (const one of worktrees) await assertEmpty(app, one);
  for (const one of worktrees) if (one.workspace !== null) await app.workspaces.archive(one.run, one.workspace);
  for (const one of family.toReversed()) {
    await removeAttempts(app, one);
    const workspace = snapshots.find(({ run: its }) => its === one)?.workspace ?? null;
    if (workspace !== null) await app.workspaces.forget(one, workspace);
    await engine.remove(one);
  }
  return family;
}

/** Also those that no journal names: of agents' servers, which live on between steps. */
async function removeAttempts({ processes }: App, run: RunId): Promise<void> {
  const attempts = path.dirname(processes.files(makeGen(run, 0, 0)).folder);
  const names = (await readdir(attempts)).filter((name) => runOfGen(Gen(name)) === run);
  for (const name of names) await rm(path.join(attempts, name), { recursive: true, force: true });
}

function assertOwn({ store }: App, run: RunId, snapshots: readonly Snapshot[]): void {
  const open = snapshots.find(({ status, owesParent }) => !isFinal(status) || owesParent);
  if (open !== undefined)
    throw new DroverError(
      "run.not_final",
      `Cannot remove run "${run}": run ${shortId(open.run)} has not ended. Cancel it first.`,
    );
  const heir = snapshots.map((one) => liveFork(store, one.run)).find((one) => one !== null);
  if (heir !== undefined)
    throw new DroverError(
      "run.kept",
      `Cannot remove run "${run}": run ${shortId(heir)} was forked from it and reads its logs. Wait for its end, or cancel it.`,
    );
  const parent = snapshots[0]?.parent?.run ?? null;
  if (parent !== null && store.getSnapshot(parent) !== null)
    throw new DroverError(
      "run.kept",
      `Cannot remove run "${run}": it belongs to run ${shortId(parent)}, and goes with it.`,
    );
}

/** An agent of a fork is told what was said in the run that it comes from. */
function liveFork(store: App["store"], run: RunId): RunId | null {
  const live = (["queued", "running", "waiting"] as const).flatMap((status) => store.list({ status, limit: Infinity }));
  return live.find((one) => comesFrom(store, one.run, run))?.run ?? null;
}

function comesFrom(store: App["store"], run: RunId, wanted: RunId): boolean {
  const source = store.getSnapshot(run)?.forkedFrom?.run ?? null;
  return source !== null && (source === wanted || comesFrom(store, source, wanted));
}

/** A child that works in its parent's has none of its own. */
function ownWorktrees(snapshots: readonly Snapshot[]): readonly Snapshot[] {
  const seen = new Set<string>();
  return snapshots.filter(({ workspace }) => {
    if (workspace === null || workspace.kind !== "worktree" || seen.has(workspace.path)) return false;
    seen.add(workspace.path);
    return true;
  });
}

async function assertEmpty({ workspaces }: App, { run, workspace }: Snapshot): Promise<void> {
  if (workspace === null || !(await workspaces.holdsWork(run, workspace))) return;
  throw new DroverError(
    "run.kept",
    `Cannot remove run "${run}": ${workspace.path} holds work that is not committed or not merged. Merge it or remove it first.`,
  );
}
