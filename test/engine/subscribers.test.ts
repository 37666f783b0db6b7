import { describe, expect, it } from "vitest";
import type { Action } from "../../src/core/action.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { makeRunId } from "../../src/core/ids.ts";
import { succeeded } from "../../src/core/outcome.ts";
import { createEngine, type Engine, systemClock } from "../../src/engine/index.ts";
import { openMemoryStore } from "../../src/store/memory.ts";
import { defineAll, opened } from "../machines/harness.ts";

const actions: readonly Action[] = [
  { name: "workspace.open", perform: async () => succeeded({ ...opened }) },
  { name: "run", perform: async () => succeeded({ exitCode: 0 }) },
];

async function engineWith(faults: unknown[]) {
  const store = openMemoryStore();
  const engine = createEngine({
    store,
    clock: systemClock,
    ids: { random: Math.random },
    actions: new Map(actions.map((action) => [action.name, action])),
    secrets: { get: () => null },
    reap: async () => [],
    onFault: (error) => void faults.push(error),
    childId: (_gen, startedAt) => makeRunId(startedAt, Math.random),
  });
  await engine.recover();
  const loaded = defineAll("name: two\nworkspace: none\nsteps:\n  - { id: a, run: x }\n  - { id: b, run: y }\n");
  for (const [hash, definition] of loaded.bundle) await store.putDefinition(hash, definition as never);
  return { engine, definition: loaded.hash };
}

const ended = (engine: Engine): Promise<EngineEvent> =>
  new Promise((resolve) => void engine.watch((event) => (event.type === "run.ended" ? resolve(event) : undefined)));

describe("subscribers", () => {
  it("are told in the order of the journal, each thing once", async () => {
    const { engine, definition } = await engineWith([]);
    const seen: string[] = [];
    engine.watch((event) => void seen.push(event.type === "run.status" ? event.states.join() : event.type));
    const end = ended(engine);
    await engine.create({ definition, inputs: {} });
    await end;
    expect(seen).toEqual([
      "run.started",
      "open",
      "step.started",
      "a",
      "step.ended",
      "step.started",
      "b",
      "step.ended",
      "run.ended",
    ]);
    await engine.close();
  });

  it("that throw neither stop the run nor keep others from hearing, and the fault is told", async () => {
    const faults: unknown[] = [];
    const { engine, definition } = await engineWith(faults);
    engine.watch(() => {
      throw new Error("a broken subscriber");
    });
    const end = ended(engine);
    await engine.create({ definition, inputs: {} });
    expect(await end).toMatchObject({ status: "succeeded" });
    expect(faults.length).toBeGreaterThan(0);
    await engine.close();
  });
});
