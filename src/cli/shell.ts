import { printable } from "../core/printable.ts";
import { COLORED, PLAIN, type Style } from "./style.ts";

/** One of the two streams that a command writes to. */
export interface Output {
  readonly style: Style;
  /** True where lines can be painted over: a terminal that knows cursor movements. */
  readonly isTerminal: boolean;
  /** Lines that the terminal shows at once. */
  readonly rows: () => number;
  line(text?: string): void;
  write(text: string): void;
}

/** What a command has of the outside, and what it gives back. */
export interface Shell {
  readonly cwd: string;
  readonly out: Output;
  readonly err: Output;
  /** Imports a module that is not in the bundle of the command line, by its file. */
  readonly load: (file: string) => Promise<unknown>;
  /** The exit code of the whole command; the last call counts. */
  finish(code: number): void;
}

/** NO_COLOR, FORCE_COLOR and TERM=dumb are understood by Node itself. */
function streamOutput(stream: NodeJS.WriteStream): Output {
  const isTerminal = stream.isTTY && process.env["TERM"] !== "dumb";
  const hasColors = stream.isTTY ? stream.hasColors() : (process.env["FORCE_COLOR"] ?? "0") !== "0";
  const write = (text: string): void => void stream.write(text);
  return {
    style: hasColors ? COLORED : PLAIN,
    isTerminal,
    rows: () => (stream.rows > 0 ? stream.rows : 24),
    line: (text = "") => write(`${printable(text)}\n`),
    write,
  };
}

export function processShell(finish: Shell["finish"], load: Shell["load"]): Shell {
  return { cwd: process.cwd(), out: streamOutput(process.stdout), err: streamOutput(process.stderr), load, finish };
}
