import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import type pino from "pino";
import type { App } from "../app.ts";
import { crashesFolder, crashReports } from "../project/crash-reports.ts";
import type { EngineEvent } from "../core/events.ts";
import type { RunId } from "../core/ids.ts";
import { replaceFile } from "../engine/index.ts";
import { packageVersion, type Project } from "../project/project.ts";
import type { Mask } from "./mask.ts";

export interface CrashWatch {
  /** What was under way, and what was last heard, stands in a report from now on. */
  follow(app: App): void;
  close(): void;
}

export interface CrashWatchOptions {
  readonly project: Project;
  readonly log: pino.Logger;
  readonly mask: Mask;
}

/** A fault in Drover itself (docs/errors.md). */
const EXIT_INTERNAL = 70;
const LAST_EVENTS = 50;
const MOST_RUNS = 100;
/** A daemon that is started again and again must not fill the disk with what it died of. */
const MOST_REPORTS = 20;

/**
 * What nobody has caught ends the daemon: who knows what it would do next. First `.drover/state/crashes/<time>.json` tells what
 * happened, then the log. Agents and scripts are left at work, as by `kill -9`: the next daemon adopts them.
 */
export function watchCrashes({ project, log, mask }: CrashWatchOptions): CrashWatch {
  const startedAt = Date.now();
  const events: EngineEvent[] = [];
  let followed: App | null = null;
  let unwatch: (() => void) | null = null;

  function onCrash(error: unknown, origin: string): void {
    try {
      const report = mask.value({
        v: 1,
        at: new Date().toISOString(),
        drover: packageVersion(),
        node: process.version,
        platform: `${process.platform} ${process.arch}`,
        pid: process.pid,
        upMs: Date.now() - startedAt,
        memory: process.memoryUsage(),
        origin,
        error: described(error),
        underWay: underWay(followed),
        events,
      });
      const file = write(project, report);
      log.fatal({ err: error, report: file }, "the daemon has crashed; agents and scripts go on");
    } catch (fault) {
      log.fatal({ err: error, fault: described(fault) }, "the daemon has crashed, and its report could not be written");
    } finally {
      process.exit(EXIT_INTERNAL);
    }
  }

  process.on("uncaughtException", onCrash);
  return {
    follow(app) {
      followed = app;
      unwatch = app.engine.watch((event) => {
        events.push(event);
        if (events.length > LAST_EVENTS) events.shift();
      });
    },
    close() {
      process.off("uncaughtException", onCrash);
      unwatch?.();
    },
  };
}

function write(project: Project, report: object): string {
  const folder = crashesFolder(project);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const old of crashReports(project).slice(0, -MOST_REPORTS + 1)) rmSync(old, { force: true });
  const file = path.join(folder, `${new Date().toISOString().replaceAll(":", "-")}.json`);
  replaceFile(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}

interface DescribedError {
  readonly name: string;
  readonly message: string;
  readonly code: unknown;
  readonly stack: string | null;
  readonly cause: DescribedError | null;
}

/** Anything thrown. Cyclic causes end after eight. */
function described(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error))
    return { name: typeof error, message: String(error), code: null, stack: null, cause: null };
  const { name, message, stack = null, cause } = error;
  return {
    name,
    message,
    code: "code" in error ? error.code : null,
    stack,
    cause: cause === undefined || depth >= 8 ? null : described(cause, depth + 1),
  };
}

interface RunUnderWay {
  readonly run: RunId;
  readonly workflow: string;
  readonly status: string;
  readonly activities: readonly object[];
}

/** A store that is what has failed must not keep the report from being written. */
function underWay(app: App | null): readonly RunUnderWay[] | { readonly unknown: string } {
  if (app === null) return { unknown: "the engine was not open yet" };
  try {
    return [...app.store.liveRuns()].slice(0, MOST_RUNS).flatMap((run) => {
      const snapshot = app.store.getSnapshot(run);
      if (snapshot === null) return [];
      const activities = Object.values(snapshot.activities).map(({ step, action, gen, attempt, startedAt }) => ({
        step,
        action,
        gen,
        attempt,
        startedAt,
      }));
      return [{ run, workflow: snapshot.workflow, status: snapshot.status, activities }];
    });
  } catch (error) {
    return { unknown: String(error) };
  }
}
