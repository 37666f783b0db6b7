import { type Decision, isExpired } from "../../core/ask.ts";
import type { ToolStatus } from "../../core/entry.ts";
import type { JsonObject } from "../../core/json.ts";
import { objectOf } from "./json-rpc.ts";

/** The answer, marked for the entries where nobody has given it in time: to protocols both are a refusal, and they pass over `_meta`. */
export const markedExpiry = (result: JsonObject, decision: Decision): JsonObject =>
  isExpired(decision) ? { ...result, _meta: { ...objectOf(result["_meta"]), expired: true } } : result;

/** How a tool stands that was refused with that answer. */
export const refusalStatus = (result: JsonObject | undefined): ToolStatus =>
  objectOf(result?.["_meta"])["expired"] === true ? "timed_out" : "denied";

/** A tool that was refused stays so, whatever the agent calls it afterwards. */
export const isRefused = (status: ToolStatus | undefined): boolean => status === "denied" || status === "timed_out";
