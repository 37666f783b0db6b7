import { CommanderError } from "commander";
import { DroverError } from "../core/errors.ts";
import { toErrorInfo } from "../core/outcome.ts";
import { EXIT } from "./exit-codes.ts";
import type { Output } from "./shell.ts";

interface FailureOptions {
  readonly err: Output;
  readonly isJson: boolean;
  /** Shows the stack of what nobody expected. */
  readonly isDebug: boolean;
}

/** The one place where something thrown becomes text. `--help` and `--version` end by throwing too, and say nothing here. */
export function reportFailure(error: unknown, { err, isJson, isDebug }: FailureOptions): void {
  if (error instanceof CommanderError && error.exitCode === 0) return;
  const { code, message, details } = describe(error);
  if (isJson) return err.line(JSON.stringify({ error: { code, message, details } }));
  const { style } = err;
  err.line(`${style.red("error:")} ${message}`);
  if (code !== "internal") return;
  if (isDebug && error instanceof Error) err.line(style.dim(error.stack ?? ""));
  else err.line(style.dim("This is a fault in Drover. DROVER_DEBUG=1 shows where it happened."));
}

/** From the error table; 64 for a command line that was not understood. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof DroverError) return error.exitCode;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.succeeded : EXIT.usage;
  return EXIT.internal;
}

interface Described {
  readonly code: string;
  readonly message: string;
  readonly details: unknown;
}

function describe(error: unknown): Described {
  if (error instanceof DroverError) return { code: error.code, message: error.message, details: error.details };
  if (error instanceof CommanderError) return { code: "usage", message: usageMessage(error), details: null };
  return { code: "internal", message: toErrorInfo(error).message, details: null };
}

function usageMessage(error: CommanderError): string {
  const what = error.message.replace(/^error: /, "");
  return error.code === "commander.unknownCommand" ? `${what}\n\`drover --help\` lists the commands.` : what;
}
