import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client, type JournalEntry, type Run } from "../../data/client.ts";
import { keys } from "../../data/keys.ts";

const PAGE = 500;
/** A picture of more entries than these shows nothing any more. */
const MOST = 5_000;

export interface WholeJournal {
  /** The last ones there are, oldest first. */
  readonly entries: readonly JournalEntry[];
  /** Of the last of them. */
  readonly seq: number;
  /** Entries before the first one are left out. */
  readonly isCut: boolean;
}

const NOTHING: WholeJournal = { entries: [], seq: 0, isCut: false };

/** The journal of a run for views that show all of it; when the run goes on, only what is new is fetched. */
export function useWholeJournal({ run, seq }: Pick<Run, "run" | "seq">): WholeJournal {
  const queries = useQueryClient();
  const key = keys.frozen(run, "whole-journal");
  const found = useQuery({
    queryKey: [...key, seq],
    queryFn: async () => {
      const known = queries.getQueryData<WholeJournal>(key);
      const next = await extended(run, known === undefined || known.seq > seq ? NOTHING : known, seq);
      queries.setQueryData(key, next);
      return next;
    },
    placeholderData: () => queries.getQueryData<WholeJournal>(key),
    gcTime: 0,
  });
  return found.data ?? NOTHING;
}

async function extended(run: string, known: WholeJournal, seq: number): Promise<WholeJournal> {
  const entries = [...known.entries];
  let last = Math.max(known.seq, seq - MOST);
  const isCut = known.isCut || seq > MOST;
  while (last < seq) {
    const { items } = await client.getJournal({ run, after: last, limit: PAGE });
    if (items.length === 0) break;
    entries.push(...items);
    last = items.at(-1)?.seq ?? seq;
  }
  return { entries: entries.slice(-MOST), seq: last, isCut };
}
