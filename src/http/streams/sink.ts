import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import type { WebSocket } from "ws";

/** Where a stream goes: it takes texts, and says when it has had enough. */
export interface Sink {
  /** Resolves when more may come; false when nobody listens any more, or somebody has not for too long. */
  write(text: string): Promise<boolean>;
  readonly closed: AbortSignal;
  end(): void;
}

/** Whoever takes nothing for this long is cut off, and comes back with a cursor. */
const PATIENCE_MS = 30_000;

/** Without a reason of our own, each end of a stream would make an error with its stack. */
const GONE = "nobody listens any more";

/** Begins a stream of server-sent events. The route's handler writes nothing more itself. */
export function beginEventStream(reply: FastifyReply): Sink {
  reply.hijack();
  reply.raw.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    // A proxy that gathers would hold events back.
    "x-accel-buffering": "no",
  });
  reply.raw.flushHeaders();
  return responseSink(reply.raw);
}

function responseSink(response: ServerResponse): Sink {
  const closed = new AbortController();
  response.once("close", () => closed.abort(GONE));
  response.on("error", () => closed.abort(GONE));
  return {
    closed: closed.signal,
    async write(text) {
      if (closed.signal.aborted) return false;
      if (response.write(text)) return true;
      const isDrained = await patiently(closed.signal, (done) => response.once("drain", done));
      if (!isDrained) response.destroy();
      return isDrained;
    },
    end: () => response.end(),
  };
}

/** Keeps a sink among those that are listened to, for as long as somebody does. */
export function kept(sinks: Set<Sink>, sink: Sink): Sink {
  sinks.add(sink);
  sink.closed.addEventListener("abort", () => sinks.delete(sink), { once: true });
  return sink;
}

/** Bytes that may lie in front of a slow reader. */
const HIGH_WATER = 256 * 1024;

export function socketSink(socket: WebSocket): Sink {
  const closed = new AbortController();
  socket.once("close", () => closed.abort(GONE));
  socket.on("error", () => closed.abort(GONE));
  return {
    closed: closed.signal,
    async write(text) {
      if (closed.signal.aborted || socket.readyState !== socket.OPEN) return false;
      if (socket.bufferedAmount < HIGH_WATER) {
        socket.send(text);
        return true;
      }
      const isDrained = await patiently(closed.signal, (done) => socket.send(text, () => done()));
      if (!isDrained) socket.terminate();
      return isDrained;
    },
    end: () => socket.close(1000),
  };
}

/** False when it was closed, or took too long. */
function patiently(closed: AbortSignal, wait: (done: () => void) => unknown): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isDone: boolean): void => {
      clearTimeout(timer);
      closed.removeEventListener("abort", onClose);
      resolve(isDone);
    };
    const onClose = (): void => settle(false);
    const timer = setTimeout(() => settle(false), PATIENCE_MS);
    closed.addEventListener("abort", onClose, { once: true });
    wait(() => settle(true));
  });
}
