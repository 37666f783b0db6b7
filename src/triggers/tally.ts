import type { RunId } from "../core/ids.ts";
import { isJsonObject } from "../core/json.ts";
import type { Store } from "../core/store.ts";
import type { Counts } from "./contract.ts";

interface Sums extends Counts {
  readonly last: { readonly run: RunId; readonly at: number } | null;
}

/** What each trigger has done, for people. Written behind: a kill may lose the last few. */
export interface Tally {
  of(trigger: string): Sums;
  started(trigger: string, run: RunId, at: number): void;
  add(trigger: string, what: "rejected" | "skipped"): void;
  settled(): Promise<void>;
}

const NOTHING: Sums = { started: 0, rejected: 0, skipped: 0, last: null };
const keyOf = (trigger: string): string => `trigger:tally:${trigger}`;

export function createTally(store: Store): Tally {
  const known = new Map<string, Sums>();
  const dirty = new Set<string>();
  let writing: Promise<void> | null = null;

  const of = (trigger: string): Sums => known.get(trigger) ?? stored(store, trigger);
  const set = (trigger: string, sums: Sums): void => {
    known.set(trigger, sums);
    dirty.add(trigger);
    writing ??= write();
  };
  /** One write at a time for each trigger, however many things happen meanwhile. */
  async function write(): Promise<void> {
    while (dirty.size > 0) {
      const names = [...dirty];
      dirty.clear();
      // Counts that cannot be written now are written with the next ones.
      await Promise.allSettled(names.map((name) => store.putFact(keyOf(name), { ...of(name) })));
    }
    writing = null;
  }

  return {
    of,
    started(trigger, run, at) {
      const sums = of(trigger);
      set(trigger, { ...sums, started: sums.started + 1, last: { run, at } });
    },
    add(trigger, what) {
      const sums = of(trigger);
      set(trigger, { ...sums, [what]: sums[what] + 1 });
    },
    settled: async () => {
      await writing;
    },
  };
}

function stored(store: Store, trigger: string): Sums {
  const fact = store.getFact(keyOf(trigger));
  return isJsonObject(fact) ? { ...NOTHING, ...(fact as Partial<Sums>) } : NOTHING;
}
