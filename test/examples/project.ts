import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openApp, type App } from "../../src/app.ts";
import { DroverError } from "../../src/core/errors.ts";
import type { RunId } from "../../src/core/ids.ts";
import type { Json } from "../../src/core/json.ts";
import { isFinal, type RunState } from "../../src/core/run.ts";
import { statesOf } from "../../src/machines/finish.ts";
import { projectAt } from "../../src/project/project.ts";
import { ROOT } from "./example-file.ts";

export interface TestProject {
  readonly root: string;
  readonly app: App;
  readonly git: (...args: readonly string[]) => string;
  readonly close: () => Promise<void>;
}

/** A git repository with one commit, and the app on it. The recorded agents play without their pauses. */
export async function openProject(files: Readonly<Record<string, string>> = {}): Promise<TestProject> {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "drover-examples-")));
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trimEnd();
  const all = { "README.md": "An example.\n", ".gitignore": ".drover/\n", ...agentFiles(), ...files };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "Tester");
  git("config", "user.email", "tester@example.com");
  git("add", "--all");
  git("commit", "--quiet", "--message", "First");
  const app = await openApp({ project: projectAt(root), command: "test" });
  await app.resume();
  const close = async (): Promise<void> => {
    await app.close();
    rmSync(root, { recursive: true, force: true });
  };
  return { root, app, git, close };
}

const agentFiles = (): Record<string, string> =>
  Object.fromEntries(
    [
      ["recorded", "fix-add"],
      ["recorded-hasty", "fix-add-hasty"],
    ].map(([name, recording]) => [
      `.drover/agents/${name}.yaml`,
      `executor: replay\nrecording: ${JSON.stringify(path.join(ROOT, "recordings", recording ?? ""))}\npace: 0\n`,
    ]),
  );

/** Waits until the run is as asked; the test's own time limit ends it. */
export async function when(app: App, run: RunId, is: (state: RunState) => boolean): Promise<RunState> {
  for (;;) {
    const state = app.engine.get(run);
    if (state !== null && is(state)) return state;
    await sleep(5);
  }
}

export const ended = (app: App, run: RunId): Promise<RunState> =>
  when(app, run, ({ snapshot }) => isFinal(snapshot.status) && snapshot.stops.length === 0);

export const inState = (app: App, run: RunId, name: string): Promise<RunState> =>
  when(app, run, ({ snapshot }) => statesOf(snapshot.value).includes(name));

/** Sends a signal as soon as the run takes it. */
export async function answer(app: App, run: RunId, name: string, data: Json = null): Promise<void> {
  for (;;) {
    try {
      await app.engine.deliver(run, { type: "signal", name, step: null, data, sender: { by: "ann" } });
      return;
    } catch (error) {
      if (!(error instanceof DroverError) || error.code !== "signal.unexpected") throw error;
      await sleep(5);
    }
  }
}

/** Every file below a folder, as absolute paths. */
export const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
