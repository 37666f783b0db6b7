import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { atEndOfFile } from "../endings.ts";
import { carriedOut, isForHere } from "./here.ts";

export const root = path.resolve(import.meta.dirname, "../..");
export const MAIN = path.join(root, "dist/bin/drover.js");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Going {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Resolves once standard output holds the text; rejects when it ends without. */
  readonly said: (text: string | RegExp) => Promise<string>;
}

interface Options {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another program than the built command line. */
  readonly command?: readonly string[];
}

const ENV: Readonly<Record<string, string>> = {
  PATH: process.env["PATH"] ?? "",
  HOME: process.env["HOME"] ?? "/",
  TMPDIR: os.tmpdir(),
  USER: "tester",
  LANG: "C.UTF-8",
  TZ: "UTC",
  GIT_CONFIG_GLOBAL: "/dev/null",
  // The daemon has tests of its own.
  DROVER_FOREGROUND: "1",
};

/** Starts the built command line as a process of its own. */
export function start(cwd: string, args: readonly string[], options: Options = {}): Going {
  const [program = "", ...before] = options.command ?? [process.execPath, MAIN];
  const child = spawn(program, [...before, ...args], { cwd, env: { ...ENV, ...options.env } });
  const said = { stdout: "", stderr: "" };
  const listeners = new Set<() => void>();
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8");
    child[stream].on("data", (text: string) => {
      said[stream] += text;
      for (const listener of listeners) listener();
    });
  }
  if (options.input !== undefined) child.stdin.end(options.input);
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => {
      resolve({ code, ...said });
      for (const listener of listeners) listener();
    });
  });
  return {
    child,
    ended,
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = typeof text === "string" ? said.stdout.includes(text) : text.test(said.stdout);
          if (found) resolve(said.stdout);
          else if (child.exitCode !== null || child.signalCode !== null)
            reject(new Error(`it never said ${String(text)}:\n${said.stdout}\n${said.stderr}`));
        };
        listeners.add(look);
        look();
      }),
  };
}

/** The built command line, as a process that has come to its end. */
export const ended = (cwd: string, args: readonly string[], options: Options = {}): Promise<Ended> => {
  const going = start(cwd, args, options);
  if (options.input === undefined) going.child.stdin.end();
  return going.ended;
};

/** A command that has come to its end, without a daemon: a process of its own where it needs one. */
export const drover = (cwd: string, args: readonly string[], options: Options = {}): Promise<Ended> =>
  Object.keys(options).length === 0 && isForHere(args, true) ? carriedOut(cwd, args) : ended(cwd, args, options);

/** A run as `show --json` prints it, or as `runs --json` lists it. */
export interface ShownRun {
  readonly run: string;
  readonly status: string;
  readonly inputs: object;
  readonly error: { readonly message: string } | null;
  readonly steps: Readonly<
    Record<
      string,
      { readonly status: string; readonly gen: string; readonly output: Readonly<Record<string, unknown>> }
    >
  >;
}

/** What a command prints as JSON. */
export async function json<T = ShownRun>(cwd: string, args: readonly string[]): Promise<T> {
  const { stdout, stderr, code } = await drover(cwd, [...args, "--json"]);
  if (stdout.trim() === "") throw new Error(`no JSON from ${args.join(" ")} (exit ${code}): ${stderr}`);
  return JSON.parse(stdout) as T;
}

const folders: string[] = [];

atEndOfFile(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  template = null;
});

export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "drover cli é ")));
  folders.push(folder);
  return folder;
}

export const git = (cwd: string, ...args: string[]): string =>
  execFileSync("git", args, { cwd, env: ENV, encoding: "utf8" }).trim();

let template: string | null = null;

/** Made once for a file of tests and copied: five git processes for each project took longer than many a test. */
function repositoryTemplate(): string {
  if (template !== null) return template;
  const folder = (template = temporaryFolder());
  git(folder, "init", "-q", "-b", "main");
  git(folder, "config", "user.name", "Tester");
  git(folder, "config", "user.email", "tester@example.org");
  rmSync(path.join(folder, ".git", "hooks"), { recursive: true, force: true });
  writeFileSync(path.join(folder, "README"), "a project\n");
  git(folder, "add", ".");
  git(folder, "commit", "-qm", "Begin");
  return folder;
}

/** A repository with one commit, and a `.drover` folder with these workflows. */
export function project(workflows: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  cpSync(repositoryTemplate(), folder, { recursive: true, preserveTimestamps: true });
  mkdirSync(path.join(folder, ".drover/workflows"), { recursive: true });
  for (const [name, text] of Object.entries(workflows)) workflow(folder, name, text);
  return folder;
}

export function workflow(folder: string, name: string, text: string): void {
  writeFileSync(path.join(folder, ".drover/workflows", `${name}.yaml`), `name: ${name}\n${text}`);
}

/** A step that works until the file `go` appears in the project, or that is gone; for two minutes at most, on a machine that is busy. */
export const untilGo = (folder: string, id = "work"): string =>
  `  - id: ${id}\n    run: |\n      echo "at work"\n      i=0\n      while [ ! -e "${folder}/go" ] && [ -e "${folder}" ] && [ $i -lt 2400 ]; do sleep 0.05; i=$((i+1)); done\n`;

export const go = (folder: string): void => writeFileSync(path.join(folder, "go"), "");

/** The id of the newest run. */
export const newestRun = async (folder: string): Promise<string> => {
  const [newest] = await json<ShownRun[]>(folder, ["runs", "-n1"]);
  if (newest === undefined) throw new Error("there is no run");
  return newest.run;
};

export const eventually = async (
  condition: () => boolean | Promise<boolean>,
  what: string | (() => string),
): Promise<void> => {
  const until = Date.now() + 20_000;
  for (let before = Date.now(); !(await condition()); before = Date.now()) {
    if (Date.now() > until) throw new Error(`it never came to: ${typeof what === "string" ? what : what()}`);
    // A look that starts a process takes from what it waits for.
    const tookMs = Date.now() - before;
    await new Promise((resolve) => setTimeout(resolve, Math.max(25, 2 * tookMs)));
  }
};
