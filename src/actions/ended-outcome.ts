import type { Attempt } from "../core/action.ts";
import { DroverError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { ended, type ErrorClass, errorInfo, failed, type Outcome } from "../core/outcome.ts";
import type { ProcessExit } from "../core/process.ts";
import type { Halt } from "./process-end.ts";

type Limited = Pick<Attempt, "idleMs" | "outputBytes">;

/** The outcome of a process that was made to end; its exit code is not asked. */
export function haltedOutcome(halt: Halt, { idleMs, outputBytes }: Limited, output: JsonObject): Outcome {
  switch (halt) {
    case "canceled":
      return ended("canceled", errorInfo("was canceled", { code: "canceled" }), output);
    case "timed_out":
      return ended(
        "timed_out",
        errorInfo("took too long and was ended", { code: "timeout", class: "timeout" }),
        output,
      );
    case "idle": {
      const message = `said nothing for ${(idleMs ?? 0) / 1000} s and was ended`;
      return ended("timed_out", errorInfo(message, { code: "idle", class: "timeout" }), output);
    }
    case "output": {
      const message = `wrote more than its limit of ${(outputBytes ?? 0).toLocaleString("en")} bytes and was ended`;
      return failed(errorInfo(message, { code: "limit", class: "limit" }), output);
    }
    default:
      throw new DroverError("internal", `Cannot tell how "${String(halt satisfies never)}" ends an attempt.`);
  }
}

/** Every end but exit code 0; `null` for that one, which still has to be judged. `lastLine`: what standard error ended with, read only where it is told. */
export function unsuccessful(exit: ProcessExit, lastLine: () => string, output: JsonObject): Outcome | null {
  switch (exit.type) {
    case "interrupted": {
      const message = "is gone and left no exit record: nobody knows whether it finished";
      return ended("interrupted", errorInfo(message, { code: "interrupted", class: "interrupted" }), output);
    }
    case "not_started":
      return failed(errorInfo(exit.message, { code: exit.code, class: startClass(exit.code) }), output);
    case "signaled":
      return failed(errorInfo(withLine(`was ended by ${exit.signal}`, lastLine()), { code: exit.signal }), output);
    case "exited":
      return exit.code === 0 ? null : failed(errorInfo(withLine(exitMessage(exit.code), lastLine())), output);
    default:
      throw new DroverError("internal", `Cannot tell what the exit "${JSON.stringify(exit satisfies never)}" means.`);
  }
}

/** Too many processes, too many open files, no memory, no disk: the same start may work later. */
const startClass = (code: string): ErrorClass =>
  ["EAGAIN", "EMFILE", "ENFILE", "ENOMEM", "ENOSPC"].includes(code) ? "transient" : "permanent";

const SIGNAL_NAMES: Readonly<Record<number, string>> = {
  130: "SIGINT",
  134: "SIGABRT",
  137: "SIGKILL",
  139: "SIGSEGV",
  143: "SIGTERM",
};

/** As a shell tells it. */
export const endedBySignal = (code: number): boolean => code in SIGNAL_NAMES;

/** A shell says 128 + n for a command that signal n ended; a program may use those codes too, so it is only a hint. */
function exitMessage(code: number): string {
  const signal = SIGNAL_NAMES[code];
  return `exited with code ${code}${signal === undefined ? "" : ` (as after ${signal})`}`;
}

const withLine = (message: string, line: string): string => (line === "" ? message : `${message}: ${line}`);

/** The last line that says something. */
export const lastLine = (text: string): string =>
  text
    .split("\n")
    .findLast((line) => line.trim() !== "")
    ?.trim() ?? "";
