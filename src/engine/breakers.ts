import type { Breaker, Breakers } from "../core/breaker.ts";
import type { Clock } from "../core/ports.ts";
import type { Store } from "../core/store.ts";

const key = (account: string): string => `breaker:${account}`;

/** Breakers kept as facts of the store, so that the next engine knows them. */
export function createBreakers(store: Pick<Store, "getFact" | "putFact">, clock: Pick<Clock, "now">): Breakers {
  return {
    get(account) {
      const found = store.getFact(key(account)) as unknown as Breaker | null;
      return found !== null && found.until > clock.now() ? found : null;
    },
    async open(breaker) {
      const known = store.getFact(key(breaker.account)) as unknown as Breaker | null;
      // Of several limits the longest counts.
      if (known === null || known.until < breaker.until) await store.putFact(key(breaker.account), { ...breaker });
    },
  };
}
