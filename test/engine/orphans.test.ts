import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import { makeRunId } from "../../src/core/ids.ts";
import { createEngine, systemClock } from "../../src/engine/index.ts";
import { openMemoryStore } from "../../src/store/memory.ts";
import { ENV, newHost } from "../executors/support.ts";

it("what former runs left at work and cannot be ended is a fault that is told, and the engine starts", async () => {
  const { host, folder } = newHost();
  // The marks of an attempt as no attempt is called: a command can set them for what it starts.
  const odd = spawn("sleep", ["30"], {
    env: { ...ENV, DROVER_STATE: folder, DROVER_EFFECT: "no/name" },
    stdio: "ignore",
  });
  onTestFinished(() => void odd.kill("SIGKILL"));
  const faults: unknown[] = [];
  const engine = createEngine({
    store: openMemoryStore(),
    clock: systemClock,
    ids: { random: Math.random },
    actions: new Map(),
    secrets: { get: () => null },
    reap: (isOwned) => host.reap(isOwned),
    onFault: (error) => void faults.push(error),
    childId: (_gen, startedAt) => makeRunId(startedAt, Math.random),
  });
  expect(await engine.recover()).toEqual({ runs: [], broken: [], reaped: [] });
  expect(faults.map(String)).toEqual([expect.stringContaining('"no/name"')]);
  await engine.close();
  odd.kill("SIGKILL");
  await once(odd, "exit");
});
