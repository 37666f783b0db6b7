import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { DroverError } from "../../core/errors.ts";
import { RunId } from "../../core/ids.ts";
import type { Api } from "../api.ts";
import { problemOf } from "../problem.ts";
import { prepareStream, type EventsQuery } from "../routes/events.ts";
import { MESSAGES } from "./event-stream.ts";
import { prepareInspection } from "./inspection-stream.ts";
import { socketSink, type Sink } from "./sink.ts";

export interface WebSockets {
  /** Takes an upgrade, or refuses it with a status and a problem. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

const MOST_BYTES_FROM_CLIENT = 64 * 1024;
const PING_MS = 30_000;

type Prepare = (api: Api, query: URLSearchParams) => (sink: Sink) => Promise<void>;

/** What is heard below the API's prefix. Each checks what it is asked for before the upgrade. */
const STREAMS: Readonly<Record<string, Prepare>> = {
  // The same events as at the same path by HTTP, as messages.
  "/events": (api, query) => {
    const stream = prepareStream(api, queryOf(query));
    return (sink) => stream(sink, MESSAGES);
  },
  "/inspect": (api, query) => prepareInspection(api, queryOf(query, ["run"]).run ?? null),
};

/** What clients say is not listened to, save that they are there. */
export function createWebSockets(api: Api, prefix: string, note: (error: unknown) => void): WebSockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES_FROM_CLIENT, clientTracking: true });
  const alive = new WeakSet<object>();
  const ping = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.has(socket)) socket.terminate();
      alive.delete(socket);
      socket.ping();
    }
  }, PING_MS);
  ping.unref();

  return {
    upgrade(request, socket, head) {
      socket.on("error", () => socket.destroy());
      try {
        const url = urlOf(request);
        const place = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : "";
        const prepare = Object.hasOwn(STREAMS, place) ? STREAMS[place] : undefined;
        if (prepare === undefined) throw new DroverError("route.unknown", "Cannot find that path: no stream is there.");
        api.guard.admit(request, "read");
        const stream = prepare(api, url.searchParams);
        sockets.handleUpgrade(request, socket, head, (opened) => {
          alive.add(opened);
          opened.on("pong", () => alive.add(opened));
          stream(socketSink(opened)).catch(note);
        });
      } catch (error) {
        refuse(
          socket,
          problemOf(error, () => note(error)),
        );
      }
    },
    close() {
      clearInterval(ping);
      for (const socket of sockets.clients) socket.close(1001);
      sockets.close();
    },
  };
}

/** Not everything that is asked for can be read as a path: "//" cannot, and nothing is there. */
function urlOf({ url = "/" }: IncomingMessage): URL {
  const base = "http://localhost";
  return URL.canParse(url, base) ? new URL(url, base) : new URL(base);
}

function queryOf(
  given: URLSearchParams,
  known: readonly string[] = ["after", "run", "types", "snapshot"],
): EventsQuery {
  for (const name of given.keys())
    if (!known.includes(name))
      throw new DroverError("request.invalid", `Cannot take the request: nobody knows "${name}".`);
  const [after, run, types] = ["after", "run", "types"].map((name) => given.get(name));
  if (run != null && !/^[0-9a-z]{20}$/.test(run))
    throw new DroverError("request.invalid", "Cannot take the request: `run` is no run's id.");
  const snapshot = given.get("snapshot") ?? "false";
  if (snapshot !== "true" && snapshot !== "false")
    throw new DroverError("request.invalid", "Cannot take the request: `snapshot` is neither true nor false.");
  return {
    ...(after != null && { after }),
    ...(run != null && { run: RunId(run) }),
    ...(types != null && { types }),
    snapshot: snapshot === "true",
  };
}

function refuse(socket: Duplex, problem: { readonly status: number }): void {
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} Refused\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
