import { DroverError } from "../../src/core/errors.ts";
import type { Commit, Store } from "../../src/core/store.ts";
import type { Site } from "./site.ts";
import { NEVER, type Life } from "./world.ts";

/**
 * A store as one engine's life sees it: it may die before a write takes effect, or after that and before it is told. Reads are
 * those of the store underneath, so nothing is seen before it is durable.
 */
export function crashingStore({ store: inner, durable, world, disk }: Site, life: Life): Store {
  const write = async (what: string, apply: () => Promise<void>): Promise<void> => {
    if (!world.passes(life, what)) return NEVER;
    if (disk.isFull) throw new DroverError("store.full", "Cannot write: the simulated disk is full.");
    if (disk.latencyMs > 0) await world.later(life, disk.latencyMs);
    else await Promise.resolve();
    if (!life.isAlive) return NEVER;
    await apply();
    if (!world.passes(life, `after ${what}`)) return NEVER;
  };
  return {
    ...inner,
    commit: (commit) => {
      const copy = JSON.parse(JSON.stringify(commit)) as Commit;
      return write(`commit ${commit.run} ${commit.entry.seq} ${commit.entry.input.type}`, async () => {
        const written = inner.commit(copy);
        // The memory store applies it a moment later; this comes right after that.
        await Promise.resolve();
        durable.set(copy.run, copy.snapshot);
        await written;
      });
    },
    putFact: (key, value) => write(`fact ${key}`, () => inner.putFact(key, value)),
    putDefinition: (hash, definition) => write("definition", () => inner.putDefinition(hash, definition)),
    close: () => Promise.resolve(),
  };
}
