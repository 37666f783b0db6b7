import { useQuery } from "@tanstack/react-query";
import { client, type Run, type RunSummary } from "../data/client.ts";
import { keys } from "../data/keys.ts";

const MOST = 500;
const NONE: readonly RunSummary[] = [];

/** The runs that a run had started by then, in the order in which they began; of very many the newest. */
export function useChildRuns({ run, children = [] }: Run): readonly RunSummary[] {
  const found = useQuery({
    // Their statuses are shown: what touches lists of runs touches them.
    queryKey: keys.runs("of parent", run),
    queryFn: async ({ signal }) => (await client.listRuns({ parent: run, limit: MOST }, { signal })).items.toReversed(),
    enabled: children.length > 0,
  });
  return (found.data ?? NONE).filter((child) => children.includes(child.run));
}

/** The key of the state that it was started in. */
export const startedIn = ({ workflow, startedBy }: RunSummary): string =>
  startedBy?.activity.split(".").at(-1) ?? workflow;

/** The run that an attempt has started, by the attempt's generation. */
export const byAttempt = (children: readonly RunSummary[]): ReadonlyMap<string, string> =>
  new Map(children.flatMap(({ run, startedBy }) => (startedBy === undefined ? [] : [[startedBy.gen, run] as const])));
