import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { client, type Run } from "../data/client.ts";
import { keys } from "../data/keys.ts";

/** A run as it is now. */
export const useRunNow = (run: string): UseQueryResult<Run> =>
  useQuery({ queryKey: keys.run(run, "now"), queryFn: ({ signal }) => client.getRun({ run }, { signal }) });

/** A run as it was after an entry of its journal; nothing for `null`. What was looked at before stays until the other is there. */
export const useRunAt = (run: string, at: number | null): UseQueryResult<Run> =>
  useQuery({
    queryKey: keys.frozen(run, "at", at),
    queryFn: ({ signal }) => client.getSnapshot({ run, seq: at ?? 1 }, { signal }),
    enabled: at !== null,
    placeholderData: keepPreviousData,
  });
