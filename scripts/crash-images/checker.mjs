// One image a line: opens it with the store and compares everything in it with a store in memory that took the same groups.
import { createInterface } from "node:readline";
import { isDeepStrictEqual } from "node:util";
import { openLmdbStore } from "../../dist/store/lmdb.js";
import { openMemoryStore } from "../../dist/store/memory.js";
import { commitsOf, contentsOf, runId } from "./plan.mjs";

const expected = [];

/** What a store holds after so many groups. */
async function contentsAfter(groups) {
  if (expected[groups] === undefined) {
    const store = openMemoryStore();
    for (let group = 0; group < groups; group++) for (const commit of commitsOf(group)) await store.commit(commit);
    expected[groups] = contentsOf(store);
  }
  return expected[groups];
}

async function check(folder) {
  const store = await openLmdbStore({ folder });
  try {
    const groups = store.getSnapshot(runId(0))?.seq ?? 0;
    const sound = isDeepStrictEqual(contentsOf(store), await contentsAfter(groups));
    await Promise.all(commitsOf(groups).map((commit) => store.commit(commit)));
    const goesOn = isDeepStrictEqual(contentsOf(store), await contentsAfter(groups + 1));
    if (!sound) return { outcome: "inconsistent", groups, detail: "not the contents of any moment" };
    return { outcome: goesOn ? "sound" : "inconsistent", groups, detail: goesOn ? "" : "wrong after the next commit" };
  } finally {
    await store.close();
  }
}

const failed = (error) => ({
  outcome: error.code === "store.damaged" ? "damaged" : "error",
  groups: 0,
  detail: `${error.code ?? ""} ${error.message}`,
});

for await (const folder of createInterface({ input: process.stdin })) {
  const answer = await check(folder).catch(failed);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
