// 10,000 runs that wait: how long until an engine is ready again, and how much memory they cost.
import { spawnSync } from "node:child_process";
import { createRuns, startEngine } from "./engine.mjs";
import { inTemporaryFolder, median, row } from "./measure.mjs";

const WAITING = `name: waiting
workspace: none
steps:
  - { id: ask, approve: "Go on?", timeout: 30d }
  - { id: pause, wait: 1d }
`;

/** In a process of its own: opens the store, recovers, and says how long that took and what it weighs. */
async function measure(folder) {
  globalThis.gc?.();
  const start = performance.now();
  const { store, engine } = await startEngine(folder);
  await engine.recover();
  const readyMs = performance.now() - start;
  globalThis.gc?.();
  console.log(JSON.stringify({ readyMs, rss: process.memoryUsage().rss }));
  await engine.close();
  await store.close();
}

function inOwnProcess(folder) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--expose-gc", import.meta.filename, folder], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

export async function benchWaiting({ count = 10_000, rounds = 5 } = {}) {
  return inTemporaryFolder(async (folder) => {
    const [idle, full] = [`${folder}/idle`, `${folder}/full`];
    for (const [where, runs] of [
      [idle, 0],
      [full, count],
    ]) {
      const app = await startEngine(where);
      for (let done = 0; done < runs; done += 1_000) await createRuns(app, WAITING, Math.min(1_000, runs - done));
      await app.engine.close();
      await app.store.close();
    }
    const results = Array.from({ length: rounds }, () => ({ idle: inOwnProcess(idle), full: inOwnProcess(full) }));
    const memory = median(results.map((result) => (result.full.rss - result.idle.rss) / 2 ** 20));
    return [
      row(`${count} waiting runs: ready again`, [median(results.map(({ full: { readyMs } }) => readyMs)), "ms"], 500),
      row(`${count} waiting runs: memory above idle`, [memory, "MB"], 100),
    ];
  });
}

if (process.argv[1] === import.meta.filename) await measure(process.argv[2]);
