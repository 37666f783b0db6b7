import type { Http } from "./http.ts";
import type { LogPiece } from "./generated/operations.ts";
import { createPatience } from "./reconnect.ts";
import { serverSent } from "./server-sent.ts";

export interface LogOptions {
  readonly stream?: "stdout" | "stderr";
  /** Bytes. */
  readonly offset?: number;
  readonly signal?: AbortSignal;
  /** How long nobody may answer until it throws. Milliseconds; for ever when left out. */
  readonly patienceMs?: number;
}

export interface LogText {
  readonly text: string;
  /** The offset to go on from. Bytes. */
  readonly next: number;
}

/** What an attempt's process has written and writes, until it has ended. A broken connection is made again at the byte where it was. */
export async function* followLog(
  http: Http,
  gen: string,
  { stream = "stdout", offset = 0, signal, patienceMs = Infinity }: LogOptions,
): AsyncGenerator<LogText, void, undefined> {
  const patience = createPatience(signal, patienceMs);
  let next = offset;
  for (;;) {
    try {
      const path = `/attempts/${encodeURIComponent(gen)}/log/stream?stream=${stream}&offset=${next}`;
      for await (const { type, data } of serverSent(await http({ method: "GET", path, signal }))) {
        patience.reset();
        if (type === "end") return;
        if (type !== "log") continue;
        const piece = JSON.parse(data) as LogPiece;
        yield { text: piece.text, next: piece.next };
        next = piece.next;
      }
      await patience.wait(new Error("The stream has ended."));
    } catch (error) {
      await patience.wait(error);
    }
  }
}
