import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { client, type Graph, type Run, type RunSummary } from "../data/client.ts";
import { keys } from "../data/keys.ts";
import { Empty, Failure, Shown } from "../ui/notes.tsx";
import { Page } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";
import { Board, type Card } from "./board.tsx";
import { ChooseBoard } from "./boards.tsx";
import { columnOfRun, columnsOf, ELSEWHERE, endedColumn, type Column } from "./columns.ts";
import { shortTitle } from "./short-title.ts";
import { CANCELED, movesOf, type Frozen } from "./moves.ts";

const MOST_OPEN = 200;
const MOST_ENDED = 30;
/** Steps of `finally` come between a cancel and the end. */
const LAST_ENTRIES = 200;

/** The runs of one workflow, each in the state that it is in. */
export function WorkflowBoard({ workflow }: { readonly workflow: string }) {
  const graph = useQuery({
    queryKey: keys.workflows(workflow, "graph"),
    queryFn: () => client.getWorkflowGraph({ workflow }),
  });
  const runs = useQuery({
    queryKey: keys.runs("board", workflow),
    queryFn: async () => {
      const [open, ended] = await Promise.all([
        client.listRuns({ workflow, status: ["queued", "running", "waiting"], limit: MOST_OPEN }),
        client.listRuns({ workflow, status: ["succeeded", "failed", "canceled"], limit: MOST_ENDED }),
      ]);
      return [...open.items, ...ended.items].toSorted((a, b) => b.createdAt - a.createdAt);
    },
  });
  return (
    <Page title={`Board of ${workflow}`} actions={<ChooseBoard now={workflow} />} full>
      <Shown of={graph} what="the workflow">
        {(shown) => (
          <Shown of={runs} what="the runs">
            {(all) => <Runs workflow={workflow} graph={shown} runs={all} />}
          </Shown>
        )}
      </Shown>
    </Page>
  );
}

interface RunsProps {
  readonly workflow: string;
  readonly graph: Graph;
  readonly runs: readonly RunSummary[];
}

function Runs({ workflow, graph, runs }: RunsProps) {
  const found = useCards(graph, runs);
  if (runs.length === 0)
    return (
      <Empty title="No runs of this workflow yet.">
        <p>
          <Link href={`/workflows/${encodeURIComponent(workflow)}`}>Start one</Link>, here or with{" "}
          <code>drover run {workflow}</code>: it becomes a card.
        </p>
      </Empty>
    );
  return (
    <>
      {found.error !== null && <Failure error={found.error} />}
      <Board columns={withOthers(columnsOf(graph), found.cards)} cards={found.cards} />
    </>
  );
}

/** Canceling is always possible; the other columns are there when a card is. */
function withOthers(columns: readonly Column[], cards: readonly Card[]): readonly Column[] {
  const others = [
    { id: ELSEWHERE, title: "In an older version" },
    { id: endedColumn("succeeded"), title: "Succeeded" },
    { id: endedColumn("failed"), title: "Failed" },
    { id: CANCELED, title: "Canceled" },
  ];
  const isShown = ({ id }: Column): boolean => id === CANCELED || cards.some(({ column }) => column === id);
  return [...columns, ...others.filter(isShown)];
}

/** Each run is asked for by itself, so that an event of one has only that one fetched again. */
function useCards(graph: Graph, summaries: readonly RunSummary[]): { cards: readonly Card[]; error: Error | null } {
  const runs = useQueries({
    queries: summaries.map(({ run }) => ({
      queryKey: keys.run(run, "now"),
      queryFn: () => client.getRun({ run }),
    })),
  });
  const known = runs.flatMap(({ data }) => data ?? []);
  const definitions = useDefinitions(known);
  const cancels = useCancels(known);
  const columns = new Set(columnsOf(graph).map(({ id }) => id));
  return {
    error: [...runs, ...definitions].find(({ error }) => error !== null)?.error ?? null,
    cards: known.flatMap((run) => {
      const frozen = definitions.find(({ data }) => data?.hash === run.definition)?.data;
      return frozen === undefined ? [] : [cardOf({ run, frozen, columns, wasCanceled: cancels.has(run.run) })];
    }),
  };
}

/** Definitions never change, and many runs follow the same. */
function useDefinitions(runs: readonly Run[]) {
  const oneOfEach = [...new Map(runs.map((run) => [run.definition, run.run]))];
  return useQueries({
    queries: oneOfEach.map(([hash, run]) => ({
      queryKey: keys.frozen(hash, "definition"),
      queryFn: () => client.getDefinition({ run }),
    })),
  });
}

/** The canceled runs that somebody has canceled, as their journal tells. Others have ended in a final state of that status. */
function useCancels(runs: readonly Run[]): ReadonlySet<string> {
  const canceled = runs.filter(({ status }) => status === "canceled");
  const answers = useQueries({
    queries: canceled.map(({ run, seq }) => ({
      queryKey: keys.frozen(run, "was canceled"),
      queryFn: async () => {
        const { items } = await client.getJournal({ run, after: Math.max(0, seq - LAST_ENTRIES), limit: LAST_ENTRIES });
        return { run, is: items.some(({ input }) => input["type"] === "cancel") };
      },
    })),
  });
  return new Set(answers.flatMap(({ data }) => (data?.is === true ? [data.run] : [])));
}

interface CardOf {
  readonly run: Run;
  readonly frozen: Frozen;
  /** Of the workflow as it is now. */
  readonly columns: ReadonlySet<string>;
  readonly wasCanceled: boolean;
}

function cardOf({ run, frozen, columns, wasCanceled }: CardOf): Card {
  const own = columnOfRun(frozen.graph, run, wasCanceled);
  const isKnown = columns.has(own) || own.startsWith(endedColumn(""));
  const asks = run.asks ?? [];
  return {
    run: run.run,
    column: isKnown ? own : ELSEWHERE,
    title: titleOf(run),
    note: (
      <>
        <Status status={run.status} /> <Ago at={run.endedAt ?? run.createdAt} />
        {asks[0] !== undefined && <Link href="/inbox">{shortTitle(asks[0].title)}</Link>}
      </>
    ),
    moves: movesOf(run, frozen, own),
  };
}

/** What people call it: its title, its name, or the first words among its inputs. */
function titleOf({ workflow, inputs }: Run): string {
  const named = ["title", "name", "subject", "issue", "prompt"].map((key) => inputs[key]);
  const text = [...named, ...Object.values(inputs)].find((value) => typeof value === "string" && value.trim() !== "");
  return typeof text === "string" ? shortTitle(text) : workflow;
}
