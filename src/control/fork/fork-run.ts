import type { App } from "../../app.ts";
import type { RunId } from "../../core/ids.ts";
import { filesAt, type WantedFiles } from "./fork-files.ts";
import { forkPoint } from "./fork-point.ts";

export type { WantedFiles } from "./fork-files.ts";

export interface ForkRequest {
  readonly run: RunId;
  /** The entry of its journal after which the fork goes its own way. */
  readonly seq: number | null;
  /** That at which the last visit of this step began. Neither: the last entry that can be forked. */
  readonly step: string | null;
  readonly files: WantedFiles;
}

/**
 * A new run of the same frozen definition that goes on from where another was, in a workspace of its own. The other one stays as it is. What is
 * prepared makes the run of an id, durable when it resolves; asked again for the same id, nothing changes. Throws `run.unknown`,
 * `journal.unknown`, `step.unknown`, `run.final` for an entry with nothing to go on with, `fork.files` where the files of then are not to be
 * had, and `workspace.*`.
 */
export async function prepareFork(
  app: App,
  { files: wanted, ...request }: ForkRequest,
): Promise<(run: RunId) => Promise<RunId>> {
  const point = forkPoint(app.store, request);
  const { files, commits } = await filesAt(app, point, wanted);
  return (run) => app.engine.fork({ run, from: request.run, seq: point.seq, files, commits });
}
