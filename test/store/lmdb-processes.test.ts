import { existsSync, readdirSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { RunId } from "../../src/core/ids.ts";
import { openLmdbStore } from "../../src/store/lmdb.ts";
import { startStoreProcess, type StoreProcess } from "./fixtures/process.ts";
import { commitOf, runId } from "./samples.ts";
import { temporaryFolders } from "./temporary-folder.ts";

const temporaryFolder = temporaryFolders();
const started: StoreProcess[] = [];

function start(folder: string, mode: string, limitKb?: number): StoreProcess {
  const one = startStoreProcess(folder, mode, limitKb);
  started.push(one);
  return one;
}

afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill("SIGKILL");
    await ended;
  }
});

describe("a writer that is killed", () => {
  it.each(["writer", "alone"])(
    "leaves everything that it acknowledged, and the next one goes on from there (%s)",
    async (mode) => {
      const folder = path.join(temporaryFolder(), "store");
      const run = runId(1);
      const writer = start(folder, mode);
      let acknowledged = Number(await writer.ask(`flood ${run}`));
      while (acknowledged < 200) acknowledged = Number(await writer.ask(""));
      writer.child.kill("SIGKILL");
      expect(await writer.ended).toMatchObject({ signal: "SIGKILL" });
      expect(existsSync(path.join(folder, "open"))).toBe(true);

      const store = await openLmdbStore({ folder });
      const seq = store.getSnapshot(run)?.seq ?? 0;
      expect(seq).toBeGreaterThanOrEqual(acknowledged);
      expect([...store.journal(run)].map((entry) => entry.seq)).toEqual(Array.from({ length: seq }, (_, i) => i + 1));
      await store.commit(commitOf(run, seq + 1));
      expect([...store.journal(run, seq)]).toHaveLength(1);
      await store.close();
      expect(existsSync(path.join(folder, "open"))).toBe(false);
    },
  );
});

describe("a reader in another process", () => {
  it("sees each commit of the living writer, also when the file has grown a hundredfold", async () => {
    const folder = path.join(temporaryFolder(), "store");
    const store = await openLmdbStore({ folder });
    const reader = start(folder, "reader");
    expect(await reader.ask(`seq ${runId(1)}`)).toBe("null");
    for (let seq = 1; seq <= 5; seq++) {
      await store.commit(commitOf(runId(1), seq));
      expect(await reader.ask(`seq ${runId(1)}`)).toBe(String(seq));
    }
    const text = "x".repeat(10_000);
    for (let n = 2; n <= 1500; n += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          store.commit(commitOf(runId(n + i), 1, { snapshot: { context: { text } } })),
        ),
      );
    expect(await reader.ask("live")).toBe("1501");
    expect(await reader.ask(`entries ${runId(1)}`)).toBe("[1,2,3,4,5]");
    await store.close();
  });

  it("writes nothing", async () => {
    const folder = path.join(temporaryFolder(), "store");
    await (await openLmdbStore({ folder })).close();
    const reader = start(folder, "reader");
    expect(await reader.ask(`commit ${runId(1)} 1`)).toContain('"code":"store.read_only"');
    expect(await reader.ask("live")).toBe("0");
    expect(readdirSync(folder).toSorted()).toEqual(["data.mdb", "data.mdb-lock"]);
  });

  it("finds an empty store where there is none, and makes none", async () => {
    const folder = path.join(temporaryFolder(), "store");
    const store = await openLmdbStore({ folder, readOnly: true });
    expect([store.list(), store.getState(RunId("x")), store.nextTimer()]).toEqual([[], null, null]);
    await expect(store.putFact("f", 1)).rejects.toMatchObject({ code: "store.read_only" });
    expect(existsSync(folder)).toBe(false);
  });
});

describe("a disk that is full", () => {
  it.each(["writer", "alone"])(
    "rejects the commit, shows nothing of it, and takes the next one when there is room (%s)",
    async (mode) => {
      const folder = path.join(temporaryFolder(), "store");
      const writer = start(folder, mode, 500);
      expect(await writer.ask(`commit ${runId(1)} 1`)).toBe('"durable"');
      const refused = await writer.ask(`commit ${runId(2)} 1 900000`);
      expect(refused).toContain('"code":"store.full"');
      expect(refused).toContain(`Cannot commit run ${runId(2)} to the store`);
      expect(await writer.ask(`seq ${runId(2)}`)).toBe("null");
      expect(await writer.ask(`commit ${runId(3)} 1`)).toBe('"durable"');
      expect(await writer.ask("live")).toBe("2");
      expect(await writer.ask("close")).toBe('"closed"');

      const store = await openLmdbStore({ folder });
      expect([...store.liveRuns()]).toEqual([runId(1), runId(3)]);
      await store.close();
    },
  );
});

describe("a folder that cannot be written", () => {
  it("is reported as such", async () => {
    const parent = temporaryFolder();
    await chmod(parent, 0o755);
    const folder = path.join(parent, "state");
    await mkdir(folder, { mode: 0o555 });
    expect(await start(folder, "nobody").ask("live")).toContain('"code":"store.read_only"');
    expect(await start(path.join(folder, "store"), "nobody").ask("live")).toContain('"code":"store.read_only"');
  });
});
