import { setTimeout as sleep } from "node:timers/promises";
import { DroverError } from "../core/errors.ts";
import type { Asked, Port } from "../mcp/index.ts";
import type { Project } from "../project/project.ts";
import { callDaemon } from "./call.ts";
import { AUTO_ARGS, daemonStatus, startInBackground } from "./ensure.ts";

const TRIES = 5;
const REST_MS = 100;

/**
 * The daemon of a project, wherever it is just then: one is started when there is none, and its restart is not noticed. What may have
 * been taken by one that has gone is not asked for again unless that changes nothing: `daemon.lost`.
 */
export function daemonPort(project: Project): Port {
  return async <T>({ key, ...call }: Asked): Promise<T> => {
    const headers = key === undefined ? {} : { "idempotency-key": key };
    const isRepeatable = call.method === "GET" || key !== undefined;
    for (let left = TRIES; ; left--) {
      try {
        return await callDaemon<T>(project, { ...call, headers });
      } catch (error) {
        await goOnAfter(error, { project, isRepeatable, isOver: left === 1 || call.signal?.aborted === true });
      }
    }
  };
}

interface Failed {
  readonly project: Project;
  readonly isRepeatable: boolean;
  readonly isOver: boolean;
}

/** Resolves when it is worth to ask once more, and throws when it is not. */
async function goOnAfter(error: unknown, { project, isRepeatable, isOver }: Failed): Promise<void> {
  const next = isOver ? "give up" : afterwards(error);
  if (next === "give up") throw error;
  if (next === "unknown" && !isRepeatable) throw lost(error);
  if (next !== "start") await sleep(REST_MS);
  if ((await daemonStatus(project)) === null) await startInBackground(project, AUTO_ARGS);
}

/** `start`: nobody was there. `again`: it was refused for now. `unknown`: the connection ended before the answer did. */
function afterwards(error: unknown): "start" | "again" | "unknown" | "give up" {
  if (error instanceof DroverError) {
    if (error.code === "daemon.missing") return "start";
    return error.code === "engine.stopped" ? "again" : "give up";
  }
  const { code } = error as NodeJS.ErrnoException;
  return code === "ECONNRESET" || code === "EPIPE" ? "unknown" : "give up";
}

const lost = (cause: unknown): DroverError =>
  new DroverError(
    "daemon.lost",
    "Cannot tell whether that was done: the daemon went away before it answered. Look at the run before you ask again.",
    { cause },
  );
