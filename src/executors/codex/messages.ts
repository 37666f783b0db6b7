import type { JsonObject } from "../../core/json.ts";

/** JSON-RPC as Codex writes it: without the field that names its version. */
export const request = (id: number | string, method: string, params: JsonObject): string =>
  JSON.stringify({ id, method, params });

export const notification = (method: string): string => JSON.stringify({ method });

export const response = (id: number | string, result: JsonObject): string => JSON.stringify({ id, result });

export const refusal = (id: number | string, message: string): string =>
  JSON.stringify({ id, error: { code: -32601, message } });
