import path from "node:path";
import { expect, it } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { makeTurns } from "../../src/store/turn.ts";
import { temporaryFolders } from "./temporary-folder.ts";

const temporaryFolder = temporaryFolders();

it.each([false, true])("what is written in one turn shares one transaction (alone: %s)", async (isAlone) => {
  const database = openDatabase(path.join(temporaryFolder(), "data.mdb"));
  const turns = makeTurns(database, { isAlone });
  const lastTransaction = (): number => (database.getStats() as { lastTxnId: number }).lastTxnId;
  await turns.write([{ key: ["a"], text: "1" }]);
  const before = lastTransaction();
  await Promise.all(Array.from({ length: 2000 }, (_, n) => turns.write([{ key: ["b", n], text: "x".repeat(1000) }])));
  expect(lastTransaction()).toBe(before + 1);
  expect(database.getCount()).toBe(2001);
  await turns.write([{ key: ["a"], text: null }]);
  expect([lastTransaction(), database.get(["a"])]).toEqual([before + 2, undefined]);
  await database.close();
});
