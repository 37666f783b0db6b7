import { useQueries } from "@tanstack/react-query";
import { client, type Run } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { inputOf } from "./journal/words.ts";

/** Of a run with more child runs only the newest are looked at. */
const MOST = 100;

/** The child run that a step has started last; `null` for none, and until it is known. The first entry of its journal tells for whom it works. */
export function useChild({ steps, children = [] }: Run, step: string): string | null {
  const gen = steps[step]?.gen ?? null;
  const found = useQueries({
    queries: (gen === null ? [] : children.slice(-MOST)).map((run) => ({
      queryKey: keys.frozen(run, "parent"),
      queryFn: async () => {
        const [first] = (await client.getJournal({ run, limit: 1 })).items;
        const input = first === undefined ? null : inputOf(first);
        return { run, gen: input?.type === "start" ? (input.parent?.gen ?? null) : null };
      },
    })),
  });
  return found.find(({ data }) => data !== undefined && data.gen === gen)?.data?.run ?? null;
}
