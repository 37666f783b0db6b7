import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { client, type Attempt } from "../../data/client.ts";
import { keys } from "../../data/keys.ts";

/** Every start of a process in a run. */
export const useAttempts = (run: string): UseQueryResult<readonly Attempt[]> =>
  useQuery({
    queryKey: keys.run(run, "attempts"),
    queryFn: async ({ signal }) => (await client.listAttempts({ run }, { signal })).items,
  });

/** The one that is wanted; of a step its newest, `null` where it has none; otherwise the newest at work, or the newest. */
export function chosenOf(
  attempts: readonly Attempt[],
  { gen, step }: { readonly gen: string | null; readonly step: string | null },
): Attempt | null {
  const wanted = attempts.find((attempt) => attempt.gen === gen);
  if (wanted !== undefined) return wanted;
  const among = attempts.filter((attempt) => step === null || attempt.step === step);
  return among.findLast(({ isEnded }) => !isEnded) ?? among.at(-1) ?? null;
}

/** What has become of it, in words. */
export const statusOf = ({ isEnded, status }: Attempt): string => status ?? (isEnded ? "left" : "running");
