import http from "node:http";
import { DroverError, ERRORS, type ErrorCode } from "../core/errors.ts";
import type { EngineEvent } from "../core/events.ts";
import type { Project } from "../project.ts";
import { socketOf } from "./endpoint.ts";

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Behind `/api/v1`. */
  readonly path: string;
  readonly body?: unknown;
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

function send(project: Project, { method, path, body }: Call): Promise<http.IncomingMessage> {
  const socketPath = socketOf(project);
  const text = body === undefined ? null : JSON.stringify(body);
  const headers =
    text === null ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const request = http.request({
      socketPath,
      method,
      path: PREFIX + path,
      headers: { host: "localhost", ...headers },
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

export interface EventsEnd {
  /** The daemon has gone, or was asked to. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Hears all events from now on; when it resolves none is missed any more. */
export async function hearEvents(project: Project, take: (event: EngineEvent) => void): Promise<EventsEnd> {
  const response = await send(project, { method: "GET", path: "/events" });
  if (response.statusCode !== 200) throw errorOf(JSON.parse(await textOf(response)));
  response.setEncoding("utf8");
  let rest = "";
  response.on("data", (piece: string) => {
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = eventOf(block);
      if (event !== null) take(event);
    }
  });
  const ended = new Promise<void>((resolve) => {
    response.once("close", resolve);
    response.once("error", () => resolve());
  });
  return { ended, close: () => void response.destroy() };
}

function eventOf(block: string): EngineEvent | null {
  const lines = block.split("\n");
  if (lines.includes("event: heartbeat")) return null;
  const data = lines.find((line) => line.startsWith("data: "));
  return data === undefined ? null : (JSON.parse(data.slice("data: ".length)) as EngineEvent);
}
