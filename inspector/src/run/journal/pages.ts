import { useQueries, type UseQueryResult } from "@tanstack/react-query";
import { client, type JournalEntry } from "../../data/client.ts";
import { keys } from "../../data/keys.ts";

const PAGE = 100;
const KEPT_MS = 20_000;

/**
 * Entries `from` to `to` of a journal (numbers from 1, both included), as far as they are there. Whole pages never change and are
 * kept for a while; the last one is fetched again when the run goes on. However long the journal, only what is looked at is held.
 */
export function useEntries(
  run: { run: string; seq: number },
  from: number,
  to: number,
): ReadonlyMap<number, JournalEntry> {
  const pages = pagesOf(from, to);
  return useQueries({
    queries: pages.map((page) => ({
      queryKey: isWhole(page, run.seq)
        ? keys.frozen(run.run, "journal", page)
        : // It grows with every entry: a page that lacks them would be shown until the next event.
          keys.frozen(run.run, "journal", page, run.seq),
      queryFn: () => client.getJournal({ run: run.run, after: page * PAGE, limit: PAGE }),
      gcTime: isWhole(page, run.seq) ? KEPT_MS : 1_000,
    })),
    combine: bySeq,
  });
}

const isWhole = (page: number, last: number): boolean => (page + 1) * PAGE <= last;

function pagesOf(from: number, to: number): readonly number[] {
  const first = Math.floor((Math.max(1, from) - 1) / PAGE);
  const last = Math.floor((Math.max(1, to) - 1) / PAGE);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function bySeq(results: readonly UseQueryResult<{ items: JournalEntry[] }>[]): ReadonlyMap<number, JournalEntry> {
  return new Map(results.flatMap(({ data }) => (data?.items ?? []).map((entry) => [entry.seq, entry] as const)));
}
