import path from "node:path";
import type pino from "pino";
import type { App } from "../app.ts";
import { prune, type Retention } from "../control/prune.ts";

/** What `config.yaml` says, with folders as they are; `null` where nothing is removed. */
function retentionOf({ catalog, project }: App): Retention | null {
  const { retention } = catalog.config;
  if (retention === null) return null;
  const { archive } = retention;
  return { ...retention, archive: archive === null ? null : path.resolve(project.root, archive) };
}

const EVERY_MS = 10 * 60_000;

/** Removes what may go, now and from time to time, one run after another. Give it back to end it; resolves when nothing is under way. */
export function keepTidy(app: App, log: pino.Logger): () => Promise<void> {
  const retention = retentionOf(app);
  if (retention === null) return () => Promise.resolve();
  const stopping = new AbortController();
  const kept = new Set<string>();
  let underWay: Promise<void> = Promise.resolve();
  const tidy = async (): Promise<void> => {
    for await (const { run, kept: why } of prune(app, retention)) {
      if (why === null) log.info({ run }, "removed an old run");
      // Once is enough: it stays for the same reason every time.
      else if (!kept.has(run)) log.warn({ run, why }, "keeps an old run");
      if (why !== null) kept.add(run);
      if (stopping.signal.aborted) return;
    }
  };
  const begin = (): void => {
    underWay = underWay.then(tidy).catch((error: unknown) => log.error({ err: error }, "cannot remove old runs"));
  };
  begin();
  const timer = setInterval(begin, EVERY_MS);
  return () => {
    clearInterval(timer);
    stopping.abort();
    return underWay;
  };
}
