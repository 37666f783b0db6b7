import fs from "node:fs";
import path from "node:path";
import { quote } from "../../supervisor/quote.ts";

type Environment = Readonly<Record<string, string>>;

/** Those that OpenCode knows how to use, by their names. */
const KNOWN: ReadonlySet<string> = new Set(["bash", "zsh", "dash", "ksh", "sh"]);

/**
 * A server's environment stays as it was started, and it may outlive attempts. Its commands run in a shell that first takes the marks of the
 * attempt that has the server on loan, so that they end with that attempt, and that has forgotten the server's password. OpenCode takes
 * `SHELL`, unless its own settings name another: then commands end with the server. Gives the file for `SHELL`.
 */
export function writeToolShell(folder: string, { SHELL: own = "/bin/sh" }: Environment): string {
  const shell = KNOWN.has(path.basename(own)) ? own : "/bin/sh";
  const file = path.join(folder, path.basename(shell));
  const text = `#!/bin/sh\n. ${quote(marksFile(folder))}\nSHELL=${quote(own)} exec ${quote(shell)} "$@"\n`;
  fs.writeFileSync(file, text, { mode: 0o700 });
  return file;
}

/** To be written whenever the server is taken, before it is given any work. */
export function writeMarks(folder: string, marks: Environment): void {
  const lines = Object.entries(marks).map(([name, value]) => `export ${name}=${quote(value)}\n`);
  fs.writeFileSync(marksFile(folder), `unset OPENCODE_SERVER_PASSWORD\n${lines.join("")}`, { mode: 0o600 });
}

const marksFile = (folder: string): string => path.join(folder, "marks");
