import http from "node:http";
import net from "node:net";
import { DroverError, ERRORS, type ErrorCode } from "../core/errors.ts";
import type { Project } from "../project/project.ts";
import { assertOwnFolder, socketOf } from "./endpoint.ts";

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Behind `/api/v1`. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Gives up the request. */
  readonly signal?: AbortSignal;
}

const PREFIX = "/api/v1";

/** Asks the daemon of a project, by its socket. Throws `daemon.missing` when there is none, and what the daemon refuses with. */
export async function callDaemon<T>(project: Project, call: Call): Promise<T> {
  const response = await send(project, call);
  const text = await textOf(response);
  const value: unknown = text === "" ? null : JSON.parse(text);
  if ((response.statusCode ?? 500) < 400) return value as T;
  throw errorOf(value);
}

/** An answer that comes bit by bit. Throws as `callDaemon` does; a connection that breaks later ends it. */
export async function openAnswer(project: Project, path: string): Promise<http.IncomingMessage> {
  const response = await send(project, { method: "GET", path });
  if (response.statusCode === 200) return response;
  throw errorOf(JSON.parse(await textOf(response)));
}

function send(project: Project, { method, path, body, headers: further, signal }: Call): Promise<http.IncomingMessage> {
  const socketPath = socketOf(project);
  assertOwnFolder(socketPath);
  const text = body === undefined ? null : JSON.stringify(body);
  const headers =
    text === null ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const request = http.request({
      // Connected by ourselves: an agent would first look whether "localhost" is an address, and compile 4 ms of patterns for that.
      createConnection: () => net.connect(socketPath),
      method,
      path: PREFIX + path,
      headers: { ...further, host: "localhost", ...headers },
      ...(signal !== undefined && { signal }),
    });
    request.once("response", resolve);
    request.once("error", (error: NodeJS.ErrnoException) => reject(isNobody(error) ? missing(project, error) : error));
    request.end(text ?? undefined);
  });
}

/** A socket file may be left by a daemon that was killed. */
const isNobody = ({ code }: NodeJS.ErrnoException): boolean => code === "ENOENT" || code === "ECONNREFUSED";

const missing = ({ root }: Project, cause: unknown): DroverError =>
  new DroverError(
    "daemon.missing",
    `Cannot reach a daemon for "${root}": none is running. \`drover serve\` starts one.`,
    {
      cause,
    },
  );

async function textOf(response: http.IncomingMessage): Promise<string> {
  response.setEncoding("utf8");
  let text = "";
  for await (const piece of response) text += String(piece);
  return text;
}

function errorOf(problem: unknown): DroverError {
  const { code, detail, details } = problem as { code?: string; detail?: string; details?: unknown };
  const known = code !== undefined && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : "internal";
  return new DroverError(known, detail ?? "The daemon gave no reason.", { details });
}
