import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { createByteMask } from "./mask-bytes.ts";
import { DroverError } from "../core/errors.ts";
import {
  readLogLines,
  readLogPiece,
  searchLog,
  type ByteMasking,
  type LinesWanted,
  type LogHits,
  type LogLines,
  type LogSearch,
} from "../executors/supervisor/index.ts";
import { byteMasking, secretValues } from "../project/secrets.ts";

export type { LogHits, LogLines };

/** Lines of a log around a place in it, secrets taken out; empty where nothing was written yet. Throws `process.log` for an ended one without a log. */
export function logLines(file: string, wanted: Omit<LinesWanted, "mask">): LogLines {
  try {
    return readLogLines(file, { ...wanted, ...masking() });
  } catch (error) {
    // A process that has only just been started has none yet.
    if (error instanceof DroverError && error.code === "process.log" && !wanted.isEnded)
      return { lines: [], from: 0, next: 0, size: 0 };
    throw error;
  }
}

/** Looks for a text; one that stands in a secret is not found. Throws `process.log` where there is no log. */
export async function searchedLog(file: string, search: Omit<LogSearch, "mask">): Promise<LogHits> {
  return searchLog(file, { ...search, ...masking() });
}

/** The whole log as it lies there now, but for secrets, which are stars. Throws `process.log` where there is none. */
export function wholeLog(file: string): Readable {
  // Before anything is answered: a stream can only break off.
  readLogPiece(file, 0);
  const mask = createByteMask(secretValues());
  async function* pieces(): AsyncGenerator<Buffer> {
    for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) yield mask.push(piece);
    yield mask.rest();
  }
  return Readable.from(pieces(), { objectMode: false });
}

function masking(): { readonly mask?: ByteMasking } {
  const mask = byteMasking();
  return mask === undefined ? {} : { mask };
}
