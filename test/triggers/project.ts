import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openApp, type App } from "../../src/app.ts";
import type { Diagnostic } from "../../src/core/diagnostic.ts";
import type { RunId } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import type { Clock } from "../../src/core/ports.ts";
import { projectAt } from "../../src/project/project.ts";
import { openTriggers, type Triggers, type TriggersOptions } from "../../src/triggers/triggers.ts";
import { atEndOfTest } from "../endings.ts";

/** A workflow whose runs wait for an approval, so that nothing but the triggers is at work. */
export const holding = (triggers: string, name = "hold"): string => `name: ${name}
workspace: none
inputs:
  prompt: { type: string }
  count: { type: integer, default: 1 }
steps:
  - { id: hold, approve: Go on? }
outputs: { said: "\${{ inputs.prompt }}" }
triggers:
${triggers}`;

const cleanUps: (() => Promise<void> | void)[] = [];
atEndOfTest(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

/** A folder with a project in it; files by their path. */
export function makeProject(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "drover-triggers-")));
  cleanUps.push(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(path.join(root, ".drover"));
  for (const [file, text] of Object.entries(files)) write(root, file, text);
  return root;
}

export function write(root: string, file: string, text: string | Uint8Array): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

export interface Going {
  readonly root: string;
  readonly app: App;
  readonly triggers: Triggers;
  readonly problems: [file: string, diagnostics: readonly Diagnostic[]][];
  readonly faults: unknown[];
  readonly close: () => Promise<void>;
}

const QUICK = { pollMs: 50, settleMs: 60 };

/** The app of a project with its triggers at work, in this process. */
export async function go(root: string, options: TriggersOptions = {}): Promise<Going> {
  const app = await openApp({ project: projectAt(root), command: "test" });
  await app.resume();
  const problems: Going["problems"] = [];
  const faults: unknown[] = [];
  const triggers = openTriggers(app, {
    ...QUICK,
    onProblem: (file, diagnostics) => problems.push([file, diagnostics]),
    onFault: (error) => faults.push(error),
    ...options,
  });
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= triggers.close().then(() => app.close()));
  cleanUps.push(close);
  return { root, app, triggers, problems, faults, close };
}

/** Waits until there is something; the test's own time limit ends it. */
export async function until<T>(look: () => T | null | undefined | false): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    await sleep(5);
  }
}

export const runsOf = ({ app }: Going, workflow?: string): readonly { run: RunId; inputs: JsonObject }[] =>
  app.store
    .list({ limit: 10_000, ...(workflow === undefined ? {} : { workflow }) })
    .map(({ run }) => ({ run, inputs: app.store.getSnapshot(run)?.inputs ?? {} }));

/** Every run has one. */
export const promptIn = ({ prompt }: JsonObject): string => (typeof prompt === "string" ? prompt : "?");

export const promptsOf = (going: Going, workflow?: string): readonly string[] =>
  runsOf(going, workflow)
    .map(({ inputs }) => promptIn(inputs))
    .toSorted();

/** Lets a run that waits for its approval end. */
export async function approve({ app }: Going, run: RunId, name: "approve" | "deny" = "approve"): Promise<void> {
  await until(() => app.engine.get(run)?.snapshot.status === "waiting");
  await app.engine.deliver(run, { type: "signal", name, step: null, data: null, sender: { by: null } });
  await until(() => app.engine.get(run)?.snapshot.endedAt);
}

/** None where there is no such folder. */
export const filesIn = (root: string, folder: string): readonly string[] =>
  (existsSync(path.join(root, folder)) ? readdirSync(path.join(root, folder), { withFileTypes: true }) : [])
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();

export const dropped = (root: string, folder: string, sort: "done" | "rejected"): readonly string[] =>
  filesIn(root, `${folder}/${sort}`).map((name) => name.replace(/^[0-9a-z]{20}-/, ""));

export interface VirtualClock extends Clock {
  /** Goes on to a time, and wakes whoever is due on the way, one after the other. */
  advance(to: number): Promise<void>;
}

export function virtualClock(start: number): VirtualClock {
  const timers = new Set<{ at: number; wake: () => void }>();
  let now = start;
  const due = (to: number) => [...timers].filter(({ at }) => at <= to).toSorted((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    wakeAt(at, wake) {
      const timer = { at, wake };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(to) {
      for (;;) {
        // Whoever was woken sets the next timer when it is ready with its work.
        while (timers.size === 0) await new Promise(setImmediate);
        const timer = due(to);
        if (timer === undefined) break;
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.wake();
      }
      now = to;
    },
  };
}
