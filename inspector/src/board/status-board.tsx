import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { Link } from "wouter";
import { client, type Ask, type RunSummary } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { Shown } from "../ui/notes.tsx";
import { Page } from "../ui/page.tsx";
import { Ago } from "../ui/time.tsx";
import { Board, type Card } from "./board.tsx";
import { ChooseBoard } from "./boards.tsx";
import { shortTitle } from "./short-title.ts";
import { CANCEL, RETRY, type Move } from "./moves.ts";

const OPEN = ["queued", "running", "waiting"] as const;
const ENDED = ["succeeded", "failed", "canceled"] as const;
const MOST_OPEN = 500;
const MOST_ENDED = 20;

const TITLES = {
  queued: "Queued",
  running: "At work",
  asks: "Waits for you",
  waiting: "Waits",
  succeeded: "Succeeded",
  failed: "Failed",
  canceled: "Canceled",
} as const;

type Place = keyof typeof TITLES;

const useRuns = (status: readonly RunSummary["status"][], limit: number): UseQueryResult<readonly RunSummary[]> =>
  useQuery({
    queryKey: keys.runs("board", status),
    // Child runs of those that go on are needed to know for whom they ask.
    queryFn: async () =>
      (await client.listRuns({ status: [...status], limit, ...(status !== OPEN && { parent: "none" }) })).items,
  });

/** All runs that no other has started, by how they stand. */
export function StatusBoard() {
  const asks = useQuery({ queryKey: keys.asks(), queryFn: () => client.listAsks() });
  const open = useRuns(OPEN, MOST_OPEN);
  const ended = [
    useRuns(ENDED.slice(0, 1), MOST_ENDED),
    useRuns(ENDED.slice(1, 2), MOST_ENDED),
    useRuns(ENDED.slice(2), MOST_ENDED),
  ];
  return (
    <Page title="Board" actions={<ChooseBoard now={null} />} full>
      <Shown of={open} what="the runs">
        {(runs) => (
          <Board
            columns={(Object.keys(TITLES) as Place[]).map((id) => ({ id, title: TITLES[id], more: moreOf(id) }))}
            cards={[
              ...cardsOf(runs, asks.data?.items ?? []),
              ...ended.flatMap(({ data = [] }) => data.map((run) => cardOf(run, run.status, []))),
            ]}
          />
        )}
      </Shown>
    </Page>
  );
}

const moreOf = (id: Place) =>
  ENDED.some((status) => status === id) ? <Link href={`/?status=${id}`}>All of them</Link> : undefined;

function cardsOf(runs: readonly RunSummary[], asks: readonly Ask[]): readonly Card[] {
  const parents = new Map(runs.map(({ run, parent }) => [run, parent]));
  const rootOf = (run: string): string => {
    const parent = parents.get(run) ?? null;
    return parent === null ? run : rootOf(parent);
  };
  return runs
    .filter(({ parent }) => parent === null)
    .map((run) => {
      const its = asks.filter((ask) => rootOf(ask.run) === run.run);
      return cardOf(run, its.length > 0 ? "asks" : run.status, its);
    });
}

function cardOf(run: RunSummary, column: Place, asks: readonly Ask[]): Card {
  const isEnded = run.endedAt !== null;
  return {
    run: run.run,
    column,
    title: run.workflow,
    note: (
      <>
        <Ago at={run.endedAt ?? run.createdAt} />
        {asks[0] !== undefined && <Link href="/inbox">{shortTitle(asks[0].title)}</Link>}
      </>
    ),
    moves: isEnded ? RETRIES : CANCELS,
  };
}

const CANCELS: readonly Move[] = [{ ...CANCEL, column: "canceled" }];
/** A run that is started again is at work sooner or later, whichever column it is dropped on. */
const RETRIES: readonly Move[] = [
  { ...RETRY, column: "queued" },
  { ...RETRY, column: "running" },
];
