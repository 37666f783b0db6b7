import { existsSync } from "node:fs";
import type { App } from "../../app.ts";
import { DroverError } from "../../core/errors.ts";
import { shortId } from "../../core/ids.ts";
import type { ForkedFiles, Snapshot, WorkspaceRecord } from "../../core/run.ts";
import { isOpening, statesOf, type ForkRun } from "../../engine/index.ts";
import type { ForkPoint } from "./fork-point.ts";
import { keptUpTo } from "./kept-entries.ts";

/** `entry`: those of then; `now`: as the other run's worktree has them now; `base`: those of the commit that its branch started from. */
export type WantedFiles = "entry" | "now" | "base";

export interface FoundFiles {
  readonly files: ForkedFiles;
  readonly commits: ForkRun["commits"];
}

type Here = Pick<App, "store" | "workspaces">;

/** What a fork's worktree begins with. Throws `fork.files` where that is not to be had, and `workspace.missing` for an imported run. */
export async function filesAt(here: Here, point: ForkPoint, wanted: WantedFiles): Promise<FoundFiles> {
  const { workspace, run } = point.snapshot;
  if (workspace === null || isOpening(point.snapshot)) return inPlace("new");
  const present = here.store.getSnapshot(run);
  if (present === null || present.workspace === null)
    throw new DroverError(
      "workspace.missing",
      `Cannot fork run "${shortId(run)}": it was imported, and its files are elsewhere. \`drover retry\` starts it anew.`,
    );
  if (workspace.kind !== "worktree") return inPlace("place");
  const worktree = { ...point, present, workspace };
  if (wanted === "base") return atBase(here, worktree);
  return wanted === "now" ? asNow(here, worktree) : ofThen(here, worktree);
}

interface Worktree extends ForkPoint {
  /** The run as it is now. */
  readonly present: Snapshot;
  readonly workspace: WorkspaceRecord;
}

const inPlace = (of: "new" | "place"): FoundFiles => ({ files: { of, seq: null, isOlder: false }, commits: null });

async function ofThen(here: Here, worktree: Worktree): Promise<FoundFiles> {
  const { seq, present, workspace } = worktree;
  const { run } = present;
  if (present.seq === seq && present.status === "waiting" && existsSync(workspace.path)) {
    const { head, commit } = await here.workspaces.keep(run, workspace, String(seq));
    return { files: { of: "entry", seq, isOlder: false }, commits: { head, commit } };
  }
  const [kept] = await keptUpTo(here, { run, seq, workspace });
  if (kept !== undefined) {
    const { head, commit } = kept;
    const isOlder = hasEndedBetween(here, run, { after: kept.seq, until: seq });
    return { files: { of: "entry", seq: kept.seq, isOlder }, commits: { head, commit } };
  }
  const base = atBase(here, worktree);
  if (!base.files.isOlder) return base;
  throw new DroverError(
    "fork.files",
    `Cannot fork run "${shortId(run)}" at entry ${seq}: its files of then were not kept (\`checkpoints\` in config.yaml). ` +
      "`--files base` begins with those of the commit that its branch started from, `--files now` with those that it has now.",
  );
}

async function asNow({ workspaces }: Here, { present, workspace }: Worktree): Promise<FoundFiles> {
  const { run, seq, status } = present;
  if (!existsSync(workspace.path))
    throw new DroverError(
      "fork.files",
      `Cannot fork run "${shortId(run)}" with its files of now: its worktree "${workspace.path}" is gone. Leave \`--files\` out for those of then.`,
    );
  // While something works they are those of no entry.
  const { head, commit } = await workspaces.keep(run, workspace, status === "running" ? "now" : String(seq));
  return { files: { of: "now", seq: null, isOlder: false }, commits: { head, commit } };
}

function atBase({ store }: Here, { seq, present: { run }, workspace: { base } }: Worktree): FoundFiles {
  if (base === null) throw new DroverError("internal", `Cannot fork run "${run}": its branch has no base`);
  const opened = openedAt({ store }, run);
  const isOlder = hasEndedBetween({ store }, run, { after: opened, until: seq });
  return { files: { of: "base", seq: null, isOlder }, commits: { head: base, commit: base } };
}

/** The entry after which its workspace was there. */
function openedAt({ store }: Pick<Here, "store">, run: Snapshot["run"]): number {
  for (const state of statesOf(store, run))
    if (state.snapshot.workspace !== null && !isOpening(state.snapshot)) return state.snapshot.seq;
  return 0;
}

/** Whether an attempt has ended that may have changed files. */
function hasEndedBetween(
  { store }: Pick<Here, "store">,
  run: Snapshot["run"],
  { after, until }: { readonly after: number; readonly until: number },
): boolean {
  return [...store.journal(run, after)].some(
    ({ seq, input }) => seq <= until && (input.type === "outcome" || input.type === "stopped"),
  );
}
