import { useQueryClient } from "@tanstack/react-query";
import { Suspense, useEffect } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { WaitsForYou } from "../asks/waits-for-you.tsx";
import type { Run } from "../data/client.ts";
import { visible } from "../diff/lines.ts";
import { Boundary } from "../ui/boundary.tsx";
import { Button } from "../ui/button.tsx";
import { Empty, Loading } from "../ui/notes.tsx";
import { Page } from "../ui/page.tsx";
import { shortRun } from "../ui/short-run.ts";
import { Status } from "../ui/status.tsx";
import { TabPanel, Tabs } from "../ui/tabs.tsx";
import { Ago, Duration } from "../ui/time.tsx";
import { AbsentRun, isUnknown } from "./absent-run.tsx";
import { runLayout } from "./chart/run-layout.ts";
import { Journal } from "./journal/journal.tsx";
import { Kin } from "./kin.tsx";
import { RunActions } from "./run-actions.tsx";
import { RUN_TABS } from "./tabs.tsx";
import { useRunAt, useRunNow } from "./use-run.ts";
import styles from "./run-page.module.css";

/** One run: what it is, or what it was after an entry of its journal (`?at=`). */
export function RunPage({ run, tab }: { readonly run: string; readonly tab: string }) {
  const now = useRunNow(run);
  // One that was removed while it was looked at is there no more, though it is still known here.
  if (now.data === undefined || (now.error !== null && isUnknown(now.error)))
    return <AbsentRun run={run} error={now.error} again={() => void now.refetch()} />;
  return <RunView now={now.data} tab={tab} />;
}

function RunView({ now, tab }: { readonly now: Run; readonly tab: string }) {
  const [, go] = useLocation();
  const [search] = useSearchParams();
  const at = entryOf(search.get("at"), now.seq);
  const past = useRunAt(now.run, at);
  const shown = at === null ? now : (past.data ?? now);
  const travel = (to: number | null): void => go(`/runs/${now.run}/${tab}${to === null ? "" : `?at=${to}`}`);
  useChartAhead(now);
  const chosen = RUN_TABS.find(({ id }) => id === tab);
  return (
    <Page title={`${now.workflow} ${shortRun(now.run)}`} actions={<RunActions run={now} at={at} />} full="wide">
      <RunFacts run={now} />
      {at !== null && (
        <div role="status" className={styles["past"]}>
          As it was after entry {at} of {now.seq}.
          <Button small onClick={() => travel(null)}>
            Back to now
          </Button>
        </div>
      )}
      <WaitsForYou run={now} isPast={at !== null} />
      <div className={styles["body"]}>
        <div className={styles["main"]}>
          <Tabs
            label="Views of the run"
            tabs={RUN_TABS}
            chosen={tab}
            onChoose={(id) => go(`/runs/${now.run}/${id}${at === null ? "" : `?at=${at}`}`)}
          />
          {chosen === undefined ? (
            <Empty title="There is no such view.">
              <Link href={`/runs/${now.run}`}>The chart of the run</Link>
            </Empty>
          ) : (
            <TabPanel id={chosen.id}>
              <Boundary what="this view" of={`${chosen.id} ${at}`}>
                <Suspense fallback={<Loading what="this view" />}>
                  <chosen.Panel run={shown} at={at} travel={travel} />
                </Suspense>
              </Boundary>
            </TabPanel>
          )}
        </div>
        <Journal run={now} at={at} travel={travel} />
      </div>
    </Page>
  );
}

/** The picture is fetched while another view is looked at: whoever comes to it finds it there. */
function useChartAhead({ run, definition }: Run): void {
  const queries = useQueryClient();
  useEffect(() => void queries.prefetchQuery(runLayout({ run, definition }, "steps")), [queries, run, definition]);
}

/** Nothing but a number within the journal is a place in it. */
function entryOf(text: string | null, last: number): number | null {
  const at = text === null ? Number.NaN : Number(text);
  return Number.isInteger(at) && at >= 1 && at <= last ? at : null;
}

function RunFacts({ run: shown }: { readonly run: Run }) {
  const { run, status, createdAt, endedAt, error } = shown;
  return (
    <div className={styles["facts"]}>
      <Status status={status} />
      <span>
        started <Ago at={createdAt} />, {endedAt === null ? "runs for" : "took"}{" "}
        <Duration from={createdAt} to={endedAt} />
      </span>
      <Kin run={shown} />
      <code title="The run's id">{run}</code>
      {status === "failed" && error !== null && <p className={styles["error"]}>{visible(error.message ?? "")}</p>}
    </div>
  );
}
