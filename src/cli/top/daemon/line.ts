import { setTimeout as sleep } from "node:timers/promises";
import { DroverError } from "../../../core/errors.ts";
import type { EngineEvent } from "../../../core/events.ts";
import { toErrorInfo } from "../../../core/outcome.ts";
import { readEndpoint } from "../../../daemon/endpoint.ts";
import { AUTO_ARGS, startInBackground } from "../../../daemon/ensure.ts";
import { eventsPath, isAway, openStream, type Stream } from "../../../daemon/hear.ts";
import type { Project } from "../../../project/project.ts";
import type { Link } from "../model/state.ts";

export interface LineOptions {
  readonly project: Project;
  readonly take: (event: EngineEvent) => void;
  readonly onLink: (link: Link) => void;
}

/** The line to the daemon, made again whenever it breaks: no event is lost or comes twice. */
export interface Line {
  /** Rejects with faults of ours only. */
  readonly ended: Promise<void>;
  /** Starts a daemon, where none is. */
  start(): void;
  close(): void;
}

const RETRY_MS = 250;
/** A daemon that is restarted, by a person or by the system, is back within this time. */
const PATIENCE_MS = 2_000;

/** Goes on until it is closed. */
export function openLine({ project, take, onLink }: LineOptions): Line {
  const listen = createListening(project, take);
  const wish = { isClosed: false, isStart: false };
  let stream: Stream | null = null;

  /** `null` once it is closed. */
  const connect = async (): Promise<Stream | null> => {
    const lostAt = Date.now();
    let isTold = false;
    for (let tries = 0; !wish.isClosed; tries++) {
      const found = await listen();
      if (found !== null) return found;
      const isLong = Date.now() - lostAt > PATIENCE_MS;
      // Whoever ends a daemon on purpose takes its file along: another is started only where one has died.
      const isStopped = readEndpoint(project) === null;
      if (tries === 0) onLink({ is: "lost", why: null });
      else if (isLong && isStopped && !isTold) {
        onLink({ is: "stopped", why: null });
        isTold = true;
      }
      if (wish.isStart || (isLong && !isStopped)) {
        wish.isStart = false;
        await startOne(project, onLink);
      } else await sleep(RETRY_MS);
    }
    return null;
  };

  const goOn = async (): Promise<void> => {
    for (stream = await connect(); stream !== null; stream = await connect()) {
      if (wish.isClosed) return stream.close();
      onLink({ is: "up", why: null });
      await stream.ended;
    }
  };

  return {
    ended: goOn(),
    start: () => void (wish.isStart = true),
    close() {
      wish.isClosed = true;
      stream?.close();
    },
  };
}

/** Each call listens behind what was heard before; it gives `null` while nobody answers. */
function createListening(project: Project, take: (event: EngineEvent) => void): () => Promise<Stream | null> {
  let cursor: string | null = null;
  return async () => {
    try {
      return await openStream(project, eventsPath(cursor), ({ id, type, data }) => {
        cursor = id ?? cursor;
        if (type !== "heartbeat") take(JSON.parse(data) as EngineEvent);
      });
    } catch (error) {
      if (isAway(error)) return null;
      // The state folder is another than it was: that place is none in it.
      if (!(error instanceof DroverError) || error.code !== "request.invalid" || cursor === null) throw error;
      cursor = null;
      return null;
    }
  };
}

/** Says why it cannot, and rests: somebody may mend it. */
async function startOne(project: Project, onLink: LineOptions["onLink"]): Promise<void> {
  onLink({ is: "starting", why: null });
  try {
    await startInBackground(project, AUTO_ARGS);
  } catch (error) {
    onLink({ is: "lost", why: toErrorInfo(error).message });
    await sleep(PATIENCE_MS);
  }
}
