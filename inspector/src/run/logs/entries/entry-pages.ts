import { useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { Entry } from "../../../../../src/core/entry.ts";
import { client } from "../../../data/client.ts";
import { keys } from "../../../data/keys.ts";

interface Page {
  readonly items: readonly Entry[];
  readonly isEnded: boolean;
  readonly total: number;
}

const PAGE = 50;
/** What is far from what is looked at is forgotten soon: a conversation may be long. */
const KEPT_MS = 5_000;
const LOOK_EVERY_MS = 350;

async function fetchPage(gen: string, from: number, limit: number, signal: AbortSignal): Promise<Page> {
  const { items, isEnded, total = 0 } = await client.listEntries({ gen, from, limit }, { signal });
  return { items: items as unknown as readonly Entry[], isEnded, total };
}

/** No event tells of what an agent says: while it works, what is looked at is fetched again. */
const again = ({ state: { data } }: { readonly state: { readonly data: Page | undefined } }): number | false =>
  data?.isEnded === true ? false : LOOK_EVERY_MS;

/** How many entries there are by now, and whether there may be more. */
export const useEntryCount = (run: string, gen: string): UseQueryResult<Page> =>
  useQuery({
    queryKey: keys.frozen(run, "entries", gen, "count"),
    queryFn: ({ signal }) => fetchPage(gen, 0, 1, signal),
    refetchInterval: again,
    gcTime: KEPT_MS,
  });

/** Entries `from` to `to`, both included, as far as they are there; only what is looked at is held. */
export function useEntries(
  run: string,
  gen: string,
  [from, to]: readonly [number, number],
): ReadonlyMap<number, Entry> {
  const first = Math.floor(from / PAGE);
  const pages = Array.from({ length: Math.max(0, Math.floor(to / PAGE) - first + 1) }, (_, i) => first + i);
  return useQueries({
    queries: pages.map((page) => ({
      queryKey: keys.frozen(run, "entries", gen, page),
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) => ({
        ...(await fetchPage(gen, page * PAGE, PAGE, signal)),
        page,
      }),
      refetchInterval: again,
      gcTime: KEPT_MS,
    })),
    combine: byNumber,
  });
}

const byNumber = (results: readonly UseQueryResult<Page & { readonly page: number }>[]): ReadonlyMap<number, Entry> =>
  new Map(
    results.flatMap(({ data }) =>
      data === undefined ? [] : data.items.map((entry, i) => [data.page * PAGE + i, entry] as const),
    ),
  );
