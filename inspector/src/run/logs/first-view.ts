import { useQuery } from "@tanstack/react-query";
import { client, type Attempt } from "../../data/client.ts";
import { keys } from "../../data/keys.ts";

export type View = "entries" | "stdout" | "stderr";

interface Written {
  readonly stream: "stdout" | "stderr" | null;
  readonly isEnded: boolean;
}

const LOOK_EVERY_MS = 1_000;
/** The size is all that is wanted of a log. Bytes. */
const LEAST = 8_192;

/** What is shown of an attempt when nobody has chosen: what it said; of a script its errors if they are all that it wrote. `null` until that is known. */
export function useFirstView(attempt: Attempt | null): View | null {
  const isScript = attempt !== null && !attempt.isAgent;
  const gen = attempt?.gen ?? "";
  const written = useQuery({
    queryKey: keys.frozen(gen, "written"),
    queryFn: ({ signal }) => whereWritten(gen, signal),
    enabled: isScript,
    // No event tells that something was written. Once it is known, the view stays what it is while somebody reads it.
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && data.stream === null && !data.isEnded ? LOOK_EVERY_MS : false,
    gcTime: 0,
  });
  if (!isScript) return "entries";
  return written.isPending ? null : (written.data?.stream ?? "stdout");
}

async function whereWritten(gen: string, signal: AbortSignal): Promise<Written> {
  const [stdout, stderr] = await Promise.all(
    (["stdout", "stderr"] as const).map((stream) => client.readLogLines({ gen, stream, limit: LEAST }, { signal })),
  );
  const isEnded = stdout?.isEnded === true && stderr?.isEnded === true;
  return { stream: hasText(stdout) ? "stdout" : hasText(stderr) ? "stderr" : null, isEnded };
}

const hasText = (log: { readonly size: number } | undefined): boolean => (log?.size ?? 0) > 0;
