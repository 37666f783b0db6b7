import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineEvent } from "../../src/core/events.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { atEndOfTest } from "../endings.ts";
import { bundledFixture } from "./bundle.ts";

/** Of the present file of tests. */
let engineProgram: readonly string[] = [];

/** Has the program of the engine compiled before the first test of the file that calls this. */
export const compileEngine = (): void => void (engineProgram = bundledFixture("engine-process.mjs"));

/** One life of an engine; the fields are described in the fixture. */
export interface Life {
  readonly root: string;
  /** The number of a boundary, or a pattern for its name. */
  readonly killAt?: number | string;
  readonly starts: readonly {
    readonly workflow: string;
    readonly run: string;
    readonly inputs: JsonObject;
    /** Not started, but forked from another, once that has ended. */
    readonly fork?: { readonly from: string; readonly step: string };
  }[];
  readonly answers?: readonly Answer[];
  readonly alwaysRestore?: boolean;
}

/** A signal, given as soon as a step waits for it, a state is active or an agent asks; not before another one, or before an effect has begun. */
export interface Answer {
  readonly workflow: string;
  readonly step?: string;
  readonly state?: string;
  /** The title of what an agent asks leave for; the signal is then the answer to that. */
  readonly ask?: string;
  readonly signal: string;
  readonly after?: string;
  readonly begun?: { readonly log: string; readonly step: string };
}

export interface Line {
  readonly opened?: string;
  readonly pid?: number;
  readonly recovered?: {
    readonly runs: readonly string[];
    readonly broken: readonly unknown[];
    readonly reaped: readonly string[];
  };
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
  /** What it has printed so far. */
  readonly lines: readonly Line[];
  readonly stderr: () => string;
  readonly kill: () => void;
  /** Settles when the process is gone; never rejects. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** Of the present test. */
const started: EngineProcess[] = [];

export function startEngine(lives: readonly Life[]): EngineProcess {
  const child = spawn(process.execPath, [...engineProgram, JSON.stringify(lives)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: Line[] = [];
  let [cut, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    // The last line may be cut, for ever where a kill from outside hit.
    const texts = (cut + chunk).split("\n");
    cut = texts.pop() ?? "";
    for (const text of texts) lines.push(JSON.parse(text) as Line);
  });
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const engine: EngineProcess = {
    pid: child.pid ?? 0,
    lines,
    stderr: () => stderr,
    kill: () => void child.kill("SIGKILL"),
    ended: new Promise((resolve) => {
      child.once("close", (code, signal) => resolve({ code, signal }));
    }),
  };
  started.push(engine);
  return engine;
}

atEndOfTest(async ({ result }) => {
  for (const engine of started.splice(0)) {
    engine.kill();
    await engine.ended;
    if (result?.state === "fail") console.error(engine.lines, engine.stderr());
  }
});

/** Waits until the condition gives something. When the engine that it waits for ends before that, it throws. */
export async function until<T>(condition: () => T | null | false | undefined, engine?: EngineProcess): Promise<T> {
  let isOver = false;
  void engine?.ended.then(() => (isOver = true));
  for (;;) {
    const wasOver = isOver;
    const found = condition();
    if (found !== null && found !== undefined && found !== false) return found;
    if (wasOver) throw new Error("the engine has ended");
    await sleep(5);
  }
}

export const events = <T extends EngineEvent["type"]>(
  lines: readonly Line[],
  type: T,
): readonly Extract<EngineEvent, { type: T }>[] =>
  lines.flatMap(({ event }) => (event?.type === type ? [event as Extract<EngineEvent, { type: T }>] : []));

/** What must not happen in any life: faults, errors, runs that could not be taken up. */
export const problems = (lines: readonly Line[]): readonly unknown[] =>
  lines.flatMap(({ fault, error, recovered }) => fault ?? error ?? recovered?.broken ?? []);
