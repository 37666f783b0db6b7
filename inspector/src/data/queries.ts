import { QueryClient } from "@tanstack/react-query";
import { DroverApiError } from "./client.ts";

/** What the daemon refuses is refused again; one that is away comes back. */
const isWorthAgain = (count: number, error: Error): boolean =>
  count < 3 && !(error instanceof DroverApiError && !error.retryable);

/** Answers are kept until an event says that they are old: nothing is asked for by the clock. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The daemon is on this machine, or at the end of a tunnel: a browser that has no network reaches it all the same.
        networkMode: "always",
        staleTime: Infinity,
        gcTime: 60_000,
        retry: isWorthAgain,
        refetchOnWindowFocus: false,
      },
      mutations: { networkMode: "always" },
    },
  });
}
