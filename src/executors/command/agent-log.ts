import type { AgentProfile, AgentReading } from "../../core/agent.ts";
import { parseJsonLine } from "../json-line.ts";
import { withResetOf } from "../reset-time.ts";
import { sessionArgument } from "../session-id.ts";
import { usageFrom } from "../usage.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import { fileLines } from "../supervisor/file-lines.ts";
import { tail } from "../supervisor/logs.ts";

export type LogForm = Pick<AgentProfile, "format" | "fields">;

/** A step's text goes into the run's state, so a longer one keeps its end. Bytes. */
const TEXT_LIMIT = 256 * 1024;

/** Reads what an agent wrote to standard output. An absent file reads as silence. */
export async function readAgentLog(form: LogForm, stdout: string): Promise<AgentReading> {
  if (form.format === "text") return { text: tail(stdout, TEXT_LIMIT).trim(), session: null, usage: null, error: null };
  const reader = createLogReader(form.fields);
  for await (const lines of fileLines(stdout, { rest: true })) for (const line of lines) reader.take(line);
  const reading = reader.reading();
  return { ...reading, text: reading.text.slice(-TEXT_LIMIT) };
}

/** What the lines so far tell. */
export interface LogReader {
  take(line: string): void;
  reading(): AgentReading;
}

export function createLogReader(fields: LogForm["fields"]): LogReader {
  let reading = SILENCE;
  return {
    take(line) {
      reading = readLine(reading, line, fields);
    },
    reading: () => reading,
  };
}

const SILENCE: AgentReading = { text: "", session: null, usage: null, error: null };

/**
 * The last line that holds a field counts, save for errors: the first stays, since an agent that has reported one is never
 * taken at its word again. Lines that are no JSON (warnings of a runtime) say nothing.
 */
function readLine(reading: AgentReading, line: string, fields: LogForm["fields"]): AgentReading {
  const value = parseJsonLine(line);
  if (value === null) return reading;
  const at = (path: string | null): Json => (path === null ? null : fieldAt(value, path));
  const usage = at(fields.usage);
  return {
    text: textOf(at(fields.text)) ?? reading.text,
    session: sessionArgument(textOf(at(fields.session))) ?? reading.session,
    usage: (isJsonObject(usage) ? usageFrom(usage) : null) ?? reading.usage,
    error: reading.error ?? errorOf(at(fields.error), at(fields.text)),
  };
}

/** Follows a dotted path through objects and arrays (`content.0.text`); `null` where it leads nowhere. */
function fieldAt(value: Json, path: string): Json {
  let here: Json = value;
  for (const key of path.split(".")) {
    if (Array.isArray(here)) here = (here as readonly Json[])[Number(key)] ?? null;
    else here = isJsonObject(here) && Object.hasOwn(here, key) ? (here[key] ?? null) : null;
  }
  return here;
}

const textOf = (value: Json): string | null => (typeof value === "string" && value !== "" ? value : null);

/** `false`, `null` and empty are no error; a bare `true` borrows its words from the text beside it. */
function errorOf(value: Json, text: Json): string | null {
  if (value === null || value === false || value === "") return null;
  if (value === true) return textOf(text) ?? "no reason given";
  if (isJsonObject(value)) return withResetOf(textOf(value["message"] ?? null) ?? JSON.stringify(value), value);
  return typeof value === "string" ? value : JSON.stringify(value);
}
