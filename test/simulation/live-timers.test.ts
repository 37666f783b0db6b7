import { expect, it } from "vitest";
import { Machine } from "../machines/harness.ts";

const SLOW = "name: slow\nworkspace: none\nsteps:\n  - { id: work, run: work, timeout: 1m }\n";

it("a pause moves a timeout once, also when the engine dies before its first heartbeat is durable", () => {
  const run = new Machine(SLOW);
  const remaining = (): number =>
    Math.max(...Object.values(run.state.snapshot.timers).map(({ dueAt }) => dueAt - run.now));
  expect(remaining()).toBe(60_000);
  run.now += 3_600_000;
  run.give({ type: "resumed", downMs: 3_600_000 });
  expect(remaining()).toBe(60_000);
  // No heartbeat came to the disk since, so the next engine counts from the same moment.
  run.now += 1_000;
  run.give({ type: "resumed", downMs: 3_601_000 });
  expect(remaining()).toBe(60_000);
});
