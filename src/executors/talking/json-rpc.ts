import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { parseJsonLine } from "../json-line.ts";

/** One line of JSON-RPC 2.0, told apart by what it holds. Errors of a wrong shape keep what they said. */
export type Message =
  | { readonly type: "request"; readonly id: number | string; readonly method: string; readonly params: JsonObject }
  | { readonly type: "notification"; readonly method: string; readonly params: JsonObject }
  | { readonly type: "result"; readonly id: number | string; readonly result: JsonObject }
  | { readonly type: "error"; readonly id: number | string; readonly error: RpcError };

export interface RpcError {
  readonly code: number | null;
  readonly message: string;
  readonly data: Json;
}

/** `null` for what is no message: a runtime's warning, a broken line. */
export function parseMessage(line: string): Message | null {
  const value = parseJsonLine(line);
  if (value === null) return null;
  const id = typeof value["id"] === "number" || typeof value["id"] === "string" ? value["id"] : null;
  const params = objectOf(value["params"]);
  const { method } = value;
  if (typeof method === "string")
    return id === null ? { type: "notification", method, params } : { type: "request", id, method, params };
  if (id === null) return null;
  if ("error" in value && value["error"] !== null) return { type: "error", id, error: errorOf(value["error"] ?? null) };
  return "result" in value ? { type: "result", id, result: objectOf(value["result"]) } : null;
}

export const request = (id: number | string, method: string, params: JsonObject): string =>
  JSON.stringify({ jsonrpc: "2.0", id, method, params });

export const response = (id: number | string, result: JsonObject): string =>
  JSON.stringify({ jsonrpc: "2.0", id, result });

export const refusal = (id: number | string, message: string): string =>
  JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32601, message } });

/** Agents name their errors in their own ways; what tells most about the cause comes along. */
export function errorText({ code, message, data }: RpcError): string {
  const isEmpty = data === null || data === undefined || (isJsonObject(data) && Object.keys(data).length === 0);
  const details = isEmpty ? "" : ` ${typeof data === "string" ? data : JSON.stringify(data)}`;
  return `${message}${details}${code === null ? "" : ` (code ${code})`}`;
}

export const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** Empty for what is no text. */
export const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : "");

function errorOf(value: Json): RpcError {
  if (!isJsonObject(value)) return { code: null, message: JSON.stringify(value), data: null };
  const { code, message, data } = value;
  return {
    code: typeof code === "number" ? code : null,
    message: typeof message === "string" && message !== "" ? message : JSON.stringify(value),
    data: data ?? null,
  };
}
