import type pino from "pino";
import type { App } from "../app.ts";
import { DroverError } from "../core/errors.ts";
import { packageVersion } from "../project/project.ts";
import { openTraces, type OpenTraces } from "../telemetry/index.ts";

/** Traces of all runs, where the environment asks for them. Give it back to end them. A daemon works without them as well. */
export async function traceRuns(app: App, log: pino.Logger): Promise<() => Promise<void>> {
  const traces = await open(app, log);
  if (traces === null) return () => Promise.resolve();
  log.info("sends traces, as OTEL_* says");
  const unwatch = app.engine.watch(traces.heard);
  return async () => {
    unwatch();
    await traces.close().catch((error: unknown) => log.warn({ err: error }, "the last traces were not sent"));
  };
}

async function open({ catalog }: App, log: pino.Logger): Promise<OpenTraces | null> {
  const agent = (name: string): { executor: string; model: string | null } | null => {
    try {
      return catalog.profiles.get(name);
    } catch (error) {
      if (error instanceof DroverError && error.code === "agent.unknown") return null;
      throw error;
    }
  };
  try {
    return await openTraces({ version: packageVersion(), agent });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    log.warn("OTEL_* asks for traces, and @opentelemetry/sdk-node is not installed beside Drover: none are sent");
    return null;
  }
}
