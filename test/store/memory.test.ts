import { expect, it } from "vitest";
import { openMemoryStore } from "../../src/store/memory.ts";
import { describeStore } from "./store-contract.ts";

describeStore("the store in memory", () => Promise.resolve(openMemoryStore()));

it("the store in memory says that it cannot be backed up", async () => {
  await expect(openMemoryStore().backup("/somewhere")).rejects.toThrow('Cannot back up the store to "/somewhere"');
});
