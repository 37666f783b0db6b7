import { expect, it } from "vitest";
import { RunId } from "../../src/core/ids.ts";
import { createRunQueue } from "../../src/engine/run-queue.ts";

const [A, B] = [RunId("a"), RunId("b")];

function recordingQueue() {
  const taken: string[] = [];
  const queue = createRunQueue<number>(async (run, items) => {
    taken.push(`${run} ${items.join()}`);
    await new Promise(setImmediate);
  });
  return { queue, taken };
}

it("takes together what waits for the same run, in its order, and other runs beside it", async () => {
  const { queue, taken } = recordingQueue();
  for (const item of [1, 2, 3]) queue.add(A, item);
  queue.add(B, 4);
  await queue.settled();
  expect(taken).toEqual(["a 1", "b 4", "a 2,3"]);
});

it("takes nothing past other work that came before it", async () => {
  const { queue, taken } = recordingQueue();
  for (const item of [1, 2]) queue.add(A, item);
  const work = queue.enqueue(A, async () => void taken.push("work"));
  queue.add(A, 3);
  await Promise.all([work, queue.settled()]);
  await queue.settled();
  expect(taken).toEqual(["a 1", "a 2", "work", "a 3"]);
});
