import { RunId, shortId } from "../../../src/core/ids.ts";

/** The end of a run's id, which people type and branches carry. */
export const shortRun = (run: string): string => shortId(RunId(run));
