import { existsSync, readFileSync } from "node:fs";
import { copyFile, mkdir, open, readdir, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DroverError } from "../../src/core/errors.ts";
import { createDatabase, openDatabase } from "../../src/store/database.ts";
import { formatKey } from "../../src/store/keys.ts";
import { openLmdbStore } from "../../src/store/lmdb.ts";
import { commitOf, runId, stepOf } from "./samples.ts";
import { temporaryFolders } from "./temporary-folder.ts";

const temporaryFolder = temporaryFolders();
const PAGE = 4096;

let folder: string;
let file: string;
const backups = (): string => path.join(folder, "..", "backups");
/** What a stop without `close` leaves, on a machine that was started anew since. */
const leaveMark = (): Promise<void> => writeFile(path.join(folder, "open"), '{"pid":1,"boot":"another"}\n');

async function fillStore(runs = 100): Promise<void> {
  const store = await openLmdbStore({ folder });
  await Promise.all(
    Array.from({ length: runs }, (_, n) =>
      store.commit(commitOf(runId(n), 1, { steps: { s: stepOf({ output: { tail: "x".repeat(500) } }) } })),
    ),
  );
  await store.close();
}

/** The bytes of whole pages become noise. */
async function spoil(fromPage: number, pages: number): Promise<void> {
  const handle = await open(file, "r+");
  await handle.write(Buffer.alloc(pages * PAGE, 0xa5), 0, pages * PAGE, fromPage * PAGE);
  await handle.close();
}

async function failureOf(opening: Promise<unknown>): Promise<DroverError> {
  const failure: unknown = await opening.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DroverError);
  return failure as DroverError;
}

beforeEach(() => {
  folder = path.join(temporaryFolder(), "store");
  file = path.join(folder, "data.mdb");
});

describe("a damaged file", () => {
  it.each([
    ["with noise for its first pages", () => spoil(0, 2)],
    ["with noise for all pages but the first", async () => spoil(2, (await stat(file)).size / PAGE - 2)],
    ["that is empty", () => truncate(file, 0)],
    ["that ends within its first page", () => truncate(file, 100)],
    ["that ends within its second page", () => truncate(file, PAGE + 100)],
    ["with noise for its second page", () => spoil(1, 1)],
    ["that is something else", () => writeFile(file, "# not a database\n".repeat(2000))],
  ])("%s is reported, and this process lives", async (_, damage) => {
    await fillStore();
    await damage();
    await leaveMark();
    for (const readOnly of [false, true]) {
      const failure = await failureOf(openLmdbStore({ folder, readOnly }));
      expect(failure.code).toBe("store.damaged");
      expect(failure.message).toContain(`Cannot read the store "${file}": it is damaged`);
      expect(failure.message).toContain(`There is no backup in "${backups().replace("store/../", "")}"`);
    }
  });

  it("that was cut off is reported, even when the last stop was a clean one", async () => {
    await fillStore();
    await truncate(file, 5 * PAGE);
    expect(await failureOf(openLmdbStore({ folder }))).toMatchObject({ code: "store.damaged" });
    expect(await failureOf(openLmdbStore({ folder, readOnly: true }))).toMatchObject({ code: "store.damaged" });
  });

  it("is reported with the newest backup, and the command it gives mends it", async () => {
    await fillStore();
    const store = await openLmdbStore({ folder });
    await store.backup(path.join(backups(), "older"));
    await store.commit(commitOf(runId(7), 2));
    await store.backup(path.join(backups(), "newer"));
    await utimes(path.join(backups(), "older", "data.mdb"), new Date(1000), new Date(1000));
    await store.close();
    await spoil(0, 2);
    await leaveMark();

    const failure = await failureOf(openLmdbStore({ folder }));
    const newest = path.resolve(backups(), "newer", "data.mdb");
    expect(failure.details).toEqual({ file, backup: newest });
    const [, from, to] = /cp "([^"]+)" "([^"]+)"/.exec(failure.message) ?? [];
    await copyFile(from ?? "", to ?? "");
    const mended = await openLmdbStore({ folder });
    expect([...mended.liveRuns()]).toHaveLength(100);
    expect(mended.getSnapshot(runId(7))?.seq).toBe(2);
    await mended.close();
  });
});

describe("the child process that tries the file first", () => {
  const node = process.execPath;
  afterEach(() => {
    process.execPath = node;
  });

  it("is started after an unclean stop, and only then", async () => {
    await fillStore();
    process.execPath = "/no/such/node";
    await (await openLmdbStore({ folder })).close();
    await (await openLmdbStore({ folder, readOnly: true })).close();
    await leaveMark();
    await expect(openLmdbStore({ folder })).rejects.toThrow("ended without a word");
    process.execPath = node;
    const store = await openLmdbStore({ folder });
    expect([...store.liveRuns()]).toHaveLength(100);
    await store.close();
  });

  it("is not needed beside a living writer", async () => {
    await fillStore();
    const store = await openLmdbStore({ folder });
    process.execPath = "/no/such/node";
    const reader = await openLmdbStore({ folder, readOnly: true });
    expect([...reader.liveRuns()]).toHaveLength(100);
    await reader.close();
    await store.close();
  });

  it("is started for a mark that was cut off in the writing", async () => {
    await fillStore();
    await writeFile(path.join(folder, "open"), "");
    process.execPath = "/no/such/node";
    await expect(openLmdbStore({ folder })).rejects.toThrow("ended without a word");
  });
});

describe("a new database", () => {
  it("is made aside, so that a crash in the making leaves nothing in place", async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(`${file}.new`, "half of one");
    await writeFile(`${file}.new-lock`, "");
    await (await openLmdbStore({ folder })).close();
    expect((await readdir(folder)).toSorted()).toEqual(["data.mdb", "data.mdb-lock"]);
  });

  it("of a newer Drover is left alone", async () => {
    await mkdir(folder, { recursive: true });
    await createDatabase(file);
    const database = openDatabase(file);
    await database.put(formatKey, '{"v":1,"format":99}');
    await database.close();
    const before = readFileSync(file);
    const failure = await failureOf(openLmdbStore({ folder }));
    expect(failure.code).toBe("store.version");
    expect(failure.message).toMatch(/has format 99 and this Drover knows up to 1\. Update Drover/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

describe("a backup", () => {
  it("made while the engine goes on is a store of one moment", async () => {
    const store = await openLmdbStore({ folder });
    const runs = Array.from({ length: 20 }, (_, n) => runId(n));
    const stop = new AbortController();
    const work = runs.map(async (run) => {
      for (let seq = 1; !stop.signal.aborted; seq++)
        await store.commit(commitOf(run, seq, { steps: { s: stepOf({ visits: seq }) } }));
    });
    while (store.list().length < 20) await new Promise(setImmediate);
    await store.backup(path.join(backups(), "one"));
    const inTheBackup = await openLmdbStore({ folder: path.join(backups(), "one"), readOnly: true });
    stop.abort();
    await Promise.all(work);
    for (const run of runs) {
      const state = inTheBackup.getState(run);
      const seq = state?.snapshot.seq ?? 0;
      expect(seq).toBeGreaterThan(0);
      expect(state?.steps["s"]?.visits).toBe(seq);
      expect([...inTheBackup.journal(run)]).toHaveLength(seq);
    }
    await inTheBackup.close();
    await store.close();
  });

  it("replaces the one in the same folder, and can be made by a reader", async () => {
    await fillStore(3);
    const reader = await openLmdbStore({ folder, readOnly: true });
    await reader.backup(backups());
    await reader.backup(backups());
    await reader.close();
    expect(await readdir(backups())).toEqual(["data.mdb"]);
    const store = await openLmdbStore({ folder: backups() });
    expect([...store.liveRuns()]).toHaveLength(3);
    await store.close();
  });

  it("under way is finished before the store is closed", async () => {
    await fillStore();
    const store = await openLmdbStore({ folder });
    const backup = store.backup(backups());
    await store.close();
    await backup;
    expect(existsSync(path.join(backups(), "data.mdb"))).toBe(true);
    await rm(backups(), { recursive: true });
    await expect(store.backup(backups())).rejects.toMatchObject({ code: "engine.stopped" });
  });
});
