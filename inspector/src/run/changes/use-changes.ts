import { keepPreviousData, useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { client, type Diff, type Run } from "../../data/client.ts";
import { keys } from "../../data/keys.ts";
import { parseDiff, type FileHunks } from "../../diff/parse.ts";

const OFTEN_MS = 3_000;
const SELDOM_MS = 15_000;
/** A diff that is longer is asked for less often. Characters. */
const LONG = 1_000_000;

const isEnded = ({ status }: Run): boolean => ["succeeded", "failed", "canceled"].includes(status);

/** What a run has changed; asked for again while it goes on and this window is looked at, as no event tells of files. */
export const useDiff = (run: Run, isThere: boolean): UseQueryResult<Diff> =>
  useQuery({
    queryKey: keys.files(run.run, "diff", isEnded(run), isThere),
    queryFn: ({ signal }) => client.getDiff({ run: run.run }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 1_000,
    refetchInterval: ({ state: { data } }) =>
      isEnded(run) ? false : (data?.text.length ?? 0) > LONG || run.status === "waiting" ? SELDOM_MS : OFTEN_MS,
  });

interface Lines {
  readonly hunks: ReadonlyMap<string, FileHunks>;
  /** Files that were asked for by themselves, and are too long all the same. */
  readonly tooLong: readonly string[];
}

/** The lines of every file: of the whole, and of those that were left out and asked for by themselves. */
export function useHunks(run: string, diff: Diff, wanted: readonly string[]): Lines {
  const whole = useMemo(() => parseDiff(diff.text), [diff.text]);
  const texts = useQueries({
    queries: wanted.map((path) => ({
      queryKey: keys.files(run, "diff-of", path),
      queryFn: () => client.getDiff({ run, path }),
    })),
    combine: textsOf,
  });
  return useMemo(
    () => ({
      hunks: new Map([...whole, ...texts.flatMap(({ text }) => [...parseDiff(text)])]),
      tooLong: texts.flatMap(({ leftOut }) => leftOut),
    }),
    [whole, texts],
  );
}

const textsOf = (results: readonly UseQueryResult<Diff>[]): readonly Diff[] =>
  results.flatMap(({ data }) => data ?? []);

/** The lines of files as they are now; `null` for what is no text, too large, or gone. */
export function useContents(
  run: string,
  wanted: readonly string[],
  hunks: ReadonlyMap<string, FileHunks>,
): ReadonlyMap<string, readonly string[] | null> {
  return useQueries({
    queries: wanted.map((path) => ({
      // The file is read again when what is told of it changes.
      queryKey: keys.files(run, "content", path, hunks.get(path)?.version),
      queryFn: async () => ({ path, lines: linesOf(await client.readFile({ run, path })) }),
      placeholderData: keepPreviousData,
    })),
    combine: byPath,
  });
}

interface Content {
  readonly path: string;
  readonly lines: readonly string[] | null;
}

function linesOf({
  encoding,
  isCut,
  content,
}: {
  encoding: string;
  isCut: boolean;
  content: string;
}): Content["lines"] {
  if (encoding !== "utf8" || isCut) return null;
  return (content.endsWith("\n") ? content.slice(0, -1) : content).split("\n");
}

const byPath = (results: readonly UseQueryResult<Content>[]): ReadonlyMap<string, readonly string[] | null> =>
  new Map(results.flatMap(({ data }) => (data === undefined ? [] : [[data.path, data.lines] as const])));
