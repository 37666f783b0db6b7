import type { RunId } from "../core/ids.ts";

/** Work on one run happens in the order in which it came; different runs do not wait for each other. */
export interface RunQueue<Item> {
  enqueue<T>(run: RunId, work: () => Promise<T>): Promise<T>;
  /** Hands the item to whoever takes items, together with all others of the run that wait without other work between them. */
  add(run: RunId, item: Item): void;
  /** Resolves when everything that was enqueued so far has ended. */
  settled(): Promise<void>;
  /** Runs that work is done or waits for. */
  size(): number;
}

const ignore = (): void => undefined;

/** `takeAll` answers for each item itself. */
export function createRunQueue<Item>(takeAll: (run: RunId, items: readonly Item[]) => Promise<void>): RunQueue<Item> {
  const tails = new Map<RunId, Promise<void>>();
  /** The last work that waits, where that is items: others may still join them. */
  const waiting = new Map<RunId, Item[]>();

  function enqueue<T>(run: RunId, work: () => Promise<T>): Promise<T> {
    const tail = tails.get(run);
    waiting.delete(run);
    const result = tail === undefined ? work() : tail.then(work);
    // A failure is the caller's to see; the next piece of work goes ahead all the same.
    const end = result.then(ignore, ignore);
    tails.set(run, end);
    void end.finally(() => {
      if (tails.get(run) === end) tails.delete(run);
    });
    return result;
  }

  return {
    enqueue,
    add(run, item) {
      const joined = waiting.get(run);
      if (joined !== undefined) return void joined.push(item);
      const items = [item];
      const isFree = !tails.has(run);
      void enqueue(run, () => {
        if (waiting.get(run) === items) waiting.delete(run);
        return takeAll(run, items);
      });
      if (!isFree) waiting.set(run, items);
    },
    async settled() {
      await Promise.all(tails.values());
    },
    size: () => tails.size,
  };
}
