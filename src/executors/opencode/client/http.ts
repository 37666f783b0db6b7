import http from "node:http";
import type { Json } from "../../../core/json.ts";
import { lineCutter } from "../../supervisor/line-cutter.ts";

/** A server of OpenCode on this machine. */
export interface Address {
  readonly port: number;
  readonly password: string;
}

export interface Answer {
  readonly status: number;
  /** `null` where the answer was no JSON. */
  readonly body: Json;
}

/** A server that starts takes requests that it never answers. */
const PATIENCE_MS = 30_000;

/** Rejects when there is no answer in time. */
export function ask(
  address: Address,
  [method, path, body = null]: readonly [method: "GET" | "POST" | "DELETE", path: string, body?: Json],
  patienceMs = PATIENCE_MS,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { ...optionsFor(address, path), method, timeout: patienceMs, signal: AbortSignal.timeout(patienceMs) },
      (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.once("error", reject);
        response.once("end", () => resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(pieces)) }));
      },
    );
    request.once("error", reject);
    request.end(body === null ? undefined : JSON.stringify(body));
  });
}

/** Hears events until the connection breaks, of which `over` is told once. Resolves when the server listens to nobody less. */
export function listen(address: Address, heard: (event: Json) => void, over: () => void): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const request = http.get({ ...optionsFor(address, "/event") }, (response) => {
      const cutter = lineCutter();
      response.on("data", (piece: Buffer) => {
        for (const { text } of cutter.take(piece)) if (text.startsWith("data:")) heard(parsed(text.slice(5)));
      });
      // An error comes before the end.
      response.on("error", () => undefined);
      response.once("close", over);
      resolve(() => {
        response.off("close", over);
        request.destroy();
      });
    });
    request.on("error", reject);
  });
}

const optionsFor = ({ port, password }: Address, path: string): http.RequestOptions => ({
  host: "127.0.0.1",
  port,
  path,
  agent: false,
  auth: `opencode:${password}`,
  headers: { "content-type": "application/json" },
});

function parsed(text: Buffer | string): Json {
  try {
    return JSON.parse(text.toString()) as Json;
  } catch {
    return null;
  }
}
