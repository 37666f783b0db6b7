import { DroverError } from "../core/errors.ts";
import { shortId } from "../core/ids.ts";
import { isFinal, type Snapshot } from "../core/run.ts";

/** Throws `run.not_final` or `usage` for a run that cannot be done again. */
export function assertRetryable({ run, status, parent }: Snapshot): void {
  if (!isFinal(status))
    throw new DroverError(
      "run.not_final",
      `Cannot retry run "${shortId(run)}": it has not ended yet, it is ${status}. \`drover resume\` goes on with it.`,
    );
  if (parent !== null)
    throw new DroverError(
      "usage",
      `Cannot retry run "${shortId(run)}": it is part of run "${shortId(parent.run)}". \`drover retry ${shortId(parent.run)}\` runs that one again.`,
    );
}
