import type { ChildProcess } from "node:child_process";
import type { ProcessExit } from "../../core/process.ts";

/** How a child of ours ended, as its parent saw it. `lost`: nobody watches it any more. `refused`: it never ran. */
export type ChildEnd =
  | Extract<ProcessExit, { type: "exited" | "signaled" }>
  | { readonly type: "lost" }
  | { readonly type: "refused"; readonly error: Error };

/** A process that this engine has started, whoever forked it. */
export interface StartedChild {
  readonly pid: number | null;
  /** Never rejects. */
  readonly ended: Promise<ChildEnd>;
  /** Lets Node end while it works. */
  readonly unref: () => void;
}

/** A child that Node itself has spawned. */
export const spawnedChild = (child: ChildProcess): StartedChild => ({
  pid: child.pid ?? null,
  ended: new Promise((resolve) => {
    child.once("error", (error) => resolve({ type: "refused", error }));
    child.once("exit", (code, signal) =>
      resolve(code === null ? { type: "signaled", signal: signal ?? "SIGKILL" } : { type: "exited", code }),
    );
  }),
  unref: () => child.unref(),
});
