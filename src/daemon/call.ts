import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { DroverError, ERRORS, type ErrorCode } from "../core/errors.ts";
import type { EngineEvent } from "../core/events.ts";
import type { Project } from "../project.ts";
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

function send(project: Project, { method, path, body, headers: further, signal }: Call): Promise<http.IncomingMessage> {
  const socketPath = socketOf(project);
  assertOwnFolder(socketPath);
  const text = body === undefined ? null : JSON.stringify(body);
  const headers =
    text === null ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const request = http.request({
      socketPath,
      agent: false,
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
  const open = async (): Promise<http.IncomingMessage> => {
    const response = await send(project, {
      method: "GET",
      path: `/events${cursor === null ? "" : `?after=${cursor}`}`,
    });
    if (response.statusCode === 200) return response;
    throw errorOf(JSON.parse(await textOf(response)));
  };
  const hear = (response: http.IncomingMessage): Promise<void> =>
    readBlocks(response, (block) => {
      cursor = fieldOf(block, "id") ?? cursor;
      const data = fieldOf(block, "data");
      if (data !== null && fieldOf(block, "event") !== "heartbeat") take(JSON.parse(data) as EngineEvent);
    });
  let current = await open();
  const goOn = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await hear(current);
      const next = closing.signal.aborted ? null : await patiently(open);
      if (next === null) return;
      current = next;
    }
  };
  return {
    gone: goOn(),
    close() {
      closing.abort();
      current.destroy();
    },
  };
}

/** `null` when nobody answers for too long. */
async function patiently<T>(open: () => Promise<T>): Promise<T | null> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(RETRY_MS)) {
    try {
      return await open();
    } catch (error) {
      const isAway = !(error instanceof DroverError) || error.code === "daemon.missing" || error.retryable;
      if (!isAway) throw error;
    }
  }
  return null;
}

/** Server-sent events, until the connection ends in whatever way. */
function readBlocks(response: http.IncomingMessage, take: (block: string) => void): Promise<void> {
  let rest = "";
  response.setEncoding("utf8");
  response.on("data", (piece: string) => {
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) take(block);
  });
  return new Promise((resolve) => {
    response.once("close", resolve);
    response.once("error", () => resolve());
  });
}

function fieldOf(block: string, name: string): string | null {
  const line = block.split("\n").find((one) => one.startsWith(`${name}: `));
  return line === undefined ? null : line.slice(name.length + 2);
}
