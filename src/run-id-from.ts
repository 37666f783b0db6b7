import { createHash } from "node:crypto";
import { makeRunId, type RunId } from "./core/ids.ts";

/** The run id that follows from a text and a time (milliseconds since 1970): always the same one, so that a run can be found again after a crash. */
export const runIdFrom = (text: string, at: number): RunId => makeRunId(at, chanceFrom(text));

/** Numbers in [0, 1). */
function chanceFrom(text: string): () => number {
  const digest = createHash("sha256").update(text).digest();
  let index = 0;
  return () => (digest[index++ % digest.length] ?? 0) / 256;
}
