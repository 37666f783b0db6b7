import type { Breaker, Breakers } from "../core/breaker.ts";
import type { Clock } from "../core/ports.ts";
import type { Store } from "../core/store.ts";

const key = (account: string): string => `breaker:${account}`;

/** Breakers kept as facts of the store, so that the next engine knows them. */
export function createBreakers(store: Pick<Store, "getFact" | "putFact">, clock: Pick<Clock, "now">): Breakers {
  const get = (account: string): Breaker | null => {
    const found = store.getFact(key(account)) as unknown as Breaker | null;
    const now = clock.now();
    // One that was met later than now tells of a clock that was wrong: when it is over nobody knows.
    return found !== null && found.until > now && found.openedAt <= now ? found : null;
  };
  return {
    get,
    async open(breaker) {
      const known = get(breaker.account);
      // Of several limits the longest counts.
      if (known === null || known.until < breaker.until) await store.putFact(key(breaker.account), { ...breaker });
    },
  };
}
