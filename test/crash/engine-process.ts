import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach } from "vitest";
import type { EngineEvent } from "../../src/core/events.ts";
import type { JsonObject } from "../../src/core/json.ts";

const FIXTURE = path.resolve(import.meta.dirname, "../fixtures/engine-process.mjs");

/** One life of an engine; the fields are described in the fixture. */
export interface Life {
  readonly root: string;
  readonly killAt?: number;
  readonly starts: readonly { readonly workflow: string; readonly run: string; readonly inputs: JsonObject }[];
  readonly answers?: readonly Answer[];
  readonly alwaysRestore?: boolean;
}

/** A signal, given as soon as a step waits for it or a state is active; at the earliest when the log file says so, or after another. */
export interface Answer {
  readonly workflow: string;
  readonly step?: string;
  readonly state?: string;
  readonly signal: string;
  readonly after?: string;
  readonly once?: { readonly file: string; readonly says: string };
}

export interface Line {
  readonly opened?: string;
  readonly pid?: number;
  readonly recovered?: { readonly runs: readonly string[]; readonly reaped: readonly string[] };
  readonly event?: EngineEvent;
  readonly killed?: string;
  readonly at?: number;
  readonly over?: string;
  readonly boundaries?: number;
  readonly fault?: string;
  readonly error?: {
    readonly code: string | null;
    readonly message: string;
    readonly stack: string;
    readonly details: unknown;
  };
}

export interface EngineProcess {
  readonly pid: number;
  readonly lines: () => readonly Line[];
  readonly stderr: () => string;
  readonly kill: () => void;
  /** Settles when the process is gone; never rejects. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

const living = new Set<EngineProcess>();

export function startEngine(lives: readonly Life[]): EngineProcess {
  const child = spawn(process.execPath, [FIXTURE, JSON.stringify(lives)], { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const engine: EngineProcess = {
    pid: child.pid ?? 0,
    lines: () => parseLines(stdout),
    stderr: () => stderr,
    kill: () => void child.kill("SIGKILL"),
    ended: new Promise((resolve) => {
      child.once("close", (code, signal) => {
        living.delete(engine);
        resolve({ code, signal });
      });
    }),
  };
  living.add(engine);
  return engine;
}

/** The last line may be cut where a kill from outside hit. */
const parseLines = (text: string): readonly Line[] =>
  text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);

afterEach(async () => {
  for (const engine of living) {
    engine.kill();
    await engine.ended;
  }
});

/** Waits until the condition gives something; the test's own time limit ends it. */
export async function until<T>(condition: () => T | null | false | undefined): Promise<T> {
  for (;;) {
    const found = condition();
    if (found !== null && found !== undefined && found !== false) return found;
    await sleep(5);
  }
}

export const events = <T extends EngineEvent["type"]>(
  lines: readonly Line[],
  type: T,
): readonly Extract<EngineEvent, { type: T }>[] =>
  lines.flatMap(({ event }) => (event?.type === type ? [event as Extract<EngineEvent, { type: T }>] : []));
