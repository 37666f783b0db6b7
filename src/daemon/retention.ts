import path from "node:path";
import type pino from "pino";
import type { App } from "../app.ts";
import { prune, type Retention } from "../control/prune.ts";
import { forgetKeys } from "../control/start-once.ts";

/** What `config.yaml` says, with folders as they are; `null` where nothing is removed. */
function retentionOf({ catalog, project }: App): Retention | null {
  const { retention } = catalog.config;
  if (retention === null) return null;
  const { archive } = retention;
  return { ...retention, archive: archive === null ? null : path.resolve(project.root, archive) };
}

const EVERY_MS = 10 * 60_000;
const KEYS_EVERY_MS = 24 * 60 * 60_000;

/**
 * Removes what may go, now and from time to time: old runs where the configuration says so, one after another, and the keys of starts of
 * long ago. Give it back to end it; resolves when nothing is under way.
 */
export function keepTidy(app: App, log: pino.Logger): () => Promise<void> {
  const stopping = new AbortController();
  const retention = retentionOf(app);
  const repeats = [
    repeat("cannot forget old keys", KEYS_EVERY_MS, async () => {
      const forgotten = await forgetKeys(app.store, Date.now(), stopping.signal);
      if (forgotten > 0) log.info({ forgotten }, "forgot old keys of starts");
    }),
    ...(retention === null ? [] : [repeat("cannot remove old runs", EVERY_MS, removals(retention))]),
  ];

  function repeat(fault: string, everyMs: number, work: () => Promise<void>): () => Promise<void> {
    let underWay: Promise<void> = Promise.resolve();
    const begin = (): void => {
      underWay = underWay.then(work).catch((error: unknown) => log.error({ err: error }, fault));
    };
    begin();
    const timer = setInterval(begin, everyMs);
    return () => {
      clearInterval(timer);
      return underWay;
    };
  }

  function removals(what: Retention): () => Promise<void> {
    const kept = new Set<string>();
    return async () => {
      for await (const { run, kept: why } of prune(app, what)) {
        if (why === null) log.info({ run }, "removed an old run");
        // Once is enough: it stays for the same reason every time.
        else if (!kept.has(run)) log.warn({ run, why }, "keeps an old run");
        if (why !== null) kept.add(run);
        if (stopping.signal.aborted) return;
      }
    };
  }

  return async () => {
    stopping.abort();
    await Promise.all(repeats.map((end) => end()));
  };
}
