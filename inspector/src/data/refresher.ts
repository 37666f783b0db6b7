import type { QueryClient, QueryFilters, QueryKey } from "@tanstack/react-query";

/** A picture is new enough when it is as old as this; what takes longer to fetch is fetched less often. */
const SPACING_MS = 60;

/**
 * Fetches again what is shown, at once when nothing was fetched lately, otherwise a moment later: a thousand events in a second are a
 * dozen fetches, and the last of them is never missed.
 */
export function createRefresher(queries: QueryClient): (key: QueryKey) => void {
  const underWay = new Map<string, { isAgain: boolean }>();

  async function run(key: QueryKey, state: { isAgain: boolean }): Promise<void> {
    do {
      state.isAgain = false;
      const began = performance.now();
      await fetchAnew(queries, { queryKey: key });
      await new Promise((resolve) => setTimeout(resolve, Math.max(SPACING_MS, performance.now() - began)));
    } while (state.isAgain);
  }

  return (key) => {
    const name = JSON.stringify(key);
    const state = underWay.get(name);
    if (state !== undefined) {
      state.isAgain = true;
      return;
    }
    const fresh = { isAgain: false };
    underWay.set(name, fresh);
    void run(key, fresh).finally(() => underWay.delete(name));
  };
}

/**
 * Fetches what is shown. TanStack begins a fetch anew, save the very first one of a query: what that brings may be of before, and
 * counts as new. So it is waited for, and then there is another.
 */
export async function fetchAnew(queries: QueryClient, filters: QueryFilters = {}): Promise<void> {
  const isFirst = queries
    .getQueryCache()
    .findAll(filters)
    .some(({ state }) => state.data === undefined && state.fetchStatus === "fetching");
  await queries.invalidateQueries(filters, { cancelRefetch: true });
  if (isFirst) await queries.invalidateQueries(filters, { cancelRefetch: true });
}
