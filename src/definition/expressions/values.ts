import type { Json } from "../../core/json.ts";
import { MAX_RESULT } from "./limits.ts";

/** The value is of a kind that JSON does not have; the message says which. */
export class NotJson extends Error {}

/** What an evaluation gave, as JSON. Gives back the same reference where nothing had to change. */
export const toJson = (value: unknown): Json => convert(value, { left: MAX_RESULT });

/** A value may stand in itself many times over, so the size of the whole is counted on the way. */
interface Room {
  left: number;
}

function convert(value: unknown, room: Room): Json {
  room.left -= typeof value === "string" ? value.length : 8;
  if (room.left < 0) throw new NotJson("the result is too large");
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "number") return fromObject(value, room);
  if (Number.isFinite(value)) return value;
  throw new NotJson("the result is not a finite number");
}

function fromObject(value: unknown, room: Room): Json {
  if (Array.isArray(value)) return fromList(value, room);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array)
    throw new NotJson("the result is bytes; turn them into text with .string() or .base64()");
  if (!isPlain(value)) return fromLibrary(value);
  const entries = Object.entries(value);
  const converted = entries.map(([key, item]) => [key, convert(item, room)] as const);
  const same = converted.every(([, item], i) => item === entries[i]?.[1]);
  return same ? (value as Json) : Object.fromEntries(converted);
}

function fromList(list: readonly unknown[], room: Room): Json {
  const converted = list.map((item) => convert(item, room));
  return converted.every((item, i) => item === list[i]) ? (list as Json) : converted;
}

/** Data may well hold a key named `constructor`, so only the prototype tells. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function fromLibrary(value: unknown): Json {
  const tag = Object.prototype.toString.call(value).slice("[object ".length, -1);
  if (tag === "google.protobuf.Duration") return String(value);
  if (tag === "optional") throw new NotJson("the result may be missing; end the expression with .orValue(…)");
  throw new NotJson("the result is not a value but a type or a function");
}
