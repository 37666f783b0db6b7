import { writeSync } from "node:fs";
import type { Size } from "../model/state.ts";
import { charWidth } from "../../text/width.ts";
import { knowsUtf8, toAscii } from "./ascii.ts";
import { createKeys, type Key } from "./keys.ts";
import { createScreen, LEAVE, type Screen } from "./screen.ts";

export interface TerminalOptions {
  readonly onKey: (key: Key) => void;
  readonly onResize: (size: Size) => void;
  /** What was written has left: more may be painted. */
  readonly onDrain: () => void;
  /** Somebody wants this to end. */
  readonly onSignal: (signal: NodeJS.Signals) => void;
}

/** The whole terminal of this process, from `enter` until it is closed. */
export interface Terminal {
  readonly enter: () => void;
  readonly screen: Screen;
  readonly isBusy: () => boolean;
  readonly size: () => Size;
  /** Gives the terminal back and stops, as Ctrl-Z does elsewhere; goes on with `fg`. */
  readonly suspend: () => void;
  close(): void;
}

const ENDING = ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"] as const;
/** Whoever cannot be stopped, since nobody could wake him, goes on after this. */
const UNSTOPPED_MS = 500;

export function openTerminal(options: TerminalOptions): Terminal {
  const { stdin, stdout } = process;
  const spell = knowsUtf8(process.env) ? (line: string) => line : (line: string) => toAscii(line, charWidth);
  const screen = createScreen({ write: (text) => void stdout.write(text) }, spell);
  const keys = createKeys(options.onKey);
  const size = (): Size => ({ columns: stdout.columns, rows: stdout.rows });
  const resized = (): void => {
    screen.forget();
    options.onResize(size());
  };
  const hold = createHold(screen, resized);
  const listening: readonly (() => void)[] = [
    heard(stdin, "data", (bytes: Buffer) => keys.take(bytes)),
    heard(stdout, "resize", resized),
    heard(stdout, "drain", options.onDrain),
    heard(process, "SIGCONT", hold.enter),
    // An end that nobody foresaw still gives the terminal back.
    heard(process, "exit", () => hold.isHeld() && writeSync(stdout.fd, LEAVE)),
    ...ENDING.map((signal) => heard(process, signal, options.onSignal)),
  ];
  return {
    screen,
    enter: hold.enter,
    isBusy: () => stdout.writableNeedDrain,
    size,
    suspend: hold.suspend,
    close() {
      hold.end();
      keys.close();
      for (const stop of listening) stop();
    },
  };
}

/** Call the result to listen no more. */
function heard(from: NodeJS.EventEmitter, event: string, take: (given: never) => unknown): () => void {
  const listener = take as (given: unknown) => void;
  from.on(event, listener);
  return () => void from.off(event, listener);
}

interface Hold {
  readonly enter: () => void;
  readonly suspend: () => void;
  readonly isHeld: () => boolean;
  readonly end: () => void;
}

/** Having the terminal to oneself, and giving it back for a while. */
function createHold(screen: Screen, onEnter: () => void): Hold {
  const { stdin } = process;
  let isHeld = false;
  const enter = (): void => {
    // The shell has set its own mode meanwhile, and Node would believe that nothing has changed.
    stdin.setRawMode(false);
    stdin.setRawMode(true);
    stdin.resume();
    if (!isHeld) screen.enter();
    isHeld = true;
    onEnter();
  };
  const leave = (): void => {
    if (!isHeld) return;
    isHeld = false;
    screen.leave();
    stdin.setRawMode(false);
    stdin.pause();
  };
  const suspend = (): void => {
    leave();
    process.off("SIGTSTP", suspend);
    // As the terminal's driver does it: whoever started this program with it stops as well.
    process.kill(0, "SIGTSTP");
    setTimeout(() => {
      process.on("SIGTSTP", suspend);
      if (!isHeld) enter();
    }, UNSTOPPED_MS);
  };
  process.on("SIGTSTP", suspend);
  const end = (): void => {
    leave();
    process.off("SIGTSTP", suspend);
  };
  return { enter, suspend, isHeld: () => isHeld, end };
}
