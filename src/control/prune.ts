import { createWriteStream } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { App } from "../app.ts";
import { DroverError } from "../core/errors.ts";
import type { RunId } from "../core/ids.ts";
import { isFinal } from "../core/run.ts";
import type { RunSummary, Store } from "../core/store.ts";
import { exportRun, type RunSource } from "./archive/export-run.ts";
import { removeRun } from "./remove-run.ts";

/** Which ended runs may go. Child runs go with their parents. */
export interface Retention {
  /** Those that ended longer ago than this, in milliseconds. */
  readonly olderMs: number;
  /** The newest that many stay, whatever their age. */
  readonly keep: number;
  /** A folder, absolute: each is exported there before it is removed. */
  readonly archive: string | null;
}

export interface Pruned {
  readonly run: RunId;
  /** Why it stays; `null`: it is gone, with its children. */
  readonly kept: string | null;
}

/** Removes one run after another, and tells of each; others may do their work between them. */
export async function* prune(app: App, retention: Retention): AsyncGenerator<Pruned> {
  for (const { run } of prunable(app.store, retention, Date.now())) {
    try {
      if (retention.archive !== null)
        await archiveRun({ store: app.store, files: (gen) => app.processes.files(gen) }, run, retention.archive);
      await removeRun(app, run);
      yield { run, kept: null };
    } catch (error) {
      if (!(error instanceof DroverError) || error.code === "internal") throw error;
      yield { run, kept: error.message };
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export async function pruneAll(app: App, retention: Retention): Promise<readonly Pruned[]> {
  const all: Pruned[] = [];
  for await (const one of prune(app, retention)) all.push(one);
  return all;
}

const PAGE = 200;

/** From the newest to the oldest. */
export function* prunable(
  store: Store,
  { olderMs, keep }: Omit<Retention, "archive">,
  now: number,
): Generator<RunSummary> {
  let ended = 0;
  for (const one of everyRun(store)) {
    if (!isFinal(one.status) || one.endedAt === null || hasParent(store, one)) continue;
    ended += 1;
    if (ended > keep && one.endedAt <= now - olderMs) yield one;
  }
}

function* everyRun(store: Store): Generator<RunSummary> {
  let before: RunId | null = null;
  for (;;) {
    const page: readonly RunSummary[] = store.list({ limit: PAGE, ...(before !== null && { before }) });
    yield* page;
    before = page.at(-1)?.run ?? null;
    if (page.length < PAGE) return;
  }
}

const hasParent = (store: Store, { parent }: RunSummary): boolean =>
  parent !== null && store.getSnapshot(parent) !== null;

/** `<folder>/<run>.drover.gz`, whole and synced when it resolves, readable by its owner alone. */
async function archiveRun(source: RunSource, run: RunId, folder: string): Promise<string> {
  const file = path.join(folder, `${run}.drover.gz`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await exportTo(source, run, file);
  return file;
}

export async function exportTo(source: RunSource, run: RunId, file: string): Promise<void> {
  const aside = `${file}.${process.pid}.new`;
  await pipeline(exportRun(source, run), createWriteStream(aside, { mode: 0o600 }));
  const written = await open(aside, "r");
  await written.sync();
  await written.close();
  await rename(aside, file);
  const folder = await open(path.dirname(path.resolve(file)), "r");
  await folder.sync();
  await folder.close();
}
