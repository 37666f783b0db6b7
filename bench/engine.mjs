// The engine alone: no process, a statechart that takes one event after another. Beside it, LMDB puts of the same bytes.
import path from "node:path";
import { open } from "lmdb";
import { createEngine, systemClock } from "../dist/engine/index.js";
import { makeRunId } from "../dist/core/ids.js";
import { loadWorkflow } from "../dist/definition/index.js";
import { openLmdbStore } from "../dist/store/lmdb.js";
import { inTemporaryFolder, percentile, row } from "./measure.mjs";

const PING_PONG = `name: ping-pong
workspace: none
initial: ping
context: { count: 0 }
states:
  ping: { on: { hit: pong, stop: done } }
  pong: { on: { hit: ping, stop: done } }
  done: { type: final }
`;

export function loadText(text, file = "bench.yaml") {
  const loaded = loadWorkflow(
    { file, text },
    { resolve: () => "unknown", actions: {}, agents: null, workflowNames: [] },
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics, null, 2));
  return loaded;
}

const opened = { kind: "none", path: "/", repo: null, branch: null, base: null, target: null };
const openAction = {
  name: "workspace.open",
  perform: async () => ({ status: "succeeded", output: opened, error: null }),
};

export async function startEngine(folder) {
  const store = await openLmdbStore({ folder: path.join(folder, "store") });
  const engine = createEngine({
    store,
    clock: systemClock,
    ids: { random: Math.random },
    actions: new Map([[openAction.name, openAction]]),
    secrets: { get: () => null },
    reap: async () => [],
    childId: (_gen, startedAt) => makeRunId(startedAt, Math.random),
  });
  return { store, engine };
}

export async function createRuns({ store, engine }, text, count) {
  const loaded = loadText(text);
  for (const [hash, definition] of loaded.bundle) await store.putDefinition(hash, definition);
  const runs = await Promise.all(
    Array.from({ length: count }, () => engine.create({ definition: loaded.hash, inputs: {} })),
  );
  await new Promise((resolve) => {
    const check = () =>
      runs.every((run) => engine.get(run).snapshot.status === "waiting") ? resolve() : setTimeout(check, 5);
    check();
  });
  return runs;
}

const hit = { type: "signal", name: "hit", step: null, data: null, sender: { by: null } };

/** Each chain awaits one write before the next; `chains` of them at once. Gives writes a second and each one's milliseconds. */
async function chains(count, each, write) {
  const times = [];
  const start = performance.now();
  await Promise.all(
    Array.from({ length: count }, async (_, chain) => {
      for (let i = 0; i < each; i++) {
        const before = performance.now();
        await write(chain, i);
        times.push(performance.now() - before);
      }
    }),
  );
  return { rate: (count * each) / ((performance.now() - start) / 1_000), times };
}

export async function benchEngine({ runs = 100, each = 400, rounds = 5 } = {}) {
  return inTemporaryFolder(async (folder) => {
    const app = await startEngine(folder);
    const raw = open({ path: path.join(folder, "raw"), encoding: "binary" });
    const ids = await createRuns(app, PING_PONG, runs);
    const state = app.engine.get(ids[0]);
    const [entry] = [...app.store.journal(ids[0], 0)].slice(-1);
    const bytes = Buffer.alloc(JSON.stringify(state.snapshot).length + JSON.stringify(entry).length + 60, 97);
    const deliver = (chain) => app.engine.deliver(ids[chain], hit);
    const put = (chain, i) => raw.put(`${chain}-${i % 500}`, bytes);
    await chains(runs, 50, deliver);
    await chains(runs, 50, put);
    const rates = { engine: [], raw: [] };
    const alone = { engine: [], raw: [] };
    for (let round = 0; round < rounds; round++) {
      rates.engine.push((await chains(runs, each, deliver)).rate);
      rates.raw.push((await chains(runs, each, put)).rate);
      alone.engine.push(percentile((await chains(1, 300, deliver)).times, 0.5));
      alone.raw.push(percentile((await chains(1, 300, put)).times, 0.5));
    }
    await app.engine.close();
    await app.store.close();
    await raw.close();
    const mid = (list) => percentile(list, 0.5);
    return [
      row(
        `${runs} runs at once / batched lmdb puts of the same ${bytes.length} bytes`,
        [mid(rates.engine) / mid(rates.raw), "x"],
        0.4,
        {
          atLeast: true,
          note: `${Math.round(mid(rates.engine))} transitions/s, ${Math.round(mid(rates.raw))} puts/s`,
        },
      ),
      row("one transition alone / one awaited lmdb put", [mid(alone.engine) / mid(alone.raw), "x"], 2, {
        note: `p50 ${mid(alone.engine).toFixed(3)} ms and ${mid(alone.raw).toFixed(3)} ms`,
      }),
    ];
  });
}
