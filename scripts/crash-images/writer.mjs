// Runs under strace: opens a new store, commits the plan, and says what has been acknowledged by writing to nowhere.
import { openSync, writeSync } from "node:fs";
import { openLmdbStore } from "../../dist/store/lmdb.js";
import { commitsOf } from "./plan.mjs";

const [, , folder, groups] = process.argv;
const nowhere = openSync("/dev/null", "w");
const acknowledge = (count) => writeSync(nowhere, `@@ACKNOWLEDGED ${count}\n`);

const store = await openLmdbStore({ folder });
for (let group = 0; group < Number(groups); group++) {
  await Promise.all(commitsOf(group).map((commit) => store.commit(commit)));
  acknowledge(group + 1);
}
process.kill(process.pid, "SIGKILL");
