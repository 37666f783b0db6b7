import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { appendFile, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import type { App } from "../../app.ts";
import { DroverError } from "../../core/errors.ts";
import { runOfGen, type DefinitionHash, type RunId } from "../../core/ids.ts";
import type { JournalEntry } from "../../core/input.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import { isFinal } from "../../core/run.ts";
import type { ArchivedRun } from "../../core/store.ts";
import { hashDefinition, type Definition } from "../../definition/index.ts";
import { ARCHIVE_VERSION, ATTEMPT_FILES, type ArchiveRecord } from "./format.ts";

/**
 * Brings an exported run back, with its child runs: they can be read as before, and nothing of them is performed. The file is read and checked
 * whole before anything is written, and all of its runs come at once. Throws `archive.invalid`, `run.exists`.
 */
export async function importRun({ store, processes }: App, file: string): Promise<RunId> {
  const { run, runs, definitions } = await readWhole(file);
  for (const { snapshot } of runs)
    if (store.getSnapshot(snapshot.run) !== null)
      throw new DroverError("run.exists", `Cannot import run "${snapshot.run}": there is a run of that id already.`);
  await writeFiles(file, new Set(runs.map(({ snapshot }) => snapshot.run)), (gen) => processes.files(gen).folder);
  await Promise.all([...definitions].map(([hash, definition]) => store.putDefinition(hash, definition)));
  await store.add(runs);
  return run;
}

interface Whole {
  readonly run: RunId;
  readonly runs: readonly ArchivedRun[];
  readonly definitions: ReadonlyMap<DefinitionHash, Json>;
}

type MutableRun = Omit<ArchivedRun, "journal"> & { readonly journal: JournalEntry[] };

const invalid = (why: string, cause?: unknown): DroverError =>
  new DroverError("archive.invalid", `Cannot import the file: ${why}.`, { cause });

async function readWhole(file: string): Promise<Whole> {
  const runs: MutableRun[] = [];
  const definitions = new Map<DefinitionHash, Json>();
  const sum = createHash("sha256");
  let header: Extract<ArchiveRecord, { type: "drover.run" }> | null = null;
  let count = 0;
  let isWhole = false;
  for await (const { record, line } of recordsOf(file)) {
    if (isWhole) throw invalid("something stands behind its end");
    if (record.type === "end") {
      isWhole = record.lines === count && record.sha256 === sum.digest("hex");
      if (!isWhole) throw invalid("it is damaged");
      continue;
    }
    sum.update(`${line}\n`);
    count += 1;
    if (header === null) header = headerOf(record);
    else take(record, runs, definitions);
  }
  if (header === null || !isWhole) throw invalid("it is not whole");
  for (const run of runs) assertSound(run, definitions);
  if (runs[0]?.snapshot.run !== header.run) throw invalid("it does not hold the run that it names");
  return { run: header.run, runs, definitions };
}

function headerOf(record: ArchiveRecord): Extract<ArchiveRecord, { type: "drover.run" }> {
  if (record.type !== "drover.run") throw invalid("it is no export of a run");
  if (record.v > ARCHIVE_VERSION)
    throw invalid(`it has format ${record.v}, and this Drover knows up to ${ARCHIVE_VERSION}. Update Drover`);
  return record;
}

function take(record: ArchiveRecord, runs: MutableRun[], definitions: Map<DefinitionHash, Json>): void {
  if (record.type === "definition") definitions.set(record.hash, record.definition);
  else if (record.type === "run") runs.push({ snapshot: elsewhere(record.snapshot), steps: record.steps, journal: [] });
  else if (record.type === "entry") runs.at(-1)?.journal.push(record.entry);
}

/** Where it worked is another machine's folder, or whatever the file says: nothing here is its workspace. */
const elsewhere = <T extends object>(snapshot: T): T => ({ ...snapshot, workspace: null });

const RUN_ID = /^[0-9a-z]{20}$/;

/** A file that somebody has made up must not bring back a run that works, or one that nothing can show. */
function assertSound(archived: ArchivedRun, definitions: ReadonlyMap<DefinitionHash, Json>): void {
  const { run, definition, seq } = archived.snapshot;
  if (typeof run !== "string" || !RUN_ID.test(run)) throw invalid("a run's id is none");
  if (!isOver(archived.snapshot)) throw invalid(`run ${run} has not ended in it`);
  const { steps, journal } = archived;
  if (!isJsonObject(steps) || journal.length !== seq || journal.some((entry, i) => entry.seq !== i + 1))
    throw invalid(`the journal of run ${run} has a gap`);
  const found = (definitions.get(definition) ?? null) as Definition | null;
  if (found === null || hashDefinition(found) !== definition)
    throw invalid(`the definition of run ${run} is missing, or another`);
}

const isOver = ({ status, owesParent, activities, stops }: ArchivedRun["snapshot"]): boolean =>
  isFinal(status) && !owesParent && Object.keys(activities).length === 0 && stops.length === 0;

interface Read {
  readonly record: ArchiveRecord;
  readonly line: string;
}

async function* recordsOf(file: string): AsyncGenerator<Read> {
  const source = createReadStream(file);
  const text = source.pipe(createGunzip());
  source.once("error", (error) => text.destroy(error));
  try {
    for await (const line of createInterface({ input: text, crlfDelay: Infinity })) {
      const record: unknown = JSON.parse(line);
      if (!isJsonObject(record) || typeof record["type"] !== "string") throw invalid("it is no export of a run");
      yield { record: record as ArchiveRecord, line };
    }
  } catch (error) {
    if (error instanceof DroverError) throw error;
    throw invalid((error as NodeJS.ErrnoException).code === "ENOENT" ? "there is none" : "it is damaged", error);
  } finally {
    source.destroy();
  }
}

const NAMES: ReadonlySet<string> = new Set(ATTEMPT_FILES);

/** Before the runs are there: whoever sees a run sees its logs. */
async function writeFiles(
  file: string,
  runs: ReadonlySet<RunId>,
  folderOf: (gen: Extract<ArchiveRecord, { type: "file" }>["gen"]) => string,
): Promise<void> {
  const begun = new Set<string>();
  for await (const { record } of recordsOf(file)) {
    if (record.type !== "file") continue;
    const { gen, name, data } = record;
    if (!NAMES.has(name) || !/^[0-9a-z]+\.\d+\.\d+$/.test(gen) || !runs.has(runOfGen(gen)))
      throw invalid("a file in it belongs to none of its runs");
    const folder = folderOf(gen);
    const to = path.join(folder, name);
    if (!begun.has(to)) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await rm(to, { force: true });
      begun.add(to);
    }
    await appendFile(to, Buffer.from(data, "base64"), { mode: 0o600 });
  }
}
