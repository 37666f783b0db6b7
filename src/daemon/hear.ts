import type http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { DroverError } from "../core/errors.ts";
import type { EngineEvent } from "../core/events.ts";
import type { Project } from "../project/project.ts";
import { openAnswer } from "./call.ts";

/** One server-sent event. */
export interface Told {
  /** Where to go on from, another time; `null` where that cannot be said. */
  readonly id: string | null;
  readonly type: string;
  /** JSON. */
  readonly data: string;
}

export interface Stream {
  /** Resolves when the connection has ended, in whatever way. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens a stream of the daemon's; it stands when this resolves. Throws what the daemon refuses with, and `daemon.missing`. */
export async function openStream(project: Project, path: string, take: (told: Told) => void): Promise<Stream> {
  const response = await openAnswer(project, path);
  return { ended: readStream(response, take), close: () => void response.destroy() };
}

export interface Hearing {
  /** Resolves when the daemon has gone and no other has come in its place. */
  readonly gone: Promise<void>;
  close(): void;
}

const RETRY_MS = 100;
/** A daemon that is restarted is back within this time. */
const PATIENCE_MS = 10_000;

/** Hears all events from now on; when it resolves none is missed any more, over a restart of the daemon neither. */
export async function hearEvents(project: Project, take: (event: EngineEvent) => void): Promise<Hearing> {
  let cursor: string | null = null;
  const closing = new AbortController();
  const open = (): Promise<Stream> =>
    openStream(project, eventsPath(cursor), ({ id, type, data }) => {
      cursor = id ?? cursor;
      if (type !== "heartbeat") take(JSON.parse(data) as EngineEvent);
    });
  let current = await open();
  const goOn = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await current.ended;
      const next = closing.signal.aborted ? null : await patiently(open, closing.signal);
      if (next === null) return;
      current = next;
      // It may have been closed while the connection was made.
      if (closing.signal.aborted) current.close();
    }
  };
  return {
    gone: goOn(),
    close() {
      closing.abort();
      current.close();
    },
  };
}

/** The events behind a cursor; `null`: from now on. */
export const eventsPath = (after: string | null): string => `/events${after === null ? "" : `?after=${after}`}`;

/** `null` when nobody answers for too long, or nobody waits any more. */
async function patiently<T>(open: () => Promise<T>, closing: AbortSignal): Promise<T | null> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until && !closing.aborted; await sleep(RETRY_MS)) {
    try {
      return await open();
    } catch (error) {
      if (!isAway(error)) throw error;
    }
  }
  return null;
}

/** Whether a daemon may be there a moment later. */
export const isAway = (error: unknown): boolean =>
  !(error instanceof DroverError) || error.code === "daemon.missing" || error.retryable;

function readStream(response: http.IncomingMessage, take: (told: Told) => void): Promise<void> {
  let rest = "";
  response.setEncoding("utf8");
  response.on("data", (piece: string) => {
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const told = toldIn(block);
      if (told !== null) take(told);
    }
  });
  return new Promise((resolve) => {
    response.once("close", resolve);
    response.once("error", () => resolve());
  });
}

/** `null` for a block that carries nothing. */
function toldIn(block: string): Told | null {
  const lines = block.split("\n");
  const field = (name: string): string | null =>
    lines.find((one) => one.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
  const data = field("data");
  return data === null ? null : { id: field("id"), type: field("event") ?? "message", data };
}
