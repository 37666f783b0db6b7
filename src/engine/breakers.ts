import type { Breaker, Breakers } from "../core/breaker.ts";
import type { Clock } from "../core/ports.ts";
import type { Store } from "../core/store.ts";

const PREFIX = "breaker:";
const key = (account: string): string => PREFIX + account;

// One that was met later than now tells of a clock that was wrong: when it is over nobody knows.
const isOpen = ({ until, openedAt }: Breaker, now: number): boolean => until > now && openedAt <= now;

/** All accounts whose limit is reached now, by name. */
export const openBreakers = (store: Pick<Store, "facts">, now: number): readonly Breaker[] =>
  store
    .facts(PREFIX)
    .map(([, fact]) => fact as unknown as Breaker)
    .filter((breaker) => isOpen(breaker, now));

/** Breakers kept as facts of the store, so that the next engine knows them. */
export function createBreakers(store: Pick<Store, "getFact" | "putFact">, clock: Pick<Clock, "now">): Breakers {
  const get = (account: string): Breaker | null => {
    const found = store.getFact(key(account)) as unknown as Breaker | null;
    return found !== null && isOpen(found, clock.now()) ? found : null;
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
