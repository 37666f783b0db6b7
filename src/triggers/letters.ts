import type { Json } from "../core/json.ts";
import type { Store } from "../core/store.ts";
import type { DeadLetter } from "./contract.ts";

/** Dead letters that are no files, kept as facts. */
export interface Letters {
  list(trigger: string): readonly DeadLetter[];
  get(trigger: string, id: string): DeadLetter | null;
  /** Durable when it resolves. The same id replaces the former one. */
  put(trigger: string, letter: Pick<DeadLetter, "id" | "at" | "reason" | "about">): Promise<void>;
  remove(trigger: string, id: string): Promise<void>;
}

/** Of one trigger; with one more, the oldest goes. */
const MOST = 100;

const prefixOf = (trigger: string): string => `trigger:letter:${trigger}:`;

export function createLetters(store: Store): Letters {
  const list = (trigger: string): readonly DeadLetter[] =>
    store
      .facts(prefixOf(trigger))
      .map(([, fact]) => fact as unknown as DeadLetter)
      .toSorted((a, b) => a.at - b.at);
  return {
    list,
    get: (trigger, id) => (store.getFact(prefixOf(trigger) + id) ?? null) as unknown as DeadLetter | null,
    async put(trigger, { id, at, reason, about }) {
      const letter: Json = { id, at, reason, file: null, about };
      await store.putFact(prefixOf(trigger) + id, letter);
      for (const { id: old } of list(trigger).slice(0, -MOST)) await store.putFact(prefixOf(trigger) + old, null);
    },
    remove: (trigger, id) => store.putFact(prefixOf(trigger) + id, null),
  };
}
