import { mkdir, open, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { isJsonObject } from "../core/json.ts";
import type { RunId } from "../core/ids.ts";
import type { WorkspaceRecord } from "../core/run.ts";
import { DroverError } from "../core/errors.ts";

/** Where worktrees stand, absolute, symbolic links resolved (git prints them so). */
export interface Place {
  readonly project: string;
  readonly state: string;
  readonly worktrees: string;
}

/**
 * What was decided for a run's worktree, written down before anything is made: `<state>/worktrees/<run>.json`.
 * While it is not `ready` nobody has work in the folder, so it may be made anew: `planned` is the first time,
 * `restoring` adds a lost folder again.
 */
export interface Plan {
  readonly v: 1;
  readonly phase: "planned" | "ready" | "restoring";
  readonly record: WorkspaceRecord;
  readonly copy: readonly string[];
  /** Of a fork: the commit that its branch begins at, and the one with its files. Left out for a run that was started. */
  readonly start?: { readonly head: string; readonly commit: string };
}

/** Makes the folders. All of the state is hidden from the git repository that it may lie in. */
export async function preparePlace(project: string, stateFolder: string): Promise<Place> {
  const worktrees = path.join(path.resolve(project, stateFolder), "worktrees");
  await mkdir(worktrees, { recursive: true });
  const state = await realpath(path.dirname(worktrees));
  await writeFile(path.join(state, ".gitignore"), "*\n", { flag: "wx" }).catch(unlessCode("EEXIST"));
  return { project: await realpath(project), state, worktrees: path.join(state, "worktrees") };
}

export const worktreePath = (place: Place, run: RunId): string => path.join(place.worktrees, run);

/** Whether a folder is such a worktree, of whichever run. */
export const isOurs = (place: Place, folder: string): boolean => path.dirname(folder) === place.worktrees;

const planFile = (place: Place, run: RunId): string => path.join(place.worktrees, `${run}.json`);

export async function readPlan(place: Place, run: RunId): Promise<Plan | null> {
  const file = planFile(place, run);
  const text = await readFile(file, "utf8").catch(unlessCode("ENOENT"));
  if (text === undefined) return null;
  const plan: unknown = JSON.parse(text);
  if (isJsonObject(plan) && plan["v"] === 1) return plan as unknown as Plan;
  throw new DroverError("internal", `Cannot read "${file}": it was written by another version of Drover`);
}

/** Durable when it resolves. */
export async function writePlan(place: Place, run: RunId, plan: Plan): Promise<void> {
  const file = planFile(place, run);
  const aside = `${file}.new`;
  await writeFile(aside, `${JSON.stringify(plan)}\n`, { flush: true });
  await rename(aside, file);
  await syncFolder(place.worktrees);
}

export const removePlan = (place: Place, run: RunId): Promise<void> => rm(planFile(place, run), { force: true });

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** For `catch`: lets one expected system error pass as `undefined`. */
export const unlessCode =
  (...codes: readonly string[]) =>
  (error: NodeJS.ErrnoException): undefined => {
    if (!codes.includes(error.code ?? "")) throw error;
  };
