import { execFileSync, spawnSync } from "node:child_process";
import { atEndOfFile } from "../../endings.ts";
import { eventually, MAIN } from "../drover.ts";

/** A terminal as people have it: CI installs tmux. */
export const hasTmux = spawnSync("tmux", ["-V"]).status === 0;

export interface Pane {
  /** What a person sees now, without colours. */
  screen(): string;
  /** With them. */
  raw(): string;
  /** Named keys (`Enter`, `Escape`, `C-z`) or letters. */
  press(...keys: readonly string[]): void;
  /** Letters as they are. */
  type(text: string): void;
  resize(columns: number, rows: number): void;
  shows(text: RegExp): Promise<void>;
  /** The process that has the terminal: the dashboard, or the shell. */
  command(): string;
}

interface Options {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const servers = new Set<string>();
let count = 0;

const tmux = (server: string, ...args: readonly string[]): string =>
  execFileSync("tmux", ["-L", server, "-f", "/dev/null", ...args], { encoding: "utf8" });

atEndOfFile(() => {
  for (const server of servers) spawnSync("tmux", ["-L", server, "kill-server"]);
  servers.clear();
});

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A shell with a prompt that is easy to know, on a terminal of its own. */
export function openPane(cwd: string, { columns = 100, rows = 30, env = {} }: Options = {}): Pane {
  const server = `drover-test-${process.pid}-${count++}`;
  servers.add(server);
  const given = {
    PATH: process.env["PATH"] ?? "",
    HOME: process.env["HOME"] ?? "/",
    USER: "tester",
    LANG: "C.UTF-8",
    TZ: "UTC",
    TERM: "screen-256color",
    PS1: "ready> ",
    GIT_CONFIG_GLOBAL: "/dev/null",
    ...env,
  };
  const words = Object.entries(given).map(([name, value]) => quoted(`${name}=${value}`));
  const shell = ["env", "-i", ...words, "bash", "--norc", "--noprofile"].join(" ");
  tmux(server, "new-session", "-d", "-x", `${columns}`, "-y", `${rows}`, "-c", cwd, shell);
  const screen = (): string => tmux(server, "capture-pane", "-p");
  return {
    screen,
    raw: () => tmux(server, "capture-pane", "-p", "-e"),
    press: (...keys) => void tmux(server, "send-keys", ...keys),
    type: (text) => void tmux(server, "send-keys", "-l", text),
    resize: (x, y) => void tmux(server, "resize-window", "-x", `${x}`, "-y", `${y}`),
    command: () => tmux(server, "display-message", "-p", "#{pane_current_command}").trim(),
    shows: (text) =>
      eventually(
        () => text.test(screen()),
        () => `${String(text)} on the screen:\n${screen()}`,
      ),
  };
}

export const DROVER = [process.execPath, MAIN].map(quoted).join(" ");
