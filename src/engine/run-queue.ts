import type { RunId } from "../core/ids.ts";

/** Work on one run happens in the order in which it came; different runs do not wait for each other. */
export interface RunQueue {
  enqueue<T>(run: RunId, work: () => Promise<T>): Promise<T>;
  /** Resolves when everything that was enqueued so far has ended. */
  settled(): Promise<void>;
  /** Runs that work is done or waits for. */
  size(): number;
}

const ignore = (): void => undefined;

export function createRunQueue(): RunQueue {
  const tails = new Map<RunId, Promise<void>>();
  return {
    enqueue(run, work) {
      const tail = tails.get(run);
      const result = tail === undefined ? work() : tail.then(work);
      // A failure is the caller's to see; the next piece of work goes ahead all the same.
      const end = result.then(ignore, ignore);
      tails.set(run, end);
      void end.finally(() => {
        if (tails.get(run) === end) tails.delete(run);
      });
      return result;
    },
    async settled() {
      await Promise.all(tails.values());
    },
    size: () => tails.size,
  };
}
