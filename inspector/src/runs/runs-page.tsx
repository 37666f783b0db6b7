import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { Link, useSearchParams } from "wouter";
import { client, type RunSummary } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { Button } from "../ui/button.tsx";
import { Empty, Shown } from "../ui/notes.tsx";
import { Page } from "../ui/page.tsx";
import { RunsTable } from "./runs-table.tsx";
import styles from "./runs-page.module.css";

type RunStatus = RunSummary["status"];
const STATUSES: readonly RunStatus[] = ["running", "waiting", "queued", "succeeded", "failed", "canceled"];
const PAGE = 50;

/** All runs, the newest first, by status and by words; the filters stand in the address. */
export function RunsPage() {
  const [search, setSearch] = useSearchParams();
  const status = STATUSES.filter((one) => search.getAll("status").includes(one));
  const [words, setWords] = useState(search.get("q") ?? "");
  const q = useDeferredValue(words.trim());
  const runs = useInfiniteQuery({
    queryKey: keys.runs(status, q),
    queryFn: ({ pageParam }) =>
      client.listRuns({
        limit: PAGE,
        ...(status.length > 0 && { status }),
        ...(q !== "" && { q }),
        ...(pageParam !== null && { cursor: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
  const change = (now: readonly RunStatus[], text: string): void => {
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        next.delete("status");
        for (const one of now) next.append("status", one);
        if (text.trim() === "") next.delete("q");
        else next.set("q", text.trim());
        return next;
      },
      { replace: true },
    );
  };
  return (
    <Page title="Runs">
      <div className={styles["filters"]}>
        <input
          type="search"
          placeholder="Search workflow, id, inputs"
          aria-label="Search runs"
          value={words}
          onChange={({ target }) => {
            setWords(target.value);
            change(status, target.value);
          }}
        />
        <div role="group" aria-label="Status" className={styles["statuses"]}>
          {STATUSES.map((one) => (
            <Button
              key={one}
              small
              aria-pressed={status.includes(one)}
              className={status.includes(one) ? styles["pressed"] : ""}
              onClick={() => change(toggled(status, one), words)}
            >
              {one}
            </Button>
          ))}
        </div>
      </div>
      <Shown of={runs} what="the runs">
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <NoRuns isFiltered={status.length > 0 || q !== ""} />;
          return (
            <>
              <RunsTable runs={items} />
              {runs.hasNextPage && (
                <Button disabled={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
                  Older runs
                </Button>
              )}
            </>
          );
        }}
      </Shown>
    </Page>
  );
}

const toggled = <T,>(list: readonly T[], one: T): readonly T[] =>
  list.includes(one) ? list.filter((other) => other !== one) : [...list, one];

function NoRuns({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <Empty title="No run fits.">Take a filter away, or search for other words.</Empty>;
  return (
    <Empty title="No runs yet.">
      <p>
        Start one from <Link href="/workflows">a workflow</Link>, or with <code>drover run</code>.
      </p>
    </Empty>
  );
}
