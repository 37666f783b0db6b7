import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { Gen } from "../../src/core/ids.ts";
import type { ProcessSpec } from "../../src/core/process.ts";
import { createProcessHost, type DetachedProcesses } from "../../src/executors/supervisor/index.ts";

export const GEN = Gen("run.1.0");

/** A fresh folder with a process host on it. Whatever was started there is ended after the test. */
export function newHost(
  killGraceMs = 300,
  voiceLookMs?: number,
): { host: DetachedProcesses; folder: string; cwd: string } {
  const root = newFolder();
  const [folder, cwd] = [path.join(root, "attempts"), path.join(root, "work")];
  fs.mkdirSync(cwd);
  const host = createProcessHost({ folder, killGraceMs, ...(voiceLookMs === undefined ? {} : { voiceLookMs }) });
  onTestFinished(async () => {
    await host.reap(() => false);
    host.release();
  });
  return { host, folder, cwd };
}

export function newFolder(): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "drover-test-")));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const ENV: Readonly<Record<string, string>> = { PATH: process.env["PATH"] ?? "" };

export const script = (text: string, cwd: string, more: Partial<ProcessSpec> = {}): ProcessSpec => ({
  gen: GEN,
  command: { script: text },
  cwd,
  env: ENV,
  stdin: null,
  ...more,
});

export const program = (argv: readonly string[], cwd: string, more: Partial<ProcessSpec> = {}): ProcessSpec => ({
  ...script("", cwd, more),
  command: { argv },
});

/** Waits until the condition gives something; the test's own time limit ends it. */
export async function until<T>(condition: () => T | null | false | undefined): Promise<T> {
  for (;;) {
    const found = condition();
    if (found !== null && found !== undefined && found !== false) return found;
    await sleep(5);
  }
}

/** Empty for what is not there; a process may end while its file in /proc is read. */
export function textOf(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return "";
    throw error;
  }
}

export interface OtherProcess {
  readonly pid: number;
  readonly lines: () => readonly string[];
  readonly exit: Promise<number | null>;
  readonly kill: () => void;
}

/** Another Node process; ended after the test. */
export function startNode(file: string, args: readonly string[]): OtherProcess {
  const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const exit = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  const kill = (): void => void child.kill("SIGKILL");
  onTestFinished(async () => {
    kill();
    await exit;
  });
  return { pid: child.pid ?? 0, exit, kill, lines: () => text.split("\n").filter((line) => line !== "") };
}

/** Live processes whose command line holds a text; zombies have none. */
export function processesWith(text: string): readonly number[] {
  return fs.readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      return fs.readFileSync(`/proc/${name}/cmdline`, "utf8").includes(text) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
