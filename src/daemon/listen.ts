import { chmodSync, rmSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { DroverError } from "../core/errors.ts";
import { comesBySocket, type HttpServer, type WebSockets } from "../http/index.ts";
import { makeSocketFolder } from "./endpoint.ts";

/** One place to listen at, and how to leave it. */
export interface Listening {
  readonly port: number | null;
  close(): Promise<void>;
}

export interface Tls {
  readonly cert: string;
  readonly key: string;
}

export interface Answering {
  readonly server: HttpServer;
  readonly sockets: WebSockets;
}

/** A slow sender of headers or of a body gives up its place. Milliseconds. */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16 * 1024,
};
const MOST_CONNECTIONS = 2_000;

/** The socket file of a dead daemon is in nobody's use: whoever listens here has the engine's lock. */
export async function listenAtSocket(answering: Answering, socket: string): Promise<Listening> {
  makeSocketFolder(socket);
  rmSync(socket, { force: true });
  const server = makeServer(answering, null);
  comesBySocket(server);
  await listening(server, () => server.listen(socket));
  chmodSync(socket, 0o600);
  return { port: null, close: () => closed(server) };
}

export interface Place {
  readonly host: string;
  readonly port: number;
  /** Another port will do when this one is taken. */
  readonly isAnyPort: boolean;
  readonly tls: Tls | null;
}

/** Throws `daemon.failed` for an address that cannot be had. */
export async function listenAtPort(answering: Answering, { host, port, isAnyPort, tls }: Place): Promise<Listening> {
  const server = makeServer(answering, tls);
  try {
    await listening(server, () => server.listen(port, host));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE" && isAnyPort) return listenAtPort(answering, { host, port: 0, isAnyPort: false, tls });
    throw new DroverError(
      "daemon.failed",
      `Cannot listen at ${host}:${port}: ${code ?? String(error)}. Give another --port.`,
      {
        cause: error,
      },
    );
  }
  return { port: (server.address() as AddressInfo).port, close: () => closed(server) };
}

function makeServer({ server: api, sockets }: Answering, tls: Tls | null): http.Server {
  const answer: http.RequestListener = (request, response) => {
    api.routing(request, response);
  };
  const server = tls === null ? http.createServer(LIMITS, answer) : https.createServer({ ...LIMITS, ...tls }, answer);
  server.maxConnections = MOST_CONNECTIONS;
  server.on("upgrade", (request, socket, head) => sockets.upgrade(request, socket, head));
  return server;
}

function listening(server: http.Server, listen: () => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("listening", () => {
      server.off("error", reject);
      resolve();
    });
    listen();
  });
}

const GRACE_MS = 2_000;

/** What was asked for is answered; what takes longer than a moment is cut. */
async function closed(server: http.Server): Promise<void> {
  const done = new Promise<void>((resolve) => void server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await done;
  clearTimeout(cut);
}
