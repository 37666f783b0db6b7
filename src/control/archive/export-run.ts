import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { DroverError } from "../../core/errors.ts";
import type { DefinitionHash, Gen, RunId } from "../../core/ids.ts";
import { mapTexts } from "../../core/json.ts";
import type { ProcessFiles } from "../../core/process.ts";
import { isFinal } from "../../core/run.ts";
import type { Store } from "../../core/store.ts";
import { packageVersion } from "../../project/project.ts";
import { secretsMasker, secretValues } from "../../project/secrets.ts";
import { stateOf } from "../run-view.ts";
import { ARCHIVE_VERSION, ATTEMPT_FILES, gensOf, type ArchiveRecord } from "./format.ts";
import { createByteMask } from "../../logs/mask-bytes.ts";

/** A project's state, as an engine or a reader has it. */
export interface RunSource {
  readonly store: Pick<Store, "getState" | "getSnapshot" | "getDefinition" | "journal" | "list">;
  files(gen: Gen): ProcessFiles;
}

/**
 * An ended run with its child runs and the logs of their attempts, as the bytes of one file. The values of secrets that are set are masked.
 * Throws `run.unknown`, `run.not_final`, `definition.missing`.
 */
export function exportRun(source: RunSource, run: RunId): Readable {
  const runs = familyOf(source.store, run);
  for (const one of runs) assertWhole(source.store, one);
  return Readable.from(lines(source, runs)).pipe(createGzip());
}

/** A run and all that it has started, each before its own children. */
export function familyOf(store: Pick<Store, "list">, run: RunId): readonly RunId[] {
  const children = store.list({ parent: run, limit: Infinity }).map((child) => child.run);
  return [run, ...children.flatMap((child) => familyOf(store, child))];
}

function assertWhole(store: RunSource["store"], run: RunId): void {
  const { snapshot } = stateOf(store, run);
  if (!isFinal(snapshot.status))
    throw new DroverError("run.not_final", `Cannot export run "${run}": it has not ended yet.`);
  if (store.getDefinition(snapshot.definition) === null)
    throw new DroverError("definition.missing", `Cannot export run "${run}": the store has lost its definition.`);
}

async function* lines(source: RunSource, runs: readonly RunId[]): AsyncGenerator<string> {
  const hash = createHash("sha256");
  let count = 0;
  for await (const record of records(source, runs)) {
    const line = `${JSON.stringify(record)}\n`;
    hash.update(line);
    count += 1;
    yield line;
  }
  yield `${JSON.stringify({ type: "end", lines: count, sha256: hash.digest("hex") } satisfies ArchiveRecord)}\n`;
}

async function* records(source: RunSource, runs: readonly RunId[]): AsyncGenerator<ArchiveRecord> {
  const { store } = source;
  const mask = secretsMasker();
  const masked = <T>(value: T): T => (mask === null ? value : mapTexts(value, mask));
  const [root] = runs;
  if (root === undefined) return;
  yield { type: "drover.run", v: ARCHIVE_VERSION, drover: packageVersion(), run: root, at: Date.now() };
  const told = new Set<DefinitionHash>();
  for (const run of runs) {
    const { snapshot, steps } = stateOf(store, run);
    const hash = snapshot.definition;
    if (!told.has(hash)) yield { type: "definition", hash, definition: store.getDefinition(hash) };
    told.add(hash);
    yield { type: "run", snapshot: masked(snapshot), steps: masked(steps) };
    const journal = [...store.journal(run)];
    for (const entry of journal) yield { type: "entry", entry: masked(entry) };
    for (const gen of gensOf(journal)) yield* fileRecords(source.files(gen), gen);
  }
}

const PIECE = 256 * 1024;

async function* fileRecords({ folder }: ProcessFiles, gen: Gen): AsyncGenerator<ArchiveRecord> {
  for (const name of ATTEMPT_FILES) {
    const file = path.join(folder, name);
    if (!existsSync(file)) continue;
    const mask = createByteMask(secretValues());
    const record = (data: Buffer): ArchiveRecord => ({ type: "file", gen, name, data: data.toString("base64") });
    for await (const piece of createReadStream(file, { highWaterMark: PIECE }))
      yield record(mask.push(piece as Buffer));
    yield record(mask.rest());
  }
}
