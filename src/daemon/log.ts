import pino from "pino";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { EngineEvent } from "../core/events.ts";
import type { Mask } from "./mask.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface LogTarget {
  /** Takes a line with its end; it has been written when this returns. */
  write(line: string): void;
}

/** JSON, one line each. No value of a secret and no token is in any line, whoever wrote it: messages and stacks are masked as well. */
export const createLog = (target: LogTarget, level: LogLevel, mask: Mask): pino.Logger =>
  pino({ level, base: { pid: process.pid } }, { write: (line: string) => target.write(mask.line(line)) });

/** What the engine warns of: it goes on, and somebody should know. Give it back to end it. */
export function logWarnings(log: pino.Logger): () => void {
  const note = (warning: Error): void => log.warn({ err: warning }, warning.message);
  process.on("warning", note);
  return () => void process.off("warning", note);
}

/** Begin and end of runs, and what people should know of, as info; the rest as debug. */
const LEVELS: Readonly<Record<EngineEvent["type"], "debug" | "info" | "warn">> = {
  "run.started": "info",
  "run.status": "debug",
  "run.ended": "info",
  "step.started": "debug",
  "step.waiting": "debug",
  "step.retrying": "info",
  "step.ended": "debug",
  "ask.opened": "info",
  "ask.decided": "info",
  "ask.referred": "info",
  "message.said": "debug",
  "activity.held": "warn",
  "activity.adopted": "info",
  "activity.harvested": "info",
  emitted: "debug",
};

/** Outputs, inputs and what was said stand in the store, not in the log. */
const TOLD = new Set(
  ["run", "workflow", "parent", "status", "step", "action", "attempt", "visit", "gen", "ms"].concat([
    "ask",
    "kind",
    "tool",
    "answer",
    "by",
    "account",
    "until",
    "pid",
    "name",
  ]),
);

export function logEvent(log: pino.Logger, event: EngineEvent): void {
  const level = LEVELS[event.type];
  if (!log.isLevelEnabled(level)) return;
  const told = Object.fromEntries(Object.entries(event).filter(([name]) => TOLD.has(name)));
  const error = "error" in event ? event.error : null;
  log[level]({ ...told, ...(error !== null && { error: error.message }) }, event.type);
}

/** Mistakes in a file of triggers; an empty list when they are mended. What the file said before goes on. */
export function logMistakes(log: pino.Logger, file: string, diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return log.info({ file }, "the triggers' file is in force");
  const mistakes = diagnostics.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
  log.warn({ file, mistakes }, "the triggers' file has mistakes; what it said before goes on");
}
