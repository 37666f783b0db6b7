import type { Action, Attempt } from "../core/action.ts";
import type { Workspaces } from "../core/workspace.ts";

interface Ports {
  readonly workspaces: Pick<Workspaces, "keep">;
  /** Of which attempts; from config.yaml. */
  readonly of: "agents" | "steps" | "none";
  /** Files that could not be kept are told; no attempt fails for it. */
  readonly onFault: (error: unknown) => void;
}

/** A commit ends what its attempt began with, so that only what comes after it is kept. */
const KEPT: Readonly<Record<Ports["of"], Readonly<Record<string, readonly ("begin" | "end")[]>>>> = {
  none: {},
  agents: { agent: ["begin", "end"], "git.commit": ["end"] },
  steps: { agent: ["begin", "end"], run: ["begin", "end"], "git.commit": ["end"] },
};

/**
 * Keeps the files of the worktree as an attempt finds and leaves them, `<gen>.begin` and `<gen>.end`: both before anything that follows.
 * One that a former engine may have begun finds nobody knows what.
 */
export function keepingFiles({ workspaces, of, onFault }: Ports, action: Action): Action {
  const moments = KEPT[of][action.name] ?? [];
  const keep = async (moment: "begin" | "end", { run, gen, step, workspace }: Attempt): Promise<void> => {
    if (workspace?.kind !== "worktree" || step === null || !moments.includes(moment)) return;
    await workspaces.keep(run, workspace, `${gen}.${moment}`).catch(onFault);
  };
  if (moments.length === 0) return action;
  return {
    ...action,
    async perform(attempt) {
      if (!attempt.recovering) await keep("begin", attempt);
      const outcome = await action.perform(attempt);
      await keep("end", attempt);
      return outcome;
    },
  };
}
